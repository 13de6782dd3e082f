/* The daemon's probes driven as its engine drives them: for each target one check once a second. Prints what
 * check_loop prints. */
#include <errno.h>
#include <string.h>

#include "lib/loop.h"
#include "tests/bench/check_common.h"
#include "vrrpd/os/probe.h"

enum { TIMEOUT_US = 3000000, TICK_US = 1000 };

struct driver {
    struct bench bench;
    struct loop *loop;
    struct probes *probes;
    struct conf_server *servers;
    char *running;
};

static void done(void *context, uint32_t id, const struct probe_result *result)
{
    struct driver *driver = context;

    driver->running[id] = 0;
    if (result->outcome == PROBE_GOOD) {
        driver->bench.good++;
        return;
    }
    if (driver->bench.bad++ < 5)
        fprintf(stderr, "%u: %s\n", id, result->reason);
}

static void prepare(struct driver *driver, struct conf_check *check)
{
    struct bench *bench = &driver->bench;

    driver->loop = loop_new();
    driver->servers = calloc(bench->count, sizeof(*driver->servers));
    driver->running = calloc(bench->count, 1);
    driver->probes = probes_new(driver->loop, bench->count, done, driver);
    if (driver->loop == NULL || driver->servers == NULL || driver->running == NULL ||
        driver->probes == NULL || probes_prepare(driver->probes, false, false) < 0)
        exit(1);
    for (size_t i = 0; i < bench->count; i++) {
        driver->servers[i].address = addr_from_ipv4(bench->address + (uint32_t)i);
        driver->servers[i].port = bench->port;
        driver->servers[i].checks = check;
        driver->servers[i].check_count = 1;
    }
}

/* As services does it: what is due within the next millisecond begins with this wake-up's work. */
static void turn(struct driver *driver, const struct conf_check *check)
{
    int64_t now_us = bench_now_us(), next_us, due_us;
    long target;

    while ((target = bench_due(&driver->bench, now_us)) >= 0) {
        const struct probe_target what = {.check = check, .server = &driver->servers[target]};

        if (driver->running[target]) /* its server is late: health.c skips a turn too */
            continue;
        driver->running[target] = 1;
        probes_start(driver->probes, (uint32_t)target, &what, now_us);
    }
    probes_round(driver->probes, now_us);
    next_us = bench_next_us(&driver->bench);
    if (next_us < now_us + TICK_US)
        next_us = now_us + TICK_US;
    due_us = probes_due_us(driver->probes);
    loop_wait(driver->loop, due_us < next_us ? due_us : next_us);
}

int main(int argc, char **argv)
{
    struct driver driver = {.loop = NULL};
    char root[] = "/";
    struct conf_url url = {.path = root};
    struct conf_check check = {.kind = CONF_CHECK_TCP,
                               .timeout_us = TIMEOUT_US,
                               .http_version = CONF_HTTP_1_0,
                               .urls = &url,
                               .url_count = 1};
    int result;

    bench_begin(&driver.bench, argc, argv);
    if (strcmp(driver.bench.kind, "http") == 0)
        check.kind = CONF_CHECK_HTTP;
    prepare(&driver, &check);
    bench_start_clock(&driver.bench);
    while (bench_now_us() < driver.bench.end_us)
        turn(&driver, &check);
    result = bench_report(&driver.bench);
    probes_free(driver.probes);
    loop_free(driver.loop);
    free(driver.servers);
    free(driver.running);
    return result;
}
