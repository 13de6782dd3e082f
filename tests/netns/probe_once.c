/* One health check against one server, as the daemon makes it: for the tests.
 *
 *   probe_once tcp|http|smtp|dns|ping|udp ADDRESS PORT [KEY[=VALUE]...]
 *
 * Prints "OUTCOME MILLISECONDS PEAK-KIB REASON". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "vrrpd/os/probe.h"

enum { SECOND_US = 1000000, URLS = 4 };

struct once {
    struct conf_check check;
    struct conf_server server;
    struct conf_url urls[URLS];
    bool down, over, cancel;
    struct probe_result result;
};

static void done(void *context, uint32_t id, const struct probe_result *result)
{
    struct once *once = context;

    (void)id;
    once->over = true;
    once->result = *result;
}

static bool find_kind(const char *word, struct conf_check *check)
{
    static const char *const words[] = {
        [CONF_CHECK_TCP] = "tcp", [CONF_CHECK_HTTP] = "http", [CONF_CHECK_SMTP] = "smtp",
        [CONF_CHECK_DNS] = "dns", [CONF_CHECK_PING] = "ping", [CONF_CHECK_UDP] = "udp"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i], word) != 0)
            continue;
        check->kind = (enum conf_check_kind)i;
        return true;
    }
    return false;
}

static void set_digest(struct conf_url *url, const char *text)
{
    url->has_digest = true;
    for (size_t i = 0; i < CONF_DIGEST_SIZE; i++) {
        unsigned byte = 0;

        sscanf(text + 2 * i, "%2x", &byte);
        url->digest[i] = (uint8_t)byte;
    }
}

static bool set_url(struct once *once, const char *key, char *value)
{
    struct conf_url *url = &once->urls[once->check.url_count - 1];
    unsigned from = 0, to = 0;

    if (strcmp(key, "path") == 0)
        url->path = value;
    else if (strcmp(key, "then") == 0)
        once->urls[once->check.url_count++] = (struct conf_url){.path = value};
    else if (strcmp(key, "host") == 0)
        url->host = value;
    else if (strcmp(key, "digest") == 0)
        set_digest(url, value);
    else if (strcmp(key, "regex") == 0)
        url->regex = value;
    else if (strcmp(key, "inverted") == 0)
        url->regex_inverted = true;
    else if (strcmp(key, "status") == 0 && sscanf(value, "%u-%u", &from, &to) == 2)
        url->statuses[url->status_count++] = (struct conf_status_range){(uint16_t)from, (uint16_t)to};
    else
        return false;
    return true;
}

static bool set_tls(struct conf_check *check, const char *key, char *value)
{
    if (strcmp(key, "tls") == 0)
        check->tls = true;
    else if (strcmp(key, "verify") == 0)
        check->tls = check->tls_verify = true;
    else if (strcmp(key, "sni") == 0)
        check->sni = true;
    else if (strcmp(key, "name") == 0)
        check->sni_name = check->dns_name = value;
    else if (strcmp(key, "ca") == 0)
        check->tls_ca_file = value;
    else if (strcmp(key, "version") == 0)
        check->http_version = (enum conf_http_version)atoi(value);
    else
        return false;
    return true;
}

static bool set_check(struct once *once, const char *key, char *value)
{
    struct conf_check *check = &once->check;

    if (strcmp(key, "timeout_ms") == 0)
        check->timeout_us = atoi(value) * 1000;
    else if (strcmp(key, "helo") == 0)
        check->helo = value;
    else if (strcmp(key, "reply") == 0)
        check->require_reply = true;
    else if (strcmp(key, "min") == 0)
        check->reply_min = (uint16_t)atoi(value);
    else if (strcmp(key, "max") == 0)
        check->reply_max = (uint16_t)atoi(value);
    else if (strcmp(key, "bind") == 0)
        addr_parse(value, &check->bind_address);
    else if (strcmp(key, "bind_port") == 0)
        check->bind_port = (uint16_t)atoi(value);
    else if (strcmp(key, "interface") == 0)
        snprintf(check->bind_interface, sizeof(check->bind_interface), "%s", value);
    else if (strcmp(key, "mark") == 0)
        check->mark = (uint32_t)atoi(value);
    else if (strcmp(key, "down") == 0)
        once->down = check->fast_recovery = true;
    else if (strcmp(key, "cancel") == 0)
        once->cancel = true;
    else
        return false;
    return true;
}

static bool read_settings(struct once *once, int argc, char **argv)
{
    for (int i = 4; i < argc; i++) {
        char *value = strchr(argv[i], '=');

        if (value != NULL)
            *value++ = '\0';
        if (!set_check(once, argv[i], value) && !set_tls(&once->check, argv[i], value) &&
            !set_url(once, argv[i], value)) {
            fprintf(stderr, "probe_once: what is %s?\n", argv[i]);
            return false;
        }
    }
    return true;
}

static void run(struct once *once)
{
    const struct probe_target target = {.check = &once->check, .server = &once->server, .down = once->down};
    struct loop *loop = loop_new();
    struct probes *probes = probes_new(loop, 2, done, once);
    bool ping = once->check.kind == CONF_CHECK_PING, six = once->server.address.family == ADDR_IPV6;
    int64_t end_us;

    probes_prepare(probes, ping && !six, ping && six);
    probes_start(probes, 1, &target, clock_now_us());
    end_us = clock_now_us() + once->check.timeout_us + 10 * (int64_t)SECOND_US;
    while (!once->over && clock_now_us() < end_us) {
        probes_round(probes, clock_now_us());
        if (!once->over)
            loop_wait(loop, probes_due_us(probes));
        if (once->cancel)
            probes_cancel(probes, 1);
        if (once->cancel)
            break;
    }
    probes_free(probes);
    loop_free(loop);
}

int main(int argc, char **argv)
{
    static const char *const outcomes[] = {"good", "refused", "silent", "unreachable", "not-tried"};
    static char root[] = "/", dot[] = ".";
    static struct once once;
    struct rusage usage;

    once.check = (struct conf_check){.timeout_us = SECOND_US,
                                     .dns_name = dot,
                                     .dns_type = 6,
                                     .reply_max = 255,
                                     .urls = once.urls,
                                     .url_count = 1};
    once.urls[0].path = root;
    if (argc < 4 || !find_kind(argv[1], &once.check) || !addr_parse(argv[2], &once.server.address) ||
        !read_settings(&once, argc, argv))
        return 2;
    once.server.port = (uint16_t)atoi(argv[3]);
    run(&once);
    getrusage(RUSAGE_SELF, &usage);
    if (!once.over) {
        printf("never %d %ld no verdict\n", once.cancel, usage.ru_maxrss);
        return once.cancel ? 0 : 1;
    }
    printf("%s %lld %ld %s\n", outcomes[once.result.outcome], (long long)once.result.latency_us / 1000,
           usage.ru_maxrss, once.result.reason);
    return 0;
}
