/* Tracked reachability: rounds of echo requests to a gateway. See engine_services_track.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_track.h"

enum { ANSWERS_MAX = 256 }; /* in one go */

static bool is_ping(const struct tracked *item)
{
    return item->used && item->conf->kind == CONF_TRACK_PING;
}

static struct ping_socket *socket_of(struct services *services, const struct conf_tracker *conf)
{
    return &services->tracking.pings[conf->gateway.family == ADDR_IPV6];
}

static struct ping_round_rule rule_of(const struct tracked *item)
{
    return (struct ping_round_rule){.count = item->conf->count,
                                    .interval_us = item->rule.interval_us,
                                    .timeout_us = item->conf->timeout_us};
}

static void conclude(struct services *services, struct tracked *item, bool good, const char *reason)
{
    if (verdict_result(&item->verdict, &item->rule, good) || good == item->verdict.ok)
        track_verdict(services, item, item->verdict.ok, reason);
}

/* ---- out ---- */

static void send_one(struct services *services, struct tracked *item)
{
    const struct ping_mark mark = {.token = item->token,
                                   .tracker = (uint32_t)(item - services->tracking.items),
                                   .number = item->round.sent - 1};

    item->send_error = ping_socket_send(
        socket_of(services, item->conf),
        &(struct ping_way){.to = item->conf->gateway, .interface = item->conf->interface}, &mark);
}

static void lost(struct services *services, struct tracked *item)
{
    char gateway[ADDR_TEXT_MAX], reason[128];

    addr_format(&item->conf->gateway, gateway);
    if (item->send_error < 0)
        snprintf(reason, sizeof(reason), "cannot send to %s: %s", gateway, strerror(-item->send_error));
    else
        snprintf(reason, sizeof(reason), "no answer from %s within %g s", gateway,
                 (double)item->conf->timeout_us / 1e6);
    conclude(services, item, false, reason);
}

static void step(struct services *services, struct tracked *item, int64_t now_us)
{
    const struct ping_round_rule rule = rule_of(item);
    enum ping_round_step what;

    if (verdict_ask(&item->verdict, &item->rule, now_us)) {
        ping_round_start(&item->round, now_us);
        if (getrandom(&item->token, sizeof(item->token), GRND_NONBLOCK) < 0)
            item->token = (uint64_t)now_us;
    }
    while ((what = ping_round_step(&item->round, &rule, now_us)) == PING_ROUND_SEND)
        send_one(services, item);
    if (what == PING_ROUND_LOST)
        lost(services, item);
}

void track_pings_round(struct services *services, int64_t now_us)
{
    for (size_t i = 0; i < services->tracking.count; i++)
        if (is_ping(&services->tracking.items[i]))
            step(services, &services->tracking.items[i], now_us);
}

/* ---- in ---- */

static void take_answer(struct services *services, const struct addr *from, const struct ping_mark *mark)
{
    struct tracked *item =
        mark->tracker < services->tracking.count ? &services->tracking.items[mark->tracker] : NULL;
    char gateway[ADDR_TEXT_MAX], reason[128];
    struct ping_round_rule rule;

    if (item == NULL || !is_ping(item) || mark->token != item->token ||
        !addr_equal(from, &item->conf->gateway))
        return;
    rule = rule_of(item);
    if (!ping_round_answer(&item->round, &rule, mark->number, clock_now_us()))
        return;
    snprintf(reason, sizeof(reason), "%s answers", addr_format(&item->conf->gateway, gateway));
    conclude(services, item, true, reason);
}

static void answers_came(void *context, int fd)
{
    struct services *services = context;

    for (int family = 0; family < 2; family++) {
        const struct ping_socket *ping = &services->tracking.pings[family];
        struct ping_mark mark;
        struct addr from;

        if (ping->fd != fd)
            continue;
        for (int i = 0; i < ANSWERS_MAX && ping_socket_receive(ping, &from, &mark) == 1; i++)
            take_answer(services, &from, &mark);
    }
}

/* ---- start ---- */

/* Without a socket every round fails, with the reason. */
void track_pings_prepare(struct services *services)
{
    for (size_t i = 0; i < services->tracking.count; i++) {
        const struct conf_tracker *conf = services->tracking.items[i].conf;
        int error = 0;

        if (is_ping(&services->tracking.items[i]) && socket_of(services, conf)->fd < 0)
            error = ping_socket_open(socket_of(services, conf), conf->gateway.family);
        if (error < 0)
            log_line(LOG_LEVEL_ERROR, "ping %s: no socket for echo requests: %s", conf->name,
                     strerror(-error));
    }
}

bool track_pings_start(struct services *services)
{
    for (int family = 0; family < 2; family++)
        if (services->tracking.pings[family].fd >= 0 &&
            loop_add(services->loop, services->tracking.pings[family].fd, answers_came, services) < 0)
            return false;
    return true;
}
