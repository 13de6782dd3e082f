/* Real servers of one virtual server. */
#include "conf/keepalived_lvs_server.h"

#include <string.h>

#include "conf/keepalived_lvs_check.h"
#include "conf/keepalived_lvs_words.h"
#include "conf/lvs.h"
#include "conf/lvs_same.h"

/* A real server while its block is read. */
struct server {
    struct keepalived_lvs_rounds rounds; /* first: see keepalived_lvs_words.h */
    struct conf_server model;
};

static struct conf_server *model_of(void *target)
{
    return &((struct server *)target)->model;
}

static void read_weight(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    int64_t weight;

    if (keepalived_lvs_number(keepalived, &line->words[1], 0, CONF_LVS_WEIGHT_MAX, &weight))
        model_of(target)->weight = (uint32_t)weight;
}

static void read_method(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_forward(keepalived, line, &model_of(target)->forward);
}

static void read_threshold(struct keepalived *keepalived, const struct keepalived_line *line, uint32_t *out)
{
    int64_t threshold;

    if (keepalived_lvs_number(keepalived, &line->words[1], 0, UINT32_MAX, &threshold))
        *out = (uint32_t)threshold;
}

static void read_upper(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_threshold(keepalived, line, &model_of(target)->upper);
}

static void read_lower(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_threshold(keepalived, line, &model_of(target)->lower);
}

static void read_inhibit(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_flag(keepalived, line, &model_of(target)->inhibit);
}

static void read_mail(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_flag(keepalived, line, &model_of(target)->mail);
}

static void read_up(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_command(keepalived, line, &model_of(target)->up);
}

static void read_down(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_command(keepalived, line, &model_of(target)->down);
}

static void read_host(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_host(keepalived, line, &model_of(target)->virtualhost);
}

static const struct keepalived_keyword keywords[] = {
    KEEPALIVED_READ("weight", false, 1, 1, read_weight),
    KEEPALIVED_READ("lvs_method", false, 1, KEYWORD_ANY, read_method),
    KEEPALIVED_READ("uthreshold", false, 1, 1, read_upper),
    KEEPALIVED_READ("lthreshold", false, 1, 1, read_lower),
    KEEPALIVED_READ("inhibit_on_failure", false, 0, 1, read_inhibit),
    KEEPALIVED_READ("notify_up", false, 1, KEYWORD_ANY, read_up),
    KEEPALIVED_READ("notify_down", false, 1, KEYWORD_ANY, read_down),
    KEEPALIVED_READ("smtp_alert", false, 0, 1, read_mail),
    KEEPALIVED_READ("virtualhost", false, 1, 1, read_host),
    KEEPALIVED_READ("connect_timeout", false, 1, 1, keepalived_lvs_timeout),
    KEEPALIVED_LVS_ROUNDS_ROWS,
    KEEPALIVED_READ("nb_get_retry", false, 1, 1, keepalived_lvs_old_retry),
    KEEPALIVED_QUIET("snmp_name"),
    KEEPALIVED_LVS_CHECKER_ROWS,
};

/* keepalived mails of real servers unless it is told not to; without a way to send that says nothing. */
static bool mails(const struct keepalived *keepalived)
{
    const struct keepalived_lvs_defaults *defaults = &keepalived->defaults.lvs;

    if (defaults->checker_mail >= 0)
        return defaults->checker_mail > 0;
    return defaults->mail >= 0 ? defaults->mail > 0 : conf_mails(keepalived->reader->conf);
}

static bool read_address(struct keepalived *keepalived, const struct keepalived_line *line,
                         struct conf_server *model)
{
    if (line->count >= 2 && keepalived_lvs_address(line, 1, &model->address, &model->port)) {
        if (line->count > 3)
            keepalived_warn(keepalived, &line->words[3],
                            "keepalived ignores `%s' after the real server's port", line->words[3].text);
        return true;
    }
    keepalived_warn(keepalived, &line->words[line->count > 1],
                    "`%s%s%s%s%s' is not an address and a port: keepalived skips the block, and so do we",
                    line->words[0].text, line->count > 1 ? " " : "",
                    line->count > 1 ? line->words[1].text : "", line->count > 2 ? " " : "",
                    line->count > 2 ? line->words[2].text : "");
    return false;
}

/* False when keepalived skips the block. */
static bool read_server(struct keepalived *keepalived, const struct keepalived_line *line,
                        struct keepalived_lvs_service *service, struct conf_server *out)
{
    static const struct keepalived_table table = {"real_server", keywords, sizeof keywords / sizeof *keywords,
                                                  false};
    struct server server = {
        .rounds = keepalived_lvs_rounds(&service->retry_noted),
        .model = {.place = line->place,
                  .weight = service->weight,
                  .forward = service->forward,
                  .inhibit = service->inhibit,
                  .mail = mails(keepalived),
                  .virtualhost = service->virtualhost},
    };
    struct conf_check checks[CONF_CHECKS_MAX];

    if (!read_address(keepalived, line, &server.model))
        return false;
    keepalived_walk_block(keepalived, &table, line, &server);
    keepalived_lvs_inherit(&server.rounds, &service->rounds);
    server.model.check_count = keepalived_lvs_checks(keepalived, line, &server.rounds, checks);
    server.model.checks = lvs_keep_checks(keepalived->reader->conf, &keepalived->reader->recent, checks,
                                          server.model.check_count);
    *out = server.model;
    return true;
}

static bool is_server(const struct keepalived_line *line)
{
    return line->count > 0 && line->block && strcmp(line->words[0].text, "real_server") == 0;
}

void keepalived_lvs_servers(struct keepalived *keepalived, const struct keepalived_line *line,
                            struct keepalived_lvs_service *service)
{
    const struct keepalived_lines *lines = &keepalived->lines;
    struct conf_virtual_server *model = &service->model;
    size_t first = (size_t)(line - lines->items) + 1, count = 0;

    for (size_t i = first; i < line->end; i = lines->items[i].end)
        count += is_server(&lines->items[i]);
    if (count == 0)
        return;
    model->servers = conf_alloc(keepalived->reader->conf, count * sizeof *model->servers);
    for (size_t i = first; i < line->end; i = lines->items[i].end)
        if (is_server(&lines->items[i]) &&
            read_server(keepalived, &lines->items[i], service, &model->servers[model->server_count]))
            model->server_count++;
}
