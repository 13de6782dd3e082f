/* The kernel's IPVS table as a status, for a host without a daemon. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/netlink_ipvs.h"
#include "vrrptop/source_state.h"

static const char *protocol_name(uint8_t protocol)
{
    return protocol == IPPROTO_UDP ? "udp" : protocol == IPPROTO_SCTP ? "sctp" : protocol == 0 ? "" : "tcp";
}

static const char *method_name(const struct ipvs_listed_service *service)
{
    static const char *const names[] = {[IPVS_NAT] = "nat",
                                        [IPVS_LOCAL] = "local",
                                        [IPVS_TUN] = "tun",
                                        [IPVS_DR] = "dr",
                                        [IPVS_BYPASS] = "bypass"};
    uint8_t forward = service->server_count > 0 ? service->servers[0].server.forward : IPVS_NAT;

    return forward <= IPVS_BYPASS ? names[forward] : "";
}

static void fill_server(const struct ipvs_listed_server *listed, struct status_server *out)
{
    const struct ipvs_counters *counters = &listed->counters;

    ipvs_server_text(&listed->server.key, out->address);
    /* Nobody checks it: it is as good as its weight. */
    snprintf(out->state, sizeof(out->state), "%s", listed->server.weight > 0 ? "UP" : "DRAIN");
    out->weight = out->effective_weight = listed->server.weight;
    out->operator_weight = -1;
    out->in_table = true;
    out->check.latency_us = -1;
    out->active = counters->active;
    out->inactive = counters->inactive;
    out->persistent = counters->persistent;
    out->connections = counters->connections;
    out->bytes_in = counters->bytes_in;
    out->bytes_out = counters->bytes_out;
    out->connection_rate = (uint32_t)counters->connection_rate;
}

static bool fill_service(const struct ipvs_listed_service *listed, struct status_service *out)
{
    const struct ipvs_service *service = &listed->service;

    out->endpoints = calloc(1, sizeof(*out->endpoints));
    out->servers = calloc(listed->server_count + 1, sizeof(*out->servers));
    if (out->endpoints == NULL || out->servers == NULL)
        return false;
    ipvs_service_text(&service->key, out->name);
    memcpy(out->endpoints[0], out->name, sizeof(out->name));
    out->endpoint_count = 1;
    snprintf(out->protocol, sizeof(out->protocol), "%s", protocol_name(service->key.protocol));
    snprintf(out->scheduler, sizeof(out->scheduler), "%.7s", service->scheduler);
    snprintf(out->method, sizeof(out->method), "%s", method_name(listed));
    out->persistence_us = service->flags & IPVS_PERSISTENT ? (int64_t)service->timeout_s * 1000000 : 0;
    for (size_t i = 0; i < listed->server_count; i++) {
        fill_server(&listed->servers[i], &out->servers[out->server_count++]);
        out->weight += listed->servers[i].server.weight;
    }
    out->up = out->weight > 0;
    return true;
}

static bool fill(const struct ipvs_listing *listing, struct status *out)
{
    memset(out, 0, sizeof(*out));
    gethostname(out->router_id, sizeof(out->router_id) - 1);
    out->virtual_servers = calloc(listing->service_count + 1, sizeof(*out->virtual_servers));
    if (out->virtual_servers == NULL)
        return false;
    for (size_t i = 0; i < listing->service_count; i++)
        if (!fill_service(&listing->services[i], &out->virtual_servers[out->virtual_server_count++]))
            return false;
    return true;
}

int source_kernel_take(struct source *source, struct status *out)
{
    struct ipvs_listing listing = {.service_count = 0};
    int error = source->netlink == NULL ? netlink_ipvs_open(&source->netlink) : 0;

    if (error == 0)
        error = netlink_ipvs_list(source->netlink, &listing);
    if (error < 0) {
        source_kernel_free(source);
        return error;
    }
    if (!fill(&listing, out)) {
        status_free(out);
        error = -ENOMEM;
    }
    ipvs_listing_free(&listing);
    return error;
}

void source_kernel_free(struct source *source)
{
    netlink_ipvs_free(source->netlink);
    source->netlink = NULL;
}
