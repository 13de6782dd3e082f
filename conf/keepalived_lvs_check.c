/* Checkers: their keywords, and what they amount to with what stands around them. */
#include "conf/keepalived_lvs_check.h"

#include <string.h>

#include "conf/keepalived_command.h"
#include "conf/keepalived_lvs_http.h"
#include "conf/keepalived_lvs_words.h"
#include "conf/keepalived_number.h"
#include "conf/lvs.h"
#include "conf/quantity.h"

static const int64_t second_us = 1000000;

static struct conf_check *model_of(void *target)
{
    return &((struct keepalived_lvs_check *)target)->model;
}

/* ---- where the check goes ---- */

static void read_ip(struct keepalived *keepalived, const struct keepalived_line *line, struct addr *out)
{
    if (!addr_parse(line->words[1].text, out))
        keepalived_warn(keepalived, &line->words[1], "`%s' is not an IP address: keepalived ignores the line",
                        line->words[1].text);
}

static void read_port(struct keepalived *keepalived, const struct keepalived_line *line, uint16_t *out)
{
    int64_t port;

    if (keepalived_lvs_number(keepalived, &line->words[1], 1, UINT16_MAX, &port))
        *out = (uint16_t)port;
}

static void read_connect_ip(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_ip(keepalived, line, &model_of(target)->address);
}

static void read_connect_port(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_port(keepalived, line, &model_of(target)->port);
}

static void read_bindto(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_ip(keepalived, line, &model_of(target)->bind_address);
}

static void read_bind_port(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_port(keepalived, line, &model_of(target)->bind_port);
}

static void read_bind_if(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_interface(keepalived, &line->words[1], "the line", model_of(target)->bind_interface);
}

static void read_mark(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    int64_t mark;

    if (keepalived_lvs_number(keepalived, &line->words[1], 0, UINT32_MAX, &mark))
        model_of(target)->mark = (uint32_t)mark;
}

static void read_log_all(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_flag(keepalived, line, &model_of(target)->log_all_failures);
}

#define COMMON_ROWS KEEPALIVED_LVS_ROUNDS_ROWS, KEEPALIVED_READ("log_all_failures", false, 0, 1, read_log_all)
#define CONNECT_ROWS                                                                                         \
    KEEPALIVED_READ("connect_ip", false, 1, 1, read_connect_ip),                                             \
        KEEPALIVED_READ("connect_port", false, 1, 1, read_connect_port),                                     \
        KEEPALIVED_READ("bindto", false, 1, 1, read_bindto),                                                 \
        KEEPALIVED_READ("bind_port", false, 1, 1, read_bind_port),                                           \
        KEEPALIVED_READ("bind_if", false, 1, 1, read_bind_if),                                               \
        KEEPALIVED_READ("connect_timeout", false, 1, 1, keepalived_lvs_timeout),                             \
        KEEPALIVED_READ("fwmark", false, 1, 1, read_mark)
#define OLD_RETRY_ROW KEEPALIVED_READ("nb_get_retry", false, 1, 1, keepalived_lvs_old_retry)

/* ---- SMTP_CHECK ---- */

static void read_helo(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_host(keepalived, line, &model_of(target)->helo);
}

static const struct keepalived_keyword host_keywords[] = {CONNECT_ROWS, COMMON_ROWS};

/* host { .. }: one more check of its own, with the connection that it says. */
static void read_host(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_table table = {"host", host_keywords,
                                                  sizeof host_keywords / sizeof *host_keywords, false};
    struct keepalived_lvs_check *check = target;
    struct keepalived_lvs_check host = {.rounds = keepalived_lvs_rounds(check->rounds.retry_noted),
                                        .model = {.place = line->place}};

    keepalived_walk_block(keepalived, &table, line, &host);
    host.model.timeout_us = host.rounds.timeout_us;
    check->hosts = conf_append(keepalived->scratch, check->hosts, &check->host_count, sizeof *check->hosts);
    check->hosts[check->host_count - 1] = host.model;
}

/* ---- DNS_CHECK ---- */

static void read_dns_type(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    if (!lvs_dns_type(line->words[1].text, &model_of(target)->dns_type))
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' is not a type of DNS records: keepalived ignores the line",
                        line->words[1].text);
}

static void read_dns_name(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    char *name = keepalived_clean(keepalived, &line->words[1]);

    if (lvs_dns_name(name))
        model_of(target)->dns_name = strcmp(name, ".") == 0 ? NULL : name;
    else
        keepalived_warn(keepalived, &line->words[1], "`%s' cannot be a DNS name: keepalived ignores the line",
                        name);
}

/* ---- UDP_CHECK ---- */

/* Hexadecimal digits in any number of words. */
static size_t read_hex(const struct keepalived_line *line, uint8_t out[CONF_PAYLOAD_MAX])
{
    size_t used = 0;

    for (size_t i = 1; i < line->count; i++) {
        size_t size = lvs_hex(line->words[i].text, out + used, CONF_PAYLOAD_MAX - used);
        if (size == 0)
            return 0;
        used += size;
    }
    return used;
}

static void read_payload(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_check *model = model_of(target);
    uint8_t bytes[CONF_PAYLOAD_MAX];
    size_t size = read_hex(line, bytes);

    if (size == 0) {
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' is not 1 to %d bytes in hexadecimal: keepalived ignores the line",
                        line->words[1].text, CONF_PAYLOAD_MAX);
        return;
    }
    model->payload = memcpy(conf_alloc(keepalived->reader->conf, size), bytes, size);
    model->payload_size = size;
}

static void read_require_reply(struct keepalived *keepalived, const struct keepalived_line *line,
                               void *target)
{
    model_of(target)->require_reply = true;
    ((struct keepalived_lvs_check *)target)->has_reply_bytes = line->count > 1;
    if (line->count > 1)
        keepalived_warn(keepalived, &line->words[1],
                        "the bytes of the reply are not compared here: any reply of a good length is one");
}

static void read_length(struct keepalived *keepalived, const struct keepalived_line *line, uint16_t *out)
{
    int64_t length;

    if (keepalived_lvs_number(keepalived, &line->words[1], 0, UINT16_MAX, &length))
        *out = (uint16_t)length;
}

static void read_min_length(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_length(keepalived, line, &model_of(target)->reply_min);
}

static void read_max_length(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_length(keepalived, line, &model_of(target)->reply_max);
    ((struct keepalived_lvs_check *)target)->has_reply_max = true;
}

/* ---- MISC_CHECK ---- */

static void read_misc_path(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_command *command = &model_of(target)->command;
    char *user = command->user, *group = command->group;
    size_t rest;

    if (!keepalived_command(keepalived, line, command, &rest))
        command->argc = 0;
    else if (rest < line->count)
        keepalived_warn(keepalived, &line->words[rest],
                        "keepalived ignores `%s' after the command: arguments belong into its double quotes",
                        line->words[rest].text);
    command->user = user;
    command->group = group;
}

static void read_misc_timeout(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {0, 86400, "keepalived ignores the line"};
    struct keepalived_lvs_check *check = target;

    if (keepalived_whole_seconds(keepalived, &line->words[1], &range, &check->rounds.timeout_us))
        check->has_misc_timeout = check->rounds.timeout_us > 0;
}

static void read_dynamic(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->dynamic = true;
}

static void read_user(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_command_user(keepalived, line, 1, &model_of(target)->command);
}

/* ---- FILE_CHECK ---- */

static void read_track_file(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct conf *conf = keepalived->reader->conf;
    const struct keepalived_word *word = &line->words[1];
    int index = conf_find_tracker(conf, CONF_TRACK_FILE, keepalived_name(keepalived, word, false));
    struct keepalived_lvs_check *check = target;

    if (index < 0) {
        keepalived_warn(
            keepalived, word,
            "no file `%s' is defined: keepalived ignores the line and runs WITHOUT this check, and "
            "so do we",
            keepalived_clean(keepalived, word));
        return;
    }
    check->model.path = conf->trackers[index].path;
    if (!check->has_file_weight)
        check->model.file_weight =
            conf->trackers[index].reverse ? -conf->trackers[index].weight : conf->trackers[index].weight;
}

/* weight N [reverse] */
static void read_file_weight(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_lvs_check *check = target;
    bool reverse = line->count > 2 && strcmp(line->words[2].text, "reverse") == 0;
    int64_t weight;

    if (!quantity_signed(line->words[1].text, -INT32_MAX, INT32_MAX, &weight)) {
        keepalived_warn(keepalived, &line->words[1], "`%s' is not a weight: keepalived ignores the line",
                        line->words[1].text);
        return;
    }
    if (line->count > 2 && !reverse)
        keepalived_warn(keepalived, &line->words[2], "keepalived ignores `%s' after a weight",
                        line->words[2].text);
    check->has_file_weight = true;
    check->model.file_weight = (int32_t)(reverse ? -weight : weight);
}

/* ---- the kinds ---- */

static const struct keepalived_keyword plain_keywords[] = {CONNECT_ROWS, COMMON_ROWS, OLD_RETRY_ROW};

static const struct keepalived_keyword http_keywords[] = {CONNECT_ROWS, COMMON_ROWS,
                                                          KEEPALIVED_LVS_HTTP_ROWS};

static const struct keepalived_keyword smtp_keywords[] = {
    CONNECT_ROWS,
    COMMON_ROWS,
    OLD_RETRY_ROW,
    KEEPALIVED_READ("helo_name", false, 1, 1, read_helo),
    KEEPALIVED_READ("host", true, 0, 0, read_host),
};

static const struct keepalived_keyword dns_keywords[] = {
    CONNECT_ROWS,
    COMMON_ROWS,
    OLD_RETRY_ROW,
    KEEPALIVED_READ("type", false, 1, 1, read_dns_type),
    KEEPALIVED_READ("name", false, 1, 1, read_dns_name),
};

static const struct keepalived_keyword udp_keywords[] = {
    CONNECT_ROWS,
    COMMON_ROWS,
    OLD_RETRY_ROW,
    KEEPALIVED_READ("payload", false, 1, KEYWORD_ANY, read_payload),
    KEEPALIVED_READ("require_reply", false, 0, KEYWORD_ANY, read_require_reply),
    KEEPALIVED_READ("min_reply_length", false, 1, 1, read_min_length),
    KEEPALIVED_READ("max_reply_length", false, 1, 1, read_max_length),
};

static const struct keepalived_keyword misc_keywords[] = {
    COMMON_ROWS,
    OLD_RETRY_ROW,
    KEEPALIVED_READ("misc_path", false, 1, KEYWORD_ANY, read_misc_path),
    KEEPALIVED_READ("misc_timeout", false, 1, 1, read_misc_timeout),
    KEEPALIVED_READ("misc_dynamic", false, 0, 0, read_dynamic),
    KEEPALIVED_READ("user", false, 1, 2, read_user),
};

static const struct keepalived_keyword file_keywords[] = {
    KEEPALIVED_READ("track_file", false, 1, 1, read_track_file),
    KEEPALIVED_READ("weight", false, 1, 2, read_file_weight),
    KEEPALIVED_QUIET("dynamic"),
};

#define KIND(name, kind, tls, keywords, retries, delay_us)                                                   \
    {                                                                                                        \
        name, kind, tls, {name, keywords, sizeof keywords / sizeof *keywords, false}, retries, delay_us      \
    }

/* What keepalived does where nothing is said; a delay of 0: as long as the interval. */
static const struct kind {
    const char *keyword;
    enum conf_check_kind kind;
    bool tls;
    struct keepalived_table table;
    int64_t retries, retry_delay_us;
} kinds[] = {
    KIND("TCP_CHECK", CONF_CHECK_TCP, false, plain_keywords, 1, 1000000),
    KIND("HTTP_GET", CONF_CHECK_HTTP, false, http_keywords, 1, 3000000),
    KIND("SSL_GET", CONF_CHECK_HTTP, true, http_keywords, 1, 3000000),
    KIND("SMTP_CHECK", CONF_CHECK_SMTP, false, smtp_keywords, 1, 1000000),
    KIND("DNS_CHECK", CONF_CHECK_DNS, false, dns_keywords, 3, 0),
    KIND("PING_CHECK", CONF_CHECK_PING, false, plain_keywords, 1, 1000000),
    KIND("UDP_CHECK", CONF_CHECK_UDP, false, udp_keywords, 1, 1000000),
    KIND("MISC_CHECK", CONF_CHECK_MISC, false, misc_keywords, 0, 1000000),
    KIND("FILE_CHECK", CONF_CHECK_FILE, false, file_keywords, 1, 1000000),
};

/* ---- the whole ---- */

/* What is left open: as the servers around the checker say, else as keepalived does. */
static void fill_rounds(struct keepalived_lvs_check *check, const struct kind *kind,
                        const struct keepalived_lvs_rounds *outer)
{
    struct conf_check *model = &check->model;
    struct keepalived_lvs_rounds *rounds = &check->rounds;

    if (kind->kind == CONF_CHECK_MISC) /* connect_timeout outside is of connections */
        rounds->timeout_us = check->has_misc_timeout ? rounds->timeout_us : outer->interval_us;
    keepalived_lvs_inherit(rounds, outer);
    if (kind->kind == CONF_CHECK_FILE) /* has none of these */
        return;
    model->interval_us = rounds->interval_us >= 0 ? rounds->interval_us : 60 * second_us;
    model->timeout_us = rounds->timeout_us >= 0         ? rounds->timeout_us
                        : kind->kind == CONF_CHECK_MISC ? model->interval_us
                                                        : 5 * second_us;
    model->retries = (uint32_t)(rounds->retries >= 0 ? rounds->retries : kind->retries);
    model->retry_delay_us = rounds->retry_delay_us >= 0 ? rounds->retry_delay_us
                            : kind->retry_delay_us      ? kind->retry_delay_us
                                                        : model->interval_us;
    model->warmup_us = rounds->warmup_us >= 0 ? rounds->warmup_us : model->interval_us;
    model->alpha = rounds->alpha > 0;
}

/* False after a warning when the checker lacks what it cannot do without. */
static bool is_complete(struct keepalived *keepalived, const struct keepalived_line *line,
                        struct keepalived_lvs_check *check)
{
    const char *keyword = line->words[0].text, *missing = NULL;

    if (check->model.kind == CONF_CHECK_HTTP)
        return keepalived_lvs_http_finish(keepalived, line, check);
    if (check->model.kind == CONF_CHECK_MISC && check->model.command.argc == 0)
        missing = "misc_path";
    if (check->model.kind == CONF_CHECK_FILE && !check->model.path)
        missing = "track_file";
    if (missing)
        keepalived_warn(keepalived, &line->words[0],
                        "`%s' has no %s: keepalived ignores it, and the server is not checked this way",
                        keyword, missing);
    return !missing;
}

/* Checks of one server, as many as the model holds. */
struct list {
    struct conf_check *checks;
    size_t count;
};

static void add(struct keepalived *keepalived, const struct keepalived_line *line, struct list *list,
                const struct conf_check *check)
{
    if (list->count < CONF_CHECKS_MAX)
        list->checks[list->count++] = *check;
    else
        keepalived_warn(keepalived, &line->words[0],
                        "more than %d checks of one server: this one is ignored "
                        "here",
                        CONF_CHECKS_MAX);
}

static bool says_where(const struct keepalived_lvs_check *check)
{
    const struct conf_check *model = &check->model;

    return model->address.family != ADDR_NONE || model->port || model->bind_address.family != ADDR_NONE ||
           model->bind_port || model->bind_interface[0] || model->mark || check->rounds.timeout_us >= 0;
}

/* The legacy `host' blocks of SMTP_CHECK take the place of a checker that says nothing of its connection. */
static void add_hosts(struct keepalived *keepalived, const struct keepalived_line *line, struct list *list,
                      const struct keepalived_lvs_check *check)
{
    for (size_t i = 0; i < check->host_count; i++) {
        const struct conf_check *host = &check->hosts[i];
        struct conf_check one = check->model;
        one.place = host->place;
        one.address = host->address;
        one.port = host->port;
        one.bind_address = host->bind_address;
        one.bind_port = host->bind_port;
        one.mark = host->mark;
        memcpy(one.bind_interface, host->bind_interface, sizeof one.bind_interface);
        one.timeout_us = host->timeout_us >= 0 ? host->timeout_us : one.timeout_us;
        add(keepalived, line, list, &one);
    }
}

static void read_checker(struct keepalived *keepalived, const struct keepalived_line *line,
                         const struct keepalived_lvs_rounds *outer, struct list *list)
{
    const struct kind *kind = NULL;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].keyword, line->words[0].text) == 0)
            kind = &kinds[i];
    if (!kind || !line->block)
        return;
    struct keepalived_lvs_check check = {.rounds = keepalived_lvs_rounds(outer->retry_noted),
                                         .model = {.place = line->place, .tls = kind->tls}};
    lvs_check_defaults(&check.model, kind->kind);
    check.model.log_all_failures = kind->kind != CONF_CHECK_FILE && keepalived->defaults.lvs.log_all_failures;
    keepalived_walk_block(keepalived, &kind->table, line, &check);
    bool where = says_where(&check);
    fill_rounds(&check, kind, outer);
    if (check.has_reply_bytes && !check.has_reply_max) /* keepalived looks at the length with these alone */
        check.model.reply_max = UINT8_MAX;
    if (!is_complete(keepalived, line, &check))
        return;
    if (check.host_count == 0 || where)
        add(keepalived, line, list, &check.model);
    add_hosts(keepalived, line, list, &check);
}

size_t keepalived_lvs_checks(struct keepalived *keepalived, const struct keepalived_line *line,
                             const struct keepalived_lvs_rounds *outer, struct conf_check *checks)
{
    const struct keepalived_lines *lines = &keepalived->lines;
    struct list list = {checks, 0};

    for (size_t i = (size_t)(line - lines->items) + 1; i < line->end; i = lines->items[i].end)
        if (lines->items[i].count > 0)
            read_checker(keepalived, &lines->items[i], outer, &list);
    return list.count;
}

void keepalived_lvs_checker_later(struct keepalived *keepalived, const struct keepalived_line *line,
                                  void *target)
{
    (void)keepalived, (void)line, (void)target;
}
