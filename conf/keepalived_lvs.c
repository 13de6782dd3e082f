/* One virtual_server block. */
#include "conf/keepalived_lvs.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "conf/keepalived_lvs_group.h"
#include "conf/keepalived_lvs_server.h"
#include "conf/keepalived_lvs_words.h"
#include "conf/lvs.h"
#include "conf/quantity.h"

static const int64_t second_us = 1000000;

static struct conf_virtual_server *model_of(void *target)
{
    return &((struct keepalived_lvs_service *)target)->model;
}

/* ---- scheduling; target is struct keepalived_lvs_service ---- */

static void read_scheduler(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_service *service = target;
    const char *const *names = lvs_scheduler_names();

    for (size_t i = 0; i < CONF_SCHEDULER_COUNT; i++) {
        if (strcmp(names[i], line->words[1].text) != 0)
            continue;
        service->model.scheduler = (enum conf_scheduler)i;
        service->has_scheduler = true;
        return;
    }
    keepalived_warn(keepalived, &line->words[1],
                    "`%s' is not a scheduler: keepalived ignores the line and uses wlc, and so do we",
                    line->words[1].text);
}

/* Flags of a scheduler count when it stands above them. */
static void read_scheduler_flag(struct keepalived *keepalived, const struct keepalived_line *line,
                                void *target)
{
    struct keepalived_lvs_service *service = target;
    const char *const *names = lvs_flag_names();

    for (size_t i = 0; i < LVS_FLAG_NAMES; i++) {
        if (strcmp(names[i], line->words[0].text) != 0)
            continue;
        enum conf_scheduler of = lvs_flag_scheduler(i);
        if (of == CONF_SCHEDULER_COUNT || (service->has_scheduler && of == service->model.scheduler))
            service->model.scheduler_flags |= lvs_flag(i);
        else
            keepalived_warn(
                keepalived, &line->words[0],
                "`%s' is of the scheduler %s, which does not stand above it: keepalived ignores it",
                line->words[0].text, lvs_scheduler_names()[of]);
    }
}

static void read_ops(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->one_packet = true;
}

static void read_hashed(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->hashed = true;
}

static void read_method(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_service *service = target;

    service->has_forward |= keepalived_lvs_forward(keepalived, line, &service->forward);
}

static void read_protocol(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_service *service = target;

    for (size_t i = 0; i < LVS_PROTOCOL_COUNT; i++) {
        if (strcasecmp(lvs_protocol_names()[i], line->words[1].text) != 0)
            continue;
        service->model.protocol = lvs_protocol(i);
        service->has_protocol = true;
        return;
    }
    keepalived_warn(keepalived, &line->words[1],
                    "`%s' is not one of TCP, UDP, SCTP: keepalived ignores the "
                    "line",
                    line->words[1].text);
}

static void read_family(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_service *service = target;

    if (strcmp(line->words[1].text, "inet6") == 0)
        service->family = ADDR_IPV6;
    else if (strcmp(line->words[1].text, "inet") == 0)
        service->family = ADDR_IPV4;
    else
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' is neither inet nor inet6: keepalived ignores the line", line->words[1].text);
}

/* ---- persistence ---- */

static void read_persistence(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    int64_t seconds = LVS_PERSISTENCE_US / second_us;

    if (line->count < 2 || keepalived_lvs_number(keepalived, &line->words[1], 1, LVS_SECONDS_MAX, &seconds))
        model_of(target)->persistence_us = seconds * second_us;
}

/* A netmask, as a prefix length; -1 when it has holes. */
static int mask_length(const struct addr *mask)
{
    int length = 0;

    while (length < 32 && mask->bytes[length / 8] & (0x80 >> length % 8))
        length++;
    for (int i = length; i < 32; i++)
        if (mask->bytes[i / 8] & (0x80 >> i % 8))
            return -1;
    return length;
}

/* A netmask for IPv4, a prefix length for IPv6. */
static void read_granularity(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_virtual_server *model = model_of(target);
    const struct keepalived_word *word = &line->words[1];
    struct addr mask;
    uint64_t length = 0;

    if (addr_parse(word->text, &mask) && mask.family == ADDR_IPV4 && mask_length(&mask) > 0)
        model->persistence_length = (uint8_t)mask_length(&mask);
    else if (quantity_unsigned(word->text, 128, &length) && length > 0)
        model->persistence_length = (uint8_t)length;
    else {
        keepalived_warn(keepalived, word,
                        "`%s' is neither a netmask (IPv4) nor a prefix length (IPv6): the line is ignored",
                        word->text);
        return;
    }
    if (model->persistence_us == 0)
        model->persistence_us = LVS_PERSISTENCE_US;
}

static void read_engine(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const char *name = keepalived_clean(keepalived, &line->words[1]);

    if (strlen(name) < CONF_ENGINE_MAX && lvs_is_token(name))
        strcpy(model_of(target)->engine, name);
    else
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' cannot be the name of a persistence engine: the line is ignored", name);
}

/* ---- health ---- */

static void read_quorum(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    int64_t quorum;

    if (keepalived_lvs_number(keepalived, &line->words[1], 1, UINT32_MAX, &quorum))
        model_of(target)->quorum = (uint32_t)quorum;
}

static void read_hysteresis(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    int64_t hysteresis;

    if (keepalived_lvs_number(keepalived, &line->words[1], 0, UINT32_MAX, &hysteresis))
        model_of(target)->hysteresis = (uint32_t)hysteresis;
}

static void read_quorum_up(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_command(keepalived, line, &model_of(target)->quorum_up);
}

static void read_quorum_down(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_command(keepalived, line, &model_of(target)->quorum_down);
}

static void read_omega(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->omega = true;
}

static void read_suspend(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->ha_suspend = true;
}

static void read_mail(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    bool mail = false;

    keepalived_lvs_flag(keepalived, line, &mail);
    ((struct keepalived_lvs_service *)target)->mail = mail;
}

/* ---- servers ---- */

static void read_weight(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    int64_t weight;

    if (keepalived_lvs_number(keepalived, &line->words[1], 1, CONF_LVS_WEIGHT_MAX, &weight))
        ((struct keepalived_lvs_service *)target)->weight = (uint32_t)weight;
}

static void read_inhibit(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    ((struct keepalived_lvs_service *)target)->inhibit = true;
}

static void read_host(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_host(keepalived, line, &((struct keepalived_lvs_service *)target)->virtualhost);
}

static void read_sorry(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_virtual_server *model = model_of(target);
    struct conf_server sorry = {.place = line->place, .weight = 1};

    if (!keepalived_lvs_address(line, 1, &sorry.address, &sorry.port)) {
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' is not an address with a port: keepalived runs without the sorry server",
                        line->words[1].text);
        return;
    }
    model->sorry = sorry;
    model->has_sorry = true;
}

/* What says something of the sorry server counts below it alone. */
static bool has_sorry(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    if (!model_of(target)->has_sorry)
        keepalived_warn(keepalived, &line->words[0],
                        "`%s' stands above `sorry_server', or without it: keepalived ignores it",
                        line->words[0].text);
    return model_of(target)->has_sorry;
}

static void read_sorry_inhibit(struct keepalived *keepalived, const struct keepalived_line *line,
                               void *target)
{
    model_of(target)->sorry_inhibit |= has_sorry(keepalived, line, target);
}

static void read_sorry_method(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_service *service = target;

    if (has_sorry(keepalived, line, target))
        service->has_sorry_forward |= keepalived_lvs_forward(keepalived, line, &service->sorry_forward);
}

static void read_later(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line, (void)target; /* servers are read when all that holds for them is known */
}

#define FLAG(name) KEEPALIVED_READ(name, false, 0, 0, read_scheduler_flag)
#define OBSOLETE   "obsolete: keepalived ignores it, and so do we"

static const struct keepalived_keyword keywords[] = {
    KEEPALIVED_READ("lb_algo", false, 1, 1, read_scheduler),
    KEEPALIVED_READ("lvs_sched", false, 1, 1, read_scheduler),
    KEEPALIVED_READ("lb_kind", false, 1, KEYWORD_ANY, read_method),
    KEEPALIVED_READ("lvs_method", false, 1, KEYWORD_ANY, read_method),
    KEEPALIVED_READ("protocol", false, 1, 1, read_protocol),
    KEEPALIVED_READ("ip_family", false, 1, 1, read_family),
    KEEPALIVED_READ("ops", false, 0, 0, read_ops),
    KEEPALIVED_READ("hashed", false, 0, 0, read_hashed),
    FLAG("flag-1"),
    FLAG("flag-2"),
    FLAG("flag-3"),
    FLAG("sh-port"),
    FLAG("sh-fallback"),
    FLAG("mh-port"),
    FLAG("mh-fallback"),
    KEEPALIVED_READ("persistence_timeout", false, 0, 1, read_persistence),
    KEEPALIVED_READ("persistence_granularity", false, 1, 1, read_granularity),
    KEEPALIVED_READ("persistence_engine", false, 1, 1, read_engine),
    KEEPALIVED_READ("connect_timeout", false, 1, 1, keepalived_lvs_timeout),
    KEEPALIVED_LVS_ROUNDS_ROWS,
    KEEPALIVED_READ("nb_get_retry", false, 1, 1, keepalived_lvs_old_retry),
    KEEPALIVED_READ("omega", false, 0, 0, read_omega),
    KEEPALIVED_READ("quorum", false, 1, 1, read_quorum),
    KEEPALIVED_READ("hysteresis", false, 1, 1, read_hysteresis),
    KEEPALIVED_READ("quorum_up", false, 1, KEYWORD_ANY, read_quorum_up),
    KEEPALIVED_READ("quorum_down", false, 1, KEYWORD_ANY, read_quorum_down),
    KEEPALIVED_READ("ha_suspend", false, 0, 0, read_suspend),
    KEEPALIVED_READ("inhibit_on_failure", false, 0, 0, read_inhibit),
    KEEPALIVED_READ("smtp_alert", false, 0, 1, read_mail),
    KEEPALIVED_READ("weight", false, 1, 1, read_weight),
    KEEPALIVED_READ("virtualhost", false, 1, 1, read_host),
    KEEPALIVED_QUIET("snmp_name"),
    KEEPALIVED_READ("sorry_server", false, 1, 2, read_sorry),
    KEEPALIVED_READ("sorry_server_inhibit", false, 0, 0, read_sorry_inhibit),
    KEEPALIVED_READ("sorry_server_lvs_method", false, 1, KEYWORD_ANY, read_sorry_method),
    KEEPALIVED_READ("real_server", true, 0, KEYWORD_ANY, read_later),
    KEEPALIVED_LATER("nat_mask", OBSOLETE),
};

/* ---- what clients talk to ---- */

static void add_endpoint(struct keepalived *keepalived, struct conf_virtual_server *model,
                         const struct conf_endpoint *endpoint)
{
    model->endpoints =
        conf_append(keepalived->reader->conf, model->endpoints, &model->endpoint_count, sizeof *endpoint);
    model->endpoints[model->endpoint_count - 1] = *endpoint;
    keepalived->lvs_endpoints++;
}

static bool use_group(struct keepalived *keepalived, const struct keepalived_word *word,
                      struct conf_virtual_server *model)
{
    const char *name = keepalived_name(keepalived, word, false);
    const struct keepalived_lvs_group *group = keepalived_lvs_find_group(keepalived, name);

    if (!group || group->count == 0) {
        keepalived_warn(
            keepalived, word,
            "no virtual_server_group `%s' is defined: keepalived skips the virtual server, and so "
            "do we",
            name);
        return false;
    }
    if (keepalived->lvs_endpoints + group->count > CONF_ENDPOINTS_MAX) {
        keepalived_fail(keepalived, word, "more than %d addresses and marks of virtual servers",
                        CONF_ENDPOINTS_MAX);
        return false;
    }
    for (int marks = 0; marks < 2; marks++) /* addresses first: the first endpoint stands for all */
        for (size_t i = 0; i < group->count; i++)
            if ((group->endpoints[i].mark != 0) == marks)
                add_endpoint(keepalived, model, &group->endpoints[i]);
    model->name = lvs_group_name(keepalived->reader->conf, name);
    return true;
}

/* ADDRESS [PORT] | fwmark N | group NAME; false after a warning when keepalived skips the block. */
static bool read_endpoints(struct keepalived *keepalived, const struct keepalived_line *line,
                           struct conf_virtual_server *model)
{
    const char *first = line->words[1].text;
    struct conf_endpoint endpoint = {.family = ADDR_NONE};
    int64_t mark;

    if (line->count > 3)
        keepalived_warn(keepalived, &line->words[3], "keepalived ignores `%s' after `virtual_server %s %s'",
                        line->words[3].text, first, line->words[2].text);
    if (strcmp(first, "group") == 0 && line->count > 2)
        return use_group(keepalived, &line->words[2], model);
    if (strcmp(first, "fwmark") == 0 && line->count > 2) {
        if (!keepalived_lvs_number(keepalived, &line->words[2], 1, UINT32_MAX, &mark))
            return false;
        endpoint.mark = (uint32_t)mark;
    } else if (!keepalived_lvs_address(line, 1, &endpoint.address, &endpoint.port)) {
        keepalived_warn(keepalived, &line->words[1],
                        "`virtual_server %s%s%s' is not an address and a port, `fwmark N' or `group NAME': "
                        "keepalived skips the block, and so do we",
                        first, line->count > 2 ? " " : "", line->count > 2 ? line->words[2].text : "");
        return false;
    }
    endpoint.family = endpoint.address.family;
    add_endpoint(keepalived, model, &endpoint);
    return true;
}

/* ---- the whole ---- */

/* A mark alone has no use for a protocol: it is tcp in the model. */
static void finish_protocol(struct keepalived *keepalived, const struct keepalived_line *line,
                            struct keepalived_lvs_service *service)
{
    struct conf_virtual_server *model = &service->model;
    bool addresses = false;

    for (size_t i = 0; i < model->endpoint_count; i++)
        addresses |= model->endpoints[i].address.family != ADDR_NONE;
    if (!addresses) {
        model->protocol = LVS_TCP;
    } else if (!service->has_protocol) {
        model->protocol = LVS_UDP;
        keepalived_warn(keepalived, &line->words[0],
                        "no `protocol': keepalived takes UDP, and so do we; is TCP meant?");
    }
}

static void finish(struct keepalived *keepalived, const struct keepalived_line *line,
                   struct keepalived_lvs_service *service)
{
    struct conf_virtual_server *model = &service->model;
    const struct keepalived_lvs_defaults *defaults = &keepalived->defaults.lvs;
    int mail = service->mail >= 0            ? service->mail
               : defaults->checker_mail >= 0 ? defaults->checker_mail
                                             : defaults->mail;

    finish_protocol(keepalived, line, service);
    model->mail = mail > 0;
    for (size_t i = 0; i < model->endpoint_count; i++)
        if (model->endpoints[i].family == ADDR_NONE)
            model->endpoints[i].family = service->family;
    if (model->has_sorry)
        model->sorry.forward = service->has_sorry_forward ? service->sorry_forward : service->forward;
    model->sorry.inhibit = model->sorry_inhibit;
}

void keepalived_lvs(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_table table = {"virtual_server", keywords,
                                                  sizeof keywords / sizeof *keywords, false};
    struct keepalived_lvs_service service = {
        .model = {.place = line->place, .quorum = 1, .instance = -1, .protocol = LVS_TCP},
        .weight = 1,
        .mail = -1,
    };
    struct conf *conf = keepalived->reader->conf;

    (void)target;
    service.rounds = keepalived_lvs_rounds(&service.retry_noted);
    if (!read_endpoints(keepalived, line, &service.model))
        return;
    keepalived_walk_block(keepalived, &table, line, &service);
    keepalived_lvs_servers(keepalived, line, &service);
    if (service.model.server_count == 0) {
        keepalived_warn(keepalived, &line->words[0],
                        "the virtual server has no real server: keepalived ignores it, and so do we");
        return;
    }
    finish(keepalived, line, &service);
    conf->virtual_servers =
        conf_append(conf, conf->virtual_servers, &conf->virtual_server_count, sizeof service.model);
    conf->virtual_servers[conf->virtual_server_count - 1] = service.model;
}
