/* Equality of checks, and lists of them held once. */
#include "conf/lvs_same.h"

#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

bool lvs_same_command(const struct conf_command *a, const struct conf_command *b)
{
    if (a->argc != b->argc || !same_text(a->user, b->user) || !same_text(a->group, b->group))
        return false;
    for (size_t i = 0; i < a->argc; i++)
        if (strcmp(a->argv[i], b->argv[i]) != 0)
            return false;
    return true;
}

bool lvs_same_forward(const struct conf_forward *a, const struct conf_forward *b)
{
    return a->method == b->method && a->tunnel == b->tunnel && a->tunnel_port == b->tunnel_port &&
           a->tunnel_checksum == b->tunnel_checksum && a->tunnel_remote_checksum == b->tunnel_remote_checksum;
}

bool lvs_same_url(const struct conf_url *a, const struct conf_url *b)
{
    if (!same_text(a->path, b->path) || !same_text(a->host, b->host) || a->status_count != b->status_count ||
        a->has_digest != b->has_digest || memcmp(a->digest, b->digest, sizeof a->digest) != 0)
        return false;
    for (size_t i = 0; i < a->status_count; i++)
        if (a->statuses[i].from != b->statuses[i].from || a->statuses[i].to != b->statuses[i].to)
            return false;
    return same_text(a->regex, b->regex) && a->regex_inverted == b->regex_inverted &&
           a->regex_any_case == b->regex_any_case;
}

static bool same_where(const struct conf_check *a, const struct conf_check *b)
{
    return a->kind == b->kind && addr_equal(&a->address, &b->address) && a->port == b->port &&
           addr_equal(&a->bind_address, &b->bind_address) && a->bind_port == b->bind_port &&
           strcmp(a->bind_interface, b->bind_interface) == 0 && a->mark == b->mark;
}

static bool same_rounds(const struct conf_check *a, const struct conf_check *b)
{
    return a->interval_us == b->interval_us && a->timeout_us == b->timeout_us && a->retries == b->retries &&
           a->retry_delay_us == b->retry_delay_us && a->warmup_us == b->warmup_us && a->rise == b->rise &&
           a->fall == b->fall && a->alpha == b->alpha && a->log_all_failures == b->log_all_failures;
}

static bool same_http(const struct conf_check *a, const struct conf_check *b)
{
    if (a->tls != b->tls || a->tls_verify != b->tls_verify || !same_text(a->tls_ca_file, b->tls_ca_file) ||
        a->sni != b->sni || !same_text(a->sni_name, b->sni_name) || a->fast_recovery != b->fast_recovery ||
        a->http_version != b->http_version || a->url_count != b->url_count)
        return false;
    for (size_t i = 0; i < a->url_count; i++)
        if (!lvs_same_url(&a->urls[i], &b->urls[i]))
            return false;
    return true;
}

static bool same_rest(const struct conf_check *a, const struct conf_check *b)
{
    return same_text(a->helo, b->helo) && a->dns_type == b->dns_type && same_text(a->dns_name, b->dns_name) &&
           a->payload_size == b->payload_size &&
           (a->payload_size == 0 || memcmp(a->payload, b->payload, a->payload_size) == 0) &&
           a->require_reply == b->require_reply && a->reply_min == b->reply_min &&
           a->reply_max == b->reply_max && lvs_same_command(&a->command, &b->command) &&
           a->dynamic == b->dynamic && same_text(a->path, b->path) && a->file_weight == b->file_weight;
}

bool lvs_same_check(const struct conf_check *a, const struct conf_check *b)
{
    return same_where(a, b) && same_rounds(a, b) && same_http(a, b) && same_rest(a, b);
}

bool lvs_same_checks(const struct conf_check *a, size_t a_count, const struct conf_check *b, size_t b_count)
{
    if (a_count != b_count)
        return false;
    for (size_t i = 0; a != b && i < a_count; i++)
        if (!lvs_same_check(&a[i], &b[i]))
            return false;
    return true;
}

struct conf_check *lvs_keep_checks(struct conf *conf, struct lvs_recent *recent,
                                   const struct conf_check *checks, size_t count)
{
    const size_t lists = sizeof recent->lists / sizeof *recent->lists;

    if (count == 0)
        return NULL;
    for (size_t i = 0; i < lists; i++)
        if (recent->lists[i].count &&
            lvs_same_checks(recent->lists[i].checks, recent->lists[i].count, checks, count))
            return recent->lists[i].checks;
    struct conf_check *kept = conf_alloc(conf, count * sizeof *kept);
    memcpy(kept, checks, count * sizeof *kept);
    recent->lists[recent->next].checks = kept;
    recent->lists[recent->next].count = count;
    recent->next = (recent->next + 1) % lists;
    return kept;
}
