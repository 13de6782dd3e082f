/* Checks on one line each. */
#include "conf/print_lvs_check.h"

#include <string.h>

#include "conf/lvs.h"
#include "conf/print_track.h"

/* ---- HTTP ---- */

static void print_statuses(struct print_map *map, const struct conf_url *url)
{
    print_map_key(map, "status");
    for (size_t i = 0; i < url->status_count; i++) {
        const struct conf_status_range *range = &url->statuses[i];
        fputs(i ? ", " : "[", map->out);
        if (range->from == range->to)
            fprintf(map->out, "%u", range->from);
        else
            fprintf(map->out, "\"%u-%u\"", range->from, range->to);
    }
    fputc(']', map->out);
}

static void print_regex(struct print_map *map, const struct conf_url *url)
{
    struct print_map inner = {.out = map->out};

    if (!url->regex_inverted && !url->regex_any_case) {
        print_map_text(map, "regex", url->regex);
        return;
    }
    print_map_key(map, "regex");
    print_map_text(&inner, "pattern", url->regex);
    if (url->regex_inverted)
        print_map_bool(&inner, "invert", true);
    if (url->regex_any_case)
        print_map_bool(&inner, "ignore_case", true);
    print_map_close(&inner);
}

static void print_url(struct print_map *map, const struct conf_url *url)
{
    print_map_text(map, "path", url->path);
    if (url->host)
        print_map_text(map, "host", url->host);
    if (url->status_count)
        print_statuses(map, url);
    if (url->has_digest) {
        print_map_key(map, "digest");
        fputc('"', map->out);
        for (size_t i = 0; i < CONF_DIGEST_SIZE; i++)
            fprintf(map->out, "%02x", url->digest[i]);
        fputc('"', map->out);
    }
    if (url->regex)
        print_regex(map, url);
}

static void print_urls(struct print_map *map, const struct conf_check *check)
{
    if (check->url_count == 1) {
        print_url(map, &check->urls[0]);
        return;
    }
    print_map_key(map, "urls");
    for (size_t i = 0; i < check->url_count; i++) {
        struct print_map url = {.out = map->out};
        fputs(i ? ", " : "[", map->out);
        print_url(&url, &check->urls[i]);
        print_map_close(&url);
    }
    fputc(']', map->out);
}

static void print_http(struct print_map *map, const struct conf_check *check)
{
    static const char *const versions[] = {"1.0", "1.1", "2"};

    print_urls(map, check);
    if (check->http_version != CONF_HTTP_1_0)
        print_map_text(map, "version", versions[check->http_version]);
    if (check->sni && check->sni_name)
        print_map_text(map, "sni", check->sni_name);
    else if (check->sni)
        print_map_bool(map, "sni", true);
    if (check->fast_recovery)
        print_map_bool(map, "fast_recovery", true);
}

/* ---- the other kinds ---- */

static void print_dns(struct print_map *map, const struct conf_check *check)
{
    char text[LVS_DNS_TEXT_MAX];

    print_map_text(map, "record", lvs_dns_type_name(check->dns_type, text));
    if (check->dns_name)
        print_map_text(map, "name", check->dns_name);
}

static void print_udp(struct print_map *map, const struct conf_check *check)
{
    struct print_map reply = {.out = map->out};

    if (check->payload_size) {
        print_map_key(map, "payload");
        fputs("\"hex:", map->out);
        for (size_t i = 0; i < check->payload_size; i++)
            fprintf(map->out, "%02x", check->payload[i]);
        fputc('"', map->out);
    }
    if (check->require_reply)
        print_map_bool(map, "require_reply", true);
    if (check->reply_min == 0 && check->reply_max == UINT16_MAX)
        return;
    print_map_key(map, "reply");
    print_map_number(&reply, "min", check->reply_min);
    print_map_number(&reply, "max", check->reply_max);
    print_map_close(&reply);
}

static void print_misc(struct print_map *map, const struct conf_check *check)
{
    print_map_key(map, "command");
    print_command(map->out, &check->command);
    if (check->dynamic)
        print_map_bool(map, "dynamic", true);
}

static void print_kind(struct print_map *map, const struct conf_check *check)
{
    static const char *const names[CONF_CHECK_KIND_COUNT] = {
        [CONF_CHECK_TCP] = "tcp",   [CONF_CHECK_HTTP] = "http", [CONF_CHECK_SMTP] = "smtp",
        [CONF_CHECK_DNS] = "dns",   [CONF_CHECK_PING] = "ping", [CONF_CHECK_UDP] = "udp",
        [CONF_CHECK_MISC] = "misc", [CONF_CHECK_FILE] = "file",
    };
    bool https = check->kind == CONF_CHECK_HTTP && check->tls;

    print_map_text(map, "type", https ? "https" : names[check->kind]);
    if (check->kind == CONF_CHECK_HTTP)
        print_http(map, check);
    if (check->kind == CONF_CHECK_SMTP && check->helo)
        print_map_text(map, "helo", check->helo);
    if (check->kind == CONF_CHECK_SMTP && check->tls)
        print_map_bool(map, "tls", true);
    if (check->kind == CONF_CHECK_DNS)
        print_dns(map, check);
    if (check->kind == CONF_CHECK_UDP)
        print_udp(map, check);
    if (check->kind == CONF_CHECK_MISC)
        print_misc(map, check);
    if (check->kind == CONF_CHECK_FILE)
        print_map_text(map, "path", check->path);
    if (check->kind == CONF_CHECK_FILE && check->file_weight != 1)
        print_map_number(map, "weight", check->file_weight);
    if (check->tls_verify)
        print_map_bool(map, "verify", true);
    if (check->tls_ca_file)
        print_map_text(map, "ca_file", check->tls_ca_file);
}

/* ---- what all have ---- */

static void print_where(struct print_map *map, const struct conf_check *check)
{
    struct print_map bind = {.out = map->out};

    if (check->address.family != ADDR_NONE)
        print_map_address(map, "address", &check->address);
    if (check->port)
        print_map_number(map, "port", check->port);
    if (check->bind_address.family != ADDR_NONE || check->bind_port || check->bind_interface[0]) {
        print_map_key(map, "bind");
        if (check->bind_address.family != ADDR_NONE)
            print_map_address(&bind, "address", &check->bind_address);
        if (check->bind_port)
            print_map_number(&bind, "port", check->bind_port);
        if (check->bind_interface[0])
            print_map_text(&bind, "interface", check->bind_interface);
        print_map_close(&bind);
    }
    if (check->mark)
        print_map_number(map, "mark", check->mark);
}

static void print_rounds(struct print_map *map, const struct conf_check *check,
                         const struct conf_check *defaults)
{
    if (check->interval_us != defaults->interval_us)
        print_map_duration(map, "interval", check->interval_us);
    if (check->timeout_us != defaults->timeout_us)
        print_map_duration(map, "timeout", check->timeout_us);
    if (check->retries != defaults->retries)
        print_map_number(map, "retries", check->retries);
    if (check->retry_delay_us != defaults->retry_delay_us)
        print_map_duration(map, "retry_delay", check->retry_delay_us);
    if (check->warmup_us != check->interval_us)
        print_map_duration(map, "warmup", check->warmup_us);
    if (check->rise != 1)
        print_map_number(map, "rise", check->rise);
    if (check->fall != 1)
        print_map_number(map, "fall", check->fall);
    if (check->alpha)
        print_map_bool(map, "alpha", true);
    if (check->log_all_failures)
        print_map_bool(map, "log_all_failures", true);
}

static void print_check(FILE *out, const struct conf_check *check)
{
    struct print_map map = {.out = out};
    struct conf_check defaults;

    memset(&defaults, 0, sizeof defaults);
    lvs_check_defaults(&defaults, check->kind);
    print_kind(&map, check);
    print_where(&map, check);
    print_rounds(&map, check, &defaults);
    print_map_close(&map);
}

static void print_list(FILE *out, const struct conf_check *checks, size_t count)
{
    if (count == 1) {
        print_check(out, &checks[0]);
        return;
    }
    fputc('[', out);
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", " : "", out);
        print_check(out, &checks[i]);
    }
    fputc(']', out);
}

void print_lvs_checks(struct print_map *map, const struct conf_check *checks, size_t count)
{
    print_map_key(map, count == 1 ? "check" : "checks");
    print_list(map->out, checks, count);
}

void print_lvs_check_lines(FILE *out, const char *indent, const struct conf_check *checks, size_t count)
{
    fprintf(out, "%s%s: ", indent, count == 1 ? "check" : "checks");
    print_list(out, checks, count);
    fputc('\n', out);
}
