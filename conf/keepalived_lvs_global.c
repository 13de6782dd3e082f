/* What holds for all virtual servers. */
#include "conf/keepalived_lvs_global.h"

#include <string.h>

#include "conf/keepalived_lvs_words.h"
#include "conf/lvs.h"

static const int64_t second_us = 1000000;

/* ---- lvs_sync_daemon ---- */

static void read_number(struct keepalived *keepalived, const struct keepalived_word *word, int64_t max,
                        int64_t *out)
{
    keepalived_lvs_number(keepalived, word, 1, max, out);
}

static void read_sync_group(struct keepalived *keepalived, const struct keepalived_word *word,
                            struct conf_lvs_sync *sync)
{
    struct addr group;

    if (addr_parse(word->text, &group) && addr_is_multicast(&group))
        sync->group = group;
    else
        keepalived_warn(keepalived, word, "`%s' is not a multicast group: keepalived ignores it", word->text);
}

/* One option and its value; false when it is none. */
static bool read_sync_option(struct keepalived *keepalived, const struct keepalived_word *words,
                             struct conf_lvs_sync *sync)
{
    const char *option = words[0].text;
    int64_t id = sync->id, length = sync->max_length, port = sync->port, ttl = sync->ttl;

    if (strcmp(option, "inst") == 0)
        sync->instance = keepalived_name(keepalived, &words[1], false);
    else if (strcmp(option, "id") == 0)
        keepalived_lvs_number(keepalived, &words[1], 0, UINT8_MAX, &id);
    else if (strcmp(option, "maxlen") == 0)
        read_number(keepalived, &words[1], LVS_SYNC_LENGTH_MAX, &length);
    else if (strcmp(option, "port") == 0)
        read_number(keepalived, &words[1], UINT16_MAX, &port);
    else if (strcmp(option, "ttl") == 0)
        read_number(keepalived, &words[1], UINT8_MAX, &ttl);
    else if (strcmp(option, "group") == 0)
        read_sync_group(keepalived, &words[1], sync);
    else
        return false;
    sync->id = (uint8_t)id;
    sync->max_length = (uint16_t)length;
    sync->port = (uint16_t)port;
    sync->ttl = (uint8_t)ttl;
    return true;
}

/* Old files have IF INSTANCE [ID] without words in front. */
static void read_sync_word(struct keepalived *keepalived, const struct keepalived_line *line, size_t i,
                           struct conf_lvs_sync *sync)
{
    const struct keepalived_word *word = &line->words[i];
    int64_t id;

    if (i == 2)
        sync->instance = keepalived_name(keepalived, word, false);
    else if (i == 3 && keepalived_lvs_number(keepalived, word, 0, UINT8_MAX, &id))
        sync->id = (uint8_t)id;
    else if (i > 3)
        keepalived_warn(keepalived, word,
                        "`%s' is no option of lvs_sync_daemon, or lacks its value: "
                        "keepalived ignores it",
                        word->text);
}

static bool is_first(struct keepalived *keepalived, const struct keepalived_line *line)
{
    const struct conf_lvs_sync *sync = &keepalived->reader->conf->lvs.sync;

    if (sync->interface[0])
        keepalived_warn(keepalived, &line->words[0],
                        "the sync daemon runs on %s already (line %u): keepalived ignores the line",
                        sync->interface, sync->place.line);
    return !sync->interface[0];
}

void keepalived_lvs_sync(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_lvs_sync *out = &keepalived->reader->conf->lvs.sync, sync = {.place = line->place};

    (void)target;
    if (!is_first(keepalived, line) ||
        !keepalived_interface(keepalived, &line->words[1], "the line", sync.interface))
        return;
    for (size_t i = 2; i < line->count; i++) {
        if (i + 1 < line->count && read_sync_option(keepalived, &line->words[i], &sync))
            i++;
        else
            read_sync_word(keepalived, line, i, &sync);
    }
    *out = sync;
}

void keepalived_lvs_sync_instance(struct keepalived *keepalived, const struct keepalived_line *line,
                                  const char *name)
{
    struct conf *conf = keepalived->reader->conf;
    struct conf_lvs_sync sync = {.place = line->place};

    if (!is_first(keepalived, line) ||
        !keepalived_interface(keepalived, &line->words[1], "the line", sync.interface))
        return;
    keepalived_warn(keepalived, &line->words[0],
                    "obsolete: write `lvs_sync_daemon %s inst %s' into global_defs; it counts as if it stood "
                    "there",
                    sync.interface, name);
    sync.instance = conf_strdup(conf, name);
    conf->lvs.sync = sync;
}

/* ---- the rest ---- */

void keepalived_lvs_flush(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)line, (void)target;
    keepalived->reader->conf->lvs.flush = true;
}

void keepalived_lvs_timeouts(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_lvs *lvs = &keepalived->reader->conf->lvs;
    const struct {
        const char *name;
        int64_t *out_us;
    } timeouts[] = {{"tcp", &lvs->tcp_us}, {"tcpfin", &lvs->tcp_fin_us}, {"udp", &lvs->udp_us}};
    int64_t seconds;

    (void)target;
    for (size_t i = 1; i < line->count; i += 2) {
        int64_t *out_us = NULL;
        for (size_t t = 0; t < sizeof timeouts / sizeof *timeouts; t++)
            if (strcmp(line->words[i].text, timeouts[t].name) == 0)
                out_us = timeouts[t].out_us;
        if (!out_us || i + 1 == line->count) {
            keepalived_warn(
                keepalived, &line->words[i],
                "`%s' is not one of tcp, tcpfin, udp with a number of seconds: keepalived ignores "
                "it",
                line->words[i].text);
            return;
        }
        if (keepalived_lvs_number(keepalived, &line->words[i + 1], 0, LVS_SECONDS_MAX, &seconds))
            *out_us = seconds * second_us;
    }
}

void keepalived_lvs_mail(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    bool mail = true;

    (void)target;
    keepalived_lvs_flag(keepalived, line, &mail);
    keepalived->defaults.lvs.checker_mail = mail;
}

void keepalived_lvs_log_all(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    keepalived_lvs_flag(keepalived, line, &keepalived->defaults.lvs.log_all_failures);
}
