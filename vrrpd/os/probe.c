/* Slots, deadlines, the one entry; see probe.h. What the kinds have in common is in probe_socket.c. */
#include "vrrpd/os/probe.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/status.h"
#include "vrrpd/os/probe_state.h"

enum {
    SPARE_DESCRIPTORS = 512, /* that the rest of the process wants */
    /* An ordinary close leaves a TIME_WAIT behind, for a minute. The kernel keeps 65,536 to 262,144 of them
     * (tcp_max_tw_buckets) and complains in its log when there are more. */
    POLITE_PER_SECOND = 1000,
    SECOND_US = 1000000,
};

static const struct probe_kind *const kinds[CONF_CHECK_KIND_COUNT] = {
    [CONF_CHECK_TCP] = &probe_kind_tcp,   [CONF_CHECK_HTTP] = &probe_kind_http,
    [CONF_CHECK_SMTP] = &probe_kind_http, [CONF_CHECK_DNS] = &probe_kind_dns,
    [CONF_CHECK_UDP] = &probe_kind_udp,   [CONF_CHECK_PING] = &probe_kind_ping,
};

static const struct probe_kind *kind_of(const struct probe *probe)
{
    return kinds[probe->target.check->kind];
}

static uint32_t id_of(const struct probe *probe)
{
    return (uint32_t)(probe - probe->probes->slots);
}

/* ---- all of them ---- */

struct probes *probes_new(struct loop *loop, size_t max, probe_done *done, void *context)
{
    struct probes *probes = calloc(1, sizeof(*probes));

    if (probes == NULL)
        return NULL;
    probes->loop = loop;
    probes->max = max;
    probes->done = done;
    probes->context = context;
    probes->first_ended = probes->last_ended = PROBE_NOBODY;
    probes->pings[0].fd = probes->pings[1].fd = -1;
    probes->slots = calloc(max + 1, sizeof(*probes->slots));
    probes->entries = calloc(max + 1, sizeof(*probes->entries));
    if (probes->slots == NULL || probes->entries == NULL) {
        free(probes->slots);
        free(probes->entries);
        free(probes);
        return NULL;
    }
    schedule_init(&probes->deadlines, probes->entries, max);
    return probes;
}

void probes_free(struct probes *probes)
{
    if (probes == NULL)
        return;
    for (size_t i = 0; i < probes->max; i++)
        probes_cancel(probes, (uint32_t)i);
    for (int i = 0; i < 2; i++) {
        if (probes->pings[i].fd < 0)
            continue;
        loop_remove(probes->loop, probes->pings[i].fd);
        close(probes->pings[i].fd);
    }
    probe_http_free(probes->http);
    free(probes->slots);
    free(probes->entries);
    free(probes);
}

/* Every probe that waits has a descriptor. Who may not raise the limit has to do with what there is. */
static void raise_limit(size_t max)
{
    struct rlimit limit;
    rlim_t wanted = max + SPARE_DESCRIPTORS;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
        return;
    if (limit.rlim_max < wanted) {
        const struct rlimit higher = {.rlim_cur = wanted, .rlim_max = wanted};

        if (setrlimit(RLIMIT_NOFILE, &higher) == 0)
            return;
        wanted = limit.rlim_max;
    }
    limit.rlim_cur = wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int probes_prepare(struct probes *probes, bool has_ping4, bool has_ping6)
{
    int error = 0;

    raise_limit(probes->max);
    if (has_ping4 && probes->pings[0].fd < 0)
        error = ping_socket_open(&probes->pings[0], ADDR_IPV4);
    if (error == 0 && has_ping6 && probes->pings[1].fd < 0)
        error = ping_socket_open(&probes->pings[1], ADDR_IPV6);
    return error == 0 ? probe_ping_listen(probes) : error;
}

uint64_t probe_random(struct probes *probes)
{
    if (probes->random_left == 0) {
        if (getrandom(probes->random, sizeof(probes->random), GRND_NONBLOCK) < 0)
            for (size_t i = 0; i < PROBE_RANDOM; i++) /* too early after boot */
                probes->random[i] = (uint64_t)clock_now_us() * 0x9E3779B97F4A7C15U + i;
        probes->random_left = PROBE_RANDOM;
    }
    return probes->random[--probes->random_left];
}

bool probe_close_politely(struct probes *probes, int64_t now_us)
{
    if (now_us >= probes->close_second + SECOND_US) {
        probes->close_second = now_us;
        probes->closed = 0;
    }
    return probes->closed++ < POLITE_PER_SECOND;
}

/* ---- start ---- */

static void forget_ended(struct probes *probes, const struct probe *probe)
{
    if (probe->before == PROBE_NOBODY)
        probes->first_ended = probe->next;
    else
        probes->slots[probe->before].next = probe->next;
    if (probe->next == PROBE_NOBODY)
        probes->last_ended = probe->before;
    else
        probes->slots[probe->next].before = probe->before;
    probes->ended--;
}

static void remember_ended(struct probes *probes, uint32_t id)
{
    probes->slots[id].next = PROBE_NOBODY;
    probes->slots[id].before = probes->last_ended;
    if (probes->last_ended == PROBE_NOBODY)
        probes->first_ended = id;
    else
        probes->slots[probes->last_ended].next = id;
    probes->last_ended = id;
    probes->ended++;
}

void probes_start(struct probes *probes, uint32_t id, const struct probe_target *target, int64_t now_us)
{
    struct probe *probe = &probes->slots[id];
    int result;

    *probe = (struct probe){
        .probes = probes, .target = *target, .started_us = now_us, .fd = -1, .phase = PROBE_RUNS};
    result = kind_of(probe) != NULL ? kind_of(probe)->start(probe) : -ENOSYS;
    if (result == 0) {
        schedule_set(&probes->deadlines, id, now_us + target->check->timeout_us);
        return;
    }
    probe->error = result < 0 ? result : 0;
    probe->phase = PROBE_ENDED;
    remember_ended(probes, id);
}

static void came(void *context, int fd, unsigned events)
{
    struct probe *probe = context;

    (void)fd;
    kind_of(probe)->look(probe, events);
}

int probe_watch(struct probe *probe, unsigned events)
{
    probe->events = (uint8_t)events;
    return loop_watch(probe->probes->loop, probe->fd, events, came, probe);
}

/* ---- end ---- */

void probe_hang_up(struct probe *probe)
{
    if (probe->fd < 0)
        return;
    loop_forget(probe->probes->loop, probe->fd);
    close(probe->fd);
    probe->fd = -1;
}

static void release(struct probe *probe, bool politely)
{
    const struct probe_kind *kind = kind_of(probe);

    if (kind != NULL && kind->leave != NULL && probe->work != NULL)
        kind->leave(probe);
    probe->work = NULL;
    if (probe->phase == PROBE_RUNS)
        schedule_set(&probe->probes->deadlines, id_of(probe), SCHEDULE_NEVER);
    probe->phase = PROBE_IDLE;
    if (probe->fd >= 0 && !politely)
        probe_reset_on_close(probe->fd);
    probe_hang_up(probe);
}

/* With a port of its own the next try has the same four numbers, which TIME_WAIT would keep taken. */
static bool is_polite(const struct probe *probe, enum probe_outcome outcome, int64_t now_us)
{
    if (probe->fd < 0 || outcome != PROBE_GOOD || probe->target.check->kind != CONF_CHECK_TCP)
        return true;
    return probe->target.check->bind_port == 0 && probe_close_politely(probe->probes, now_us);
}

static void report(struct probe *probe, struct probe_result *result)
{
    struct probes *probes = probe->probes;
    int64_t now_us = clock_now_us();
    uint32_t id = id_of(probe);

    result->latency_us = now_us - probe->started_us;
    release(probe, is_polite(probe, result->outcome, now_us));
    probes->done(probes->context, id, result);
}

void probe_end(struct probe *probe, enum probe_outcome outcome, const char *format, ...)
{
    struct probe_result result = {.outcome = outcome};
    char text[2 * PROBE_REASON_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    for (char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    status_copy_text(result.reason, sizeof(result.reason), text);
    report(probe, &result);
}

void probes_cancel(struct probes *probes, uint32_t id)
{
    struct probe *probe = &probes->slots[id];

    if (probe->phase == PROBE_IDLE)
        return;
    if (probe->phase == PROBE_ENDED)
        forget_ended(probes, probe);
    release(probe, true);
}

/* ---- time ---- */

/* Law 8: an answer that is there already counts, however late we look. */
static void look_again(struct probe *probe)
{
    struct pollfd socket = {.fd = probe->fd, .events = 0};

    if (probe->fd < 0)
        return;
    socket.events =
        (short)((probe->events & LOOP_READ ? POLLIN : 0) | (probe->events & LOOP_WRITE ? POLLOUT : 0));
    if (poll(&socket, 1, 0) == 1)
        kind_of(probe)->look(probe, probe->events);
}

static void run_out(struct probe *probe, int64_t now_us)
{
    struct probes *probes = probe->probes;
    const struct probe_kind *kind = kind_of(probe);

    look_again(probe);
    if (probes->entries[id_of(probe)].deadline_us > now_us)
        return; /* it is over, and the next one may have begun */
    if (kind->late != NULL)
        kind->late(probe);
    else
        probe_end(probe, PROBE_SILENT, "no answer within %g s",
                  (double)probe->target.check->timeout_us / 1e6);
}

static void report_ended(struct probes *probes)
{
    for (size_t left = probes->ended; left > 0 && probes->ended > 0; left--) {
        struct probe *probe = &probes->slots[probes->first_ended];

        forget_ended(probes, probe);
        if (probe->error < 0)
            probe_end_error(probe, probe->error);
        else
            probe_end(probe, PROBE_GOOD, "connected");
    }
}

void probes_round(struct probes *probes, int64_t now_us)
{
    report_ended(probes);
    if (probes->http != NULL)
        probe_http_round(probes, now_us);
    while (schedule_next_us(&probes->deadlines) <= now_us)
        run_out(&probes->slots[schedule_first(&probes->deadlines)], now_us);
}

int64_t probes_due_us(const struct probes *probes)
{
    int64_t next_us = schedule_next_us(&probes->deadlines);
    int64_t http_us = probes->http != NULL ? probe_http_due_us(probes) : INT64_MAX;

    if (probes->ended > 0)
        return 0;
    return http_us < next_us ? http_us : next_us;
}
