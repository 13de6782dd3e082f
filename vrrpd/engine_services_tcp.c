/* Tracked services: a TCP connect now and then. See engine_services_track.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_track.h"
#include "vrrpd/os/probe.h"

/* The trackers as the probes know what is to be asked. */
struct track_tcp {
    struct services *services;
    struct probes *probes;
    struct conf_check *checks; /* by tracker */
    struct conf_server *servers;
};

static bool is_tcp(const struct tracked *item)
{
    return item->used && item->conf->kind == CONF_TRACK_TCP;
}

static void ended(void *context, uint32_t id, const struct probe_result *result)
{
    struct track_tcp *tcp = context;
    struct tracked *item = &tcp->services->tracking.items[id];
    bool good = result->outcome == PROBE_GOOD;
    char address[ADDR_TEXT_MAX], reason[ADDR_TEXT_MAX + PROBE_REASON_MAX + 16];

    addr_format(&item->conf->gateway, address);
    if (good)
        snprintf(reason, sizeof(reason), "%s port %u answers", address, item->conf->port);
    else
        snprintf(reason, sizeof(reason), "%s port %u: %s", address, item->conf->port, result->reason);
    if (result->outcome == PROBE_NOT_TRIED)
        verdict_lost(&item->verdict);
    else if (verdict_result(&item->verdict, &item->rule, good) || good == item->verdict.ok)
        track_verdict(tcp->services, item, item->verdict.ok, reason);
}

bool track_tcp_prepare(struct services *services)
{
    struct tracking *tracking = &services->tracking;
    struct track_tcp *tcp;
    bool any = false;

    for (size_t i = 0; i < tracking->count; i++)
        any = any || is_tcp(&tracking->items[i]);
    if (!any)
        return true;
    tcp = tracking->tcp = calloc(1, sizeof(*tcp));
    if (tcp == NULL)
        return false;
    tcp->services = services;
    tcp->checks = calloc(tracking->count, sizeof(*tcp->checks));
    tcp->servers = calloc(tracking->count, sizeof(*tcp->servers));
    tcp->probes = probes_new(services->loop, tracking->count, ended, tcp);
    if (tcp->checks == NULL || tcp->servers == NULL || tcp->probes == NULL)
        return false;
    for (size_t i = 0; i < tracking->count; i++) {
        const struct conf_tracker *conf = tracking->items[i].conf;

        tcp->servers[i] = (struct conf_server){.address = conf->gateway, .port = conf->port};
        tcp->checks[i] = (struct conf_check){.kind = CONF_CHECK_TCP, .timeout_us = conf->timeout_us};
        memcpy(tcp->checks[i].bind_interface, conf->interface, sizeof(conf->interface));
    }
    return true;
}

void track_tcp_round(struct services *services, int64_t now_us)
{
    struct track_tcp *tcp = services->tracking.tcp;

    if (tcp == NULL)
        return;
    for (size_t i = 0; i < services->tracking.count; i++) {
        struct tracked *item = &services->tracking.items[i];
        const struct probe_target target = {.check = &tcp->checks[i], .server = &tcp->servers[i]};

        if (is_tcp(item) && verdict_ask(&item->verdict, &item->rule, now_us))
            probes_start(tcp->probes, (uint32_t)i, &target, now_us);
    }
    probes_round(tcp->probes, now_us);
}

int64_t track_tcp_due_us(const struct services *services)
{
    return services->tracking.tcp != NULL ? probes_due_us(services->tracking.tcp->probes) : INT64_MAX;
}
