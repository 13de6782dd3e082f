/* Checks: a type, and the keys that go with it. */
#include "conf/read_lvs_check.h"

#include <stdio.h>
#include <string.h>

#include "conf/lvs.h"
#include "conf/lvs_same.h"
#include "conf/node.h"
#include "conf/read_command.h"
#include "conf/read_lvs_http.h"
#include "conf/suggest.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct conf_check *check_of(void *target)
{
    return target;
}

static void read_number(struct reader *reader, const struct yaml_tree *value, uint64_t min, uint64_t max,
                        uint32_t *out)
{
    uint64_t number;

    if (node_number(reader, value, min, max, &number))
        *out = (uint32_t)number;
}

static void read_short(struct reader *reader, const struct yaml_tree *value, uint64_t min, uint16_t *out)
{
    uint64_t number;

    if (node_number(reader, value, min, UINT16_MAX, &number))
        *out = (uint16_t)number;
}

static void skip(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* chose the table of keys */
}

/* ---- rounds ---- */

static void read_interval(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, LVS_INTERVAL_MIN_US, LVS_TIME_MAX_US, &check_of(target)->interval_us);
}

static void read_timeout(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, LVS_TIMEOUT_MIN_US, LVS_TIME_MAX_US, &check_of(target)->timeout_us);
}

static void read_retries(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, 0, UINT32_MAX, &check_of(target)->retries);
}

static void read_retry_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, LVS_TIME_MAX_US, &check_of(target)->retry_delay_us);
}

static void read_warmup(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, LVS_TIME_MAX_US, &check_of(target)->warmup_us);
}

static void read_rise(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, 1, INT32_MAX, &check_of(target)->rise);
}

static void read_fall(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, 1, INT32_MAX, &check_of(target)->fall);
}

static void read_alpha(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &check_of(target)->alpha);
}

static void read_log_all(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &check_of(target)->log_all_failures);
}

#define COMMON_KEYS                                                                                          \
    {"type", skip}, {"interval", read_interval}, {"timeout", read_timeout}, {"retries", read_retries},       \
        {"retry_delay", read_retry_delay}, {"warmup", read_warmup}, {"rise", read_rise},                     \
        {"fall", read_fall}, {"alpha", read_alpha},                                                          \
    {                                                                                                        \
        "log_all_failures", read_log_all                                                                     \
    }

/* ---- where it goes ---- */

static void read_address(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &check_of(target)->address, NULL);
}

static void read_port(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_short(reader, value, 1, &check_of(target)->port);
}

static void read_bind_address(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &check_of(target)->bind_address, NULL);
}

static void read_bind_port(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_short(reader, value, 1, &check_of(target)->bind_port);
}

static void read_bind_interface(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, check_of(target)->bind_interface);
}

static void read_bind(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"address", read_bind_address}, {"port", read_bind_port}, {"interface", read_bind_interface}};

    node_map(reader, value, keys, COUNT(keys), "`bind'", target);
}

static void read_mark(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, 0, UINT32_MAX, &check_of(target)->mark);
}

#define CONNECT_KEYS                                                                                         \
    {"address", read_address}, {"port", read_port}, {"bind", read_bind},                                     \
    {                                                                                                        \
        "mark", read_mark                                                                                    \
    }

/* ---- TLS ---- */

static void read_verify(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &check_of(target)->tls_verify);
}

static void read_ca_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &check_of(target)->tls_ca_file);
}

static void read_tls(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &check_of(target)->tls);
}

/* ---- the kinds ---- */

static void read_helo(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_token(reader, value, &check_of(target)->helo);
}

static void read_record(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *text = node_text(reader, value);

    if (text && !lvs_dns_type(text, &check_of(target)->dns_type))
        node_error(reader, value, "`%s' is not a type of DNS records, such as A, SOA or TYPE64", text);
}

static void read_dns_name(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *text = node_text(reader, value);

    if (text && !lvs_dns_name(text))
        node_error(reader, value, "`%s' cannot be a DNS name", text);
    else if (text && strcmp(text, ".") != 0)
        check_of(target)->dns_name = conf_strdup(reader->conf, text);
}

/* Text as it stands, or bytes behind "hex:". */
static void read_payload(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_check *check = target;
    const char *text = node_text(reader, value);
    uint8_t bytes[CONF_PAYLOAD_MAX];
    size_t size;

    if (!text)
        return;
    bool hex = strncmp(text, "hex:", 4) == 0;
    size = hex ? lvs_hex(text + 4, bytes, sizeof bytes) : strlen(text);
    if (size == 0 || size > sizeof bytes) {
        node_error(reader, value,
                   "`payload' is text of 1 to %d bytes, or as many in hexadecimal behind `hex:'",
                   CONF_PAYLOAD_MAX);
        return;
    }
    check->payload = memcpy(conf_alloc(reader->conf, size), hex ? (const void *)bytes : text, size);
    check->payload_size = size;
}

static void read_require_reply(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &check_of(target)->require_reply);
}

static void read_min(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_short(reader, value, 0, &check_of(target)->reply_min);
}

static void read_max(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_short(reader, value, 0, &check_of(target)->reply_max);
}

static void read_reply(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"min", read_min}, {"max", read_max}};

    node_map(reader, value, keys, COUNT(keys), "`reply'", target);
}

static void read_program(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_hook(reader, value, &check_of(target)->command);
}

static void read_dynamic(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &check_of(target)->dynamic);
}

static void read_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &check_of(target)->path);
}

static void read_file_weight(struct reader *reader, const struct yaml_tree *value, void *target)
{
    int64_t weight;

    if (node_signed(reader, value, -INT32_MAX, INT32_MAX, &weight))
        check_of(target)->file_weight = (int32_t)weight;
}

static const struct node_key plain_keys[] = {COMMON_KEYS, CONNECT_KEYS};
static const struct node_key http_keys[] = {COMMON_KEYS, CONNECT_KEYS, READ_LVS_HTTP_KEYS};
static const struct node_key https_keys[] = {COMMON_KEYS,
                                             CONNECT_KEYS,
                                             READ_LVS_HTTP_KEYS,
                                             {"sni", read_lvs_sni},
                                             {"verify", read_verify},
                                             {"ca_file", read_ca_file}};
static const struct node_key smtp_keys[] = {COMMON_KEYS,
                                            CONNECT_KEYS,
                                            {"helo", read_helo},
                                            {"tls", read_tls},
                                            {"verify", read_verify},
                                            {"ca_file", read_ca_file}};
static const struct node_key dns_keys[] = {
    COMMON_KEYS, CONNECT_KEYS, {"record", read_record}, {"name", read_dns_name}};
static const struct node_key udp_keys[] = {COMMON_KEYS,
                                           CONNECT_KEYS,
                                           {"payload", read_payload},
                                           {"require_reply", read_require_reply},
                                           {"reply", read_reply}};
static const struct node_key misc_keys[] = {
    COMMON_KEYS, {"command", read_program}, {"dynamic", read_dynamic}};
static const struct node_key file_keys[] = {
    {"type", skip}, {"path", read_file}, {"weight", read_file_weight}};

static const struct kind {
    const char *name;
    enum conf_check_kind kind;
    bool tls;
    const struct node_key *keys;
    size_t count;
    const char *needed; /* the key it cannot do without, or NULL */
} kinds[] = {
    {"tcp", CONF_CHECK_TCP, false, plain_keys, COUNT(plain_keys), NULL},
    {"http", CONF_CHECK_HTTP, false, http_keys, COUNT(http_keys), NULL},
    {"https", CONF_CHECK_HTTP, true, https_keys, COUNT(https_keys), NULL},
    {"smtp", CONF_CHECK_SMTP, false, smtp_keys, COUNT(smtp_keys), NULL},
    {"dns", CONF_CHECK_DNS, false, dns_keys, COUNT(dns_keys), NULL},
    {"ping", CONF_CHECK_PING, false, plain_keys, COUNT(plain_keys), NULL},
    {"udp", CONF_CHECK_UDP, false, udp_keys, COUNT(udp_keys), NULL},
    {"misc", CONF_CHECK_MISC, false, misc_keys, COUNT(misc_keys), "command"},
    {"file", CONF_CHECK_FILE, false, file_keys, COUNT(file_keys), "path"},
};

/* ---- the whole ---- */

/* Without a type no key can be judged, but for one that is nearly it. */
static void report_no_type(struct reader *reader, const struct yaml_tree *node)
{
    static const char *const word = "type";

    for (size_t i = 0; i < node->count; i++) {
        if (!suggest_from(node->keys[i]->text, &word, 1))
            continue;
        node_error(reader, node->keys[i], "unknown key `%s' in a check, did you mean `type'?",
                   node->keys[i]->text);
        return;
    }
    node_error(reader, node, "a check needs the key `type'");
}

static const struct kind *find_kind(struct reader *reader, const struct yaml_tree *node)
{
    const struct yaml_tree *type = node_find(node, "type");
    const char *names[COUNT(kinds)];
    int i;

    if (!type) {
        report_no_type(reader, node);
        return NULL;
    }
    for (size_t k = 0; k < COUNT(kinds); k++)
        names[k] = kinds[k].name;
    i = node_choice(reader, type, names, COUNT(kinds));
    return i < 0 ? NULL : &kinds[i];
}

/* A check without a word of pages asks for "/". */
static void settle_urls(struct reader *reader, const struct yaml_tree *node, const struct conf_check *check)
{
    static const char *const of_one[] = {"path", "host", "status", "digest", "regex"};

    for (size_t i = 0; node_find(node, "urls") && i < COUNT(of_one); i++)
        if (node_find(node, of_one[i]))
            node_error(reader, node_find(node, of_one[i]), "`%s' is a key of each of `urls'", of_one[i]);
    for (size_t i = 0; i < check->url_count; i++)
        if (!check->urls[i].regex)
            check->urls[i].regex_inverted = check->urls[i].regex_any_case = false;
}

/* What TLS has is nothing without it; a file that proves somebody proves him to who looks. */
static void settle_tls(struct reader *reader, const struct yaml_tree *node, struct conf_check *check)
{
    const struct yaml_tree *ca_file = node_find(node, "ca_file"), *verify = node_find(node, "verify");

    if (!check->tls && (ca_file || check->tls_verify))
        node_error(reader, ca_file ? ca_file : verify, "`%s' needs `tls: true'",
                   ca_file ? "ca_file" : "verify");
    else if (ca_file && !check->tls_verify)
        node_error(reader, ca_file, "`ca_file' needs `verify: true'");
    if (!check->sni)
        check->sni_name = NULL;
}

static bool read_check(struct reader *reader, const struct yaml_tree *node, struct conf_check *check)
{
    char what[32];

    if (!node_is(reader, node, YAML_TREE_MAP, "a check"))
        return false;
    const struct kind *kind = find_kind(reader, node);
    if (!kind)
        return false;
    *check = (struct conf_check){.place = node->place, .tls = kind->tls};
    lvs_check_defaults(check, kind->kind);
    if (kind->kind == CONF_CHECK_HTTP) {
        check->urls = conf_alloc(reader->conf, sizeof *check->urls);
        check->urls[0] = lvs_url_defaults(reader->conf);
        check->urls[0].place = node->place;
        check->url_count = 1;
    }
    snprintf(what, sizeof what, "a check of type %s", kind->name);
    node_map(reader, node, kind->keys, kind->count, what, check);
    if (kind->needed && !node_find(node, kind->needed))
        node_error(reader, node, "%s needs the key `%s'", what, kind->needed);
    if (!node_find(node, "warmup"))
        check->warmup_us = check->interval_us;
    settle_urls(reader, node, check);
    settle_tls(reader, node, check);
    return true;
}

struct conf_check *read_lvs_checks(struct reader *reader, const struct yaml_tree *map, size_t *count,
                                   bool *found)
{
    const struct yaml_tree *one = node_find(map, "check"), *list = node_find(map, "checks");
    struct conf_check checks[CONF_CHECKS_MAX];

    *found = one || list;
    *count = 0;
    if (one && list)
        node_error(reader, list, "`check' and `checks' cannot stand together");
    if (one)
        *count += read_check(reader, one, &checks[0]);
    if (!one && list && node_is(reader, list, YAML_TREE_LIST, "`checks'")) {
        if (list->count > CONF_CHECKS_MAX)
            node_error(reader, list, "more than %d checks of one server", CONF_CHECKS_MAX);
        for (size_t i = 0; i < list->count && *count < CONF_CHECKS_MAX; i++)
            *count += read_check(reader, list->items[i], &checks[*count]);
    }
    return lvs_keep_checks(reader->conf, &reader->recent, checks, *count);
}
