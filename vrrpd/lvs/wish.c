/* Wanted tables; see wish.h. */
#include "vrrpd/lvs/wish.h"

#include <stdio.h>
#include <stdlib.h>

#include "conf/lvs.h"

static uint32_t flags_of(const struct conf_virtual_server *conf)
{
    uint32_t flags = 0;

    if (conf->persistence_us > 0)
        flags |= IPVS_PERSISTENT;
    if (conf->one_packet)
        flags |= IPVS_ONE_PACKET;
    if ((conf->scheduler_flags & CONF_SCHEDULER_FLAG_1) != 0)
        flags |= IPVS_SCHEDULER_1;
    if ((conf->scheduler_flags & CONF_SCHEDULER_FLAG_2) != 0)
        flags |= IPVS_SCHEDULER_2;
    if ((conf->scheduler_flags & CONF_SCHEDULER_FLAG_3) != 0)
        flags |= IPVS_SCHEDULER_3;
    return flags;
}

static struct ipvs_service service_of(const struct conf_virtual_server *conf,
                                      const struct conf_endpoint *endpoint)
{
    struct ipvs_service service = {.flags = flags_of(conf), .prefix = conf->persistence_length};
    uint8_t family = endpoint->address.family;

    service.key.address = endpoint->address;
    if (family == ADDR_NONE) {
        service.key.mark = endpoint->mark;
        service.key.family = endpoint->family;
    } else {
        service.key.family = family;
        service.key.port = endpoint->port;
        service.key.protocol = conf->protocol;
    }
    if (conf->persistence_us > 0)
        service.timeout_s = (uint32_t)((conf->persistence_us + 999999) / 1000000);
    snprintf(service.scheduler, sizeof(service.scheduler), "%s", lvs_scheduler_names()[conf->scheduler]);
    snprintf(service.engine, sizeof(service.engine), "%s", conf->engine);
    return service;
}

static struct ipvs_server server_of(const struct conf_server *conf)
{
    const struct conf_forward *forward = &conf->forward;
    struct ipvs_server server = {.key = {.address = conf->address, .port = conf->port},
                                 .upper = conf->upper,
                                 .lower = conf->lower,
                                 .forward = forward->method == CONF_METHOD_DR    ? IPVS_DR
                                            : forward->method == CONF_METHOD_TUN ? IPVS_TUN
                                                                                 : IPVS_NAT};

    if (server.forward != IPVS_TUN)
        return server;
    server.tunnel = forward->tunnel == CONF_TUNNEL_GUE   ? IPVS_GUE
                    : forward->tunnel == CONF_TUNNEL_GRE ? IPVS_GRE
                                                         : IPVS_IPIP;
    server.tunnel_port = forward->tunnel == CONF_TUNNEL_GUE ? forward->tunnel_port : 0;
    if (forward->tunnel != CONF_TUNNEL_IPIP)
        server.tunnel_flags =
            (uint16_t)((forward->tunnel_checksum ? 1 : 0) | (forward->tunnel_remote_checksum ? 2 : 0));
    return server;
}

/* ---- the layout ---- */

static int by_server(const void *a, const void *b)
{
    const struct wish_row *left = a, *right = b;
    int order = ipvs_compare_servers(&left->server.key, &right->server.key);

    return order != 0 ? order : left->sorry - right->sorry;
}

static int by_service(const void *a, const void *b)
{
    const struct wish_service *left = a, *right = b;

    return ipvs_compare_services(&left->service.key, &right->service.key);
}

static void lay_out(struct wish *wish, const struct conf *conf)
{
    struct wish_row *rows = wish->rows;
    size_t service = 0;

    for (size_t v = 0; v < wish->virtual_count; v++) {
        const struct conf_virtual_server *virtual = &conf->virtual_servers[v];
        size_t count = 0;

        for (size_t i = 0; i < virtual->server_count; i++)
            rows[count++] = (struct wish_row){.server = server_of(&virtual->servers[i]),
                                              .index = virtual->servers[i].index};
        if (virtual->has_sorry)
            rows[count++] =
                (struct wish_row){.server = server_of(&virtual->sorry), .index = v, .sorry = true};
        if (count > 0)
            qsort(rows, count, sizeof(*rows), by_server);
        wish->virtuals[v] = (struct wish_virtual){.rows = rows, .row_count = count};
        rows += count;
        for (size_t i = 0; i < virtual->endpoint_count; i++)
            wish->services[service++] =
                (struct wish_service){.service = service_of(virtual, &virtual->endpoints[i]), .virtual = v};
    }
    if (service > 0)
        qsort(wish->services, service, sizeof(*wish->services), by_service);
}

bool wish_init(struct wish *wish, const struct conf *conf)
{
    size_t rows = 0, all = 0;

    *wish = (struct wish){.virtual_count = conf->virtual_server_count};
    for (size_t v = 0; v < wish->virtual_count; v++) {
        const struct conf_virtual_server *virtual = &conf->virtual_servers[v];
        size_t own = virtual->server_count + virtual->has_sorry;

        rows += own;
        all += own * virtual->endpoint_count;
        wish->service_count += virtual->endpoint_count;
    }
    wish->virtuals = calloc(wish->virtual_count + 1, sizeof(*wish->virtuals));
    wish->services = calloc(wish->service_count + 1, sizeof(*wish->services));
    wish->rows = calloc(rows + 1, sizeof(*wish->rows));
    wish->table.services = calloc(wish->service_count + 1, sizeof(*wish->table.services));
    wish->servers = calloc(all + 1, sizeof(*wish->servers));
    if (wish->virtuals == NULL || wish->services == NULL || wish->rows == NULL ||
        wish->table.services == NULL || wish->servers == NULL) {
        wish_free(wish);
        return false;
    }
    lay_out(wish, conf);
    return true;
}

void wish_free(struct wish *wish)
{
    free(wish->virtuals);
    free(wish->services);
    free(wish->rows);
    free(wish->table.services);
    free(wish->servers);
    *wish = (struct wish){.virtual_count = 0};
}

/* ---- what is wanted now ---- */

static size_t fill_servers(const struct wish_virtual *virtual, const struct wish_source *source,
                           struct ipvs_server *out)
{
    size_t count = 0;

    for (size_t i = 0; i < virtual->row_count; i++) {
        const struct wish_row *row = &virtual->rows[i];
        uint32_t weight;

        if (!source->row(source->context, row, &weight) ||
            (count > 0 && ipvs_compare_servers(&out[count - 1].key, &row->server.key) == 0))
            continue;
        out[count] = row->server;
        out[count++].weight = weight;
    }
    return count;
}

const struct table *wish_fill(struct wish *wish, const struct wish_source *source)
{
    struct ipvs_server *servers = wish->servers;

    wish->table.service_count = 0;
    for (size_t i = 0; i < wish->service_count; i++) {
        const struct wish_service *service = &wish->services[i];
        struct table_service *wanted = &wish->table.services[wish->table.service_count];

        if (!source->placed(source->context, service->virtual))
            continue;
        *wanted = (struct table_service){.service = service->service, .servers = servers};
        wanted->server_count = fill_servers(&wish->virtuals[service->virtual], source, servers);
        servers += wanted->server_count;
        wish->table.service_count++;
    }
    return &wish->table;
}
