/* Values that stand in several LVS blocks. */
#include "conf/keepalived_lvs_words.h"

#include <string.h>

#include "conf/keepalived_command.h"
#include "conf/keepalived_number.h"
#include "conf/lvs.h"
#include "conf/quantity.h"

static const char *const ignored = "keepalived ignores the line";

struct keepalived_lvs_rounds keepalived_lvs_rounds(bool *retry_noted)
{
    return (struct keepalived_lvs_rounds){-1, -1, -1, -1, -1, -1, retry_noted};
}

static void inherit(int64_t *inner, int64_t outer)
{
    if (*inner < 0)
        *inner = outer;
}

void keepalived_lvs_inherit(struct keepalived_lvs_rounds *inner, const struct keepalived_lvs_rounds *outer)
{
    inherit(&inner->interval_us, outer->interval_us);
    inherit(&inner->timeout_us, outer->timeout_us);
    inherit(&inner->retries, outer->retries);
    inherit(&inner->retry_delay_us, outer->retry_delay_us);
    inherit(&inner->warmup_us, outer->warmup_us);
    if (inner->alpha < 0)
        inner->alpha = outer->alpha;
}

bool keepalived_lvs_number(struct keepalived *keepalived, const struct keepalived_word *word, int64_t min,
                           int64_t max, int64_t *out)
{
    return keepalived_number(keepalived, word, &(struct keepalived_range){min, max, ignored}, out);
}

static void read_time(struct keepalived *keepalived, const struct keepalived_line *line, int64_t min_us,
                      int64_t *out_us)
{
    const struct keepalived_range range = {min_us, LVS_TIME_MAX_US, "the line is ignored"};

    keepalived_seconds(keepalived, &line->words[1], &range, out_us);
}

void keepalived_lvs_interval(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_time(keepalived, line, LVS_INTERVAL_MIN_US, &((struct keepalived_lvs_rounds *)target)->interval_us);
}

void keepalived_lvs_timeout(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_time(keepalived, line, LVS_TIMEOUT_MIN_US, &((struct keepalived_lvs_rounds *)target)->timeout_us);
}

void keepalived_lvs_retry(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_number(keepalived, &line->words[1], 0, UINT32_MAX,
                          &((struct keepalived_lvs_rounds *)target)->retries);
}

void keepalived_lvs_retry_delay(struct keepalived *keepalived, const struct keepalived_line *line,
                                void *target)
{
    read_time(keepalived, line, 0, &((struct keepalived_lvs_rounds *)target)->retry_delay_us);
}

void keepalived_lvs_warmup(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_time(keepalived, line, 0, &((struct keepalived_lvs_rounds *)target)->warmup_us);
}

void keepalived_lvs_alpha(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_rounds *rounds = target;
    bool alpha = rounds->alpha > 0;

    keepalived_lvs_flag(keepalived, line, &alpha);
    rounds->alpha = alpha;
}

void keepalived_lvs_old_retry(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_rounds *rounds = target;

    if (!*rounds->retry_noted)
        keepalived_warn(keepalived, &line->words[0],
                        "keepalived knows `nb_get_retry' in HTTP_GET and SSL_GET alone and ignores it here; "
                        "with us it counts. Write `retry', which counts everywhere");
    *rounds->retry_noted = true;
    keepalived_lvs_retry(keepalived, line, target);
}

void keepalived_lvs_flag(struct keepalived *keepalived, const struct keepalived_line *line, bool *out)
{
    static const char *const words[] = {"false", "off", "no", "true", "on", "yes"};

    if (line->count < 2) {
        *out = true;
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(line->words[1].text, words[i]) != 0)
            continue;
        *out = i >= 3;
        return;
    }
    keepalived_warn(keepalived, &line->words[1], "`%s' is neither true nor false: %s", line->words[1].text,
                    ignored);
}

/* ---- forwarding ---- */

/* The index of the word, or -1. */
static int find_word(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return (int)i;
    return -1;
}

/* One option at *i, which is moved past its value; false when it is none. */
static bool read_option(const struct keepalived_line *line, size_t *i, struct conf_forward *out)
{
    const char *option = line->words[*i].text;
    const char *value = *i + 1 < line->count ? line->words[*i + 1].text : "";
    uint64_t port;
    int tunnel;

    if (strcmp(option, "type") == 0) {
        tunnel = find_word(value, lvs_tunnel_names(), CONF_TUNNEL_COUNT);
        out->tunnel = tunnel < 0 ? CONF_TUNNEL_IPIP : (enum conf_tunnel)tunnel;
        ++*i;
        return tunnel >= 0;
    }
    if (strcmp(option, "port") == 0) {
        if (!quantity_unsigned(value, UINT16_MAX, &port) || !port)
            return false;
        out->tunnel_port = (uint16_t)port;
        ++*i;
        return true;
    }
    out->tunnel_checksum = strcmp(option, "csum") == 0;
    out->tunnel_remote_checksum = strcmp(option, "remcsum") == 0;
    return out->tunnel_checksum || out->tunnel_remote_checksum || strcmp(option, "nocsum") == 0;
}

/* Why the options do not go together, or NULL. */
static const char *forward_fault(const struct conf_forward *forward)
{
    if ((forward->tunnel == CONF_TUNNEL_GUE) != (forward->tunnel_port != 0))
        return "a gue tunnel needs a port, and no other has one";
    if (forward->tunnel == CONF_TUNNEL_IPIP && (forward->tunnel_checksum || forward->tunnel_remote_checksum))
        return "an ipip tunnel has no checksum";
    if (forward->tunnel == CONF_TUNNEL_GRE && forward->tunnel_remote_checksum)
        return "a gre tunnel has no remote checksum";
    return NULL;
}

bool keepalived_lvs_forward(struct keepalived *keepalived, const struct keepalived_line *line,
                            struct conf_forward *out)
{
    static const char *const methods[CONF_METHOD_COUNT] = {"NAT", "DR", "TUN"};
    struct conf_forward forward = {.tunnel = CONF_TUNNEL_IPIP};
    int method = find_word(line->words[1].text, methods, CONF_METHOD_COUNT);

    if (method < 0) {
        keepalived_warn(keepalived, &line->words[1], "`%s' is not one of NAT, DR, TUN (in capitals): %s",
                        line->words[1].text, ignored);
        return false;
    }
    forward.method = (enum conf_method)method;
    for (size_t i = 2; i < line->count; i++) {
        const struct keepalived_word *word = &line->words[i];
        if (read_option(line, &i, &forward))
            continue;
        keepalived_warn(keepalived, word, "`%s' is no option of a tunnel, or lacks its value: %s", word->text,
                        ignored);
        return false;
    }
    const char *fault = forward_fault(&forward);
    if (fault)
        keepalived_warn(keepalived, &line->words[1], "%s: %s", fault, ignored);
    else
        *out = forward;
    /* What only a tunnel has says nothing of the others. */
    if (!fault && forward.method != CONF_METHOD_TUN)
        *out = (struct conf_forward){.method = forward.method};
    return !fault;
}

/* ---- the rest ---- */

void keepalived_lvs_command(struct keepalived *keepalived, const struct keepalived_line *line,
                            struct conf_command *out)
{
    struct conf_command command = {.argc = 0};
    size_t rest;

    if (!keepalived_command(keepalived, line, &command, &rest) ||
        !keepalived_command_user(keepalived, line, rest, &command))
        return;
    if (out->argc)
        keepalived_warn(keepalived, &line->words[0], "`%s' again: keepalived keeps the first",
                        line->words[0].text);
    else
        *out = command;
}

void keepalived_lvs_host(struct keepalived *keepalived, const struct keepalived_line *line, char **out)
{
    char *host = keepalived_clean(keepalived, &line->words[1]);

    if (lvs_is_token(host))
        *out = host;
    else
        keepalived_warn(keepalived, &line->words[1], "`%s' cannot be the name of a host: the line is ignored",
                        host);
}

bool keepalived_lvs_address(const struct keepalived_line *line, size_t first, struct addr *address,
                            uint16_t *port)
{
    uint64_t number = 0;

    if (first >= line->count || !addr_parse(line->words[first].text, address))
        return false;
    if (first + 1 < line->count && !quantity_unsigned(line->words[first + 1].text, UINT16_MAX, &number))
        return false;
    *port = (uint16_t)number;
    return true;
}
