/* What the tests of vrrptop's rows, columns and screens share: scenes by hand, of any size, with one of
 * everything that looks special. */
#ifndef TESTS_UNIT_SCENE_MAKE_H
#define TESTS_UNIT_SCENE_MAKE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrptop/world.h"

/* 2026-11-20T10:00:00Z, and the same moment of the monotonic clock. */
#define SCENE_WALL_US INT64_C(1795168800000000)
#define SCENE_US      INT64_C(5000000000)

/* Per host; the first four virtual routers, the fifth one's name and the first three services are special:
 *   0 VI_1  MASTER on every host: contested when there are several
 *   1 VI_2  FAULT on the first host: a script and an interface failed
 *   2 VI_3  drained on the first host
 *   3 VI_4  130/150 on the first host: a script with weight -20 failed
 *   4       a Chinese name
 *   services: 0 dr, 1 nat, 2 dr without quorum, its last server is a sorry server that serves.
 * Other routers are MASTER on the first host and BACKUP on all others, every fourth is IPv6. */
struct scene_size {
    unsigned hosts, routers, services, servers;
};

static inline const char *scene_host_name(unsigned host)
{
    static const char *const names[] = {"lb01", "负载均衡二号", "lb03", "lb04"};

    return names[host % 4];
}

static inline void scene_fill_trend(struct sample_trend *trend, unsigned scale)
{
    trend->count = SAMPLE_TREND_MAX;
    trend->last = 9;
    for (unsigned i = 0; i < SAMPLE_TREND_MAX; i++)
        trend->values[i] = (uint16_t)((i % 8) * scale);
}

static inline void scene_add_tracker(struct status_instance *instance, const struct status_tracker *tracker)
{
    instance->trackers =
        reallocarray(instance->trackers, instance->tracker_count + 1, sizeof(*instance->trackers));
    instance->trackers[instance->tracker_count++] = *tracker;
}

static inline void scene_special_router(struct status_instance *out, unsigned host, unsigned index)
{
    struct status_tracker nginx = {.name = "chk_nginx",
                                   .kind = "script",
                                   .known = true,
                                   .since_wall_us = SCENE_WALL_US - 30000000,
                                   .reason = "exit status 1"};
    struct status_tracker eth1 = {.name = "eth1", .kind = "interface", .known = true, .reason = "no carrier"};
    struct status_tracker good = {.name = "gateway", .kind = "ping", .known = true, .ok = true, .weight = 5};

    if (index == 0)
        strcpy(out->state, "MASTER");
    if (index == 4)
        strcpy(out->name, "虚拟路由器_5");
    if (host != 0)
        return;
    if (index == 1) {
        strcpy(out->state, "FAULT");
        out->master.known = false;
        scene_add_tracker(out, &nginx);
        scene_add_tracker(out, &eth1);
        scene_add_tracker(out, &good);
    } else if (index == 2) {
        strcpy(out->state, "BACKUP");
        out->drained = true;
        out->effective_priority = 1;
    } else if (index == 3) {
        nginx.weight = -20;
        out->effective_priority = 130;
        scene_add_tracker(out, &nginx);
    }
}

static inline void scene_fill_router(struct status_instance *out, unsigned host, unsigned index)
{
    bool six = index % 4 == 3, first = host == 0;

    *out = (struct status_instance){.vrid = (uint8_t)(51 + index % 200),
                                    .version = 3,
                                    .priority = first ? 150 : 100,
                                    .effective_priority = first ? 150 : 100,
                                    .since_wall_us = SCENE_WALL_US - 192000000,
                                    .advert_interval_us = 1000000,
                                    .address_count = 2,
                                    .addresses_present = first ? 2 : 0,
                                    .transitions = 1 + index % 7,
                                    .adverts_sent = 1000 + index,
                                    .adverts_received = 10,
                                    .last_advert_age_us = 350000,
                                    .master_down_us = 3609375,
                                    .deadline_us = 650000};
    snprintf(out->name, sizeof(out->name), "VI_%u", index + 1);
    snprintf(out->interface, sizeof(out->interface), "eth%u", index / 200);
    strcpy(out->family, six ? "ipv6" : "ipv4");
    strcpy(out->state, first ? "MASTER" : "BACKUP");
    out->master = (struct status_master){
        .known = true, .priority = first ? 150 : 100, .interval_us = 1000000, .address = "10.0.0.1"};
    if (six)
        strcpy(out->master.address, "fe80::1");
    out->last_transition = (struct status_transition){.known = true,
                                                      .from = "INIT",
                                                      .at_wall_us = SCENE_WALL_US - 192000000,
                                                      .reason = "the start",
                                                      .reason_code = "startup"};
    snprintf(out->last_transition.to, sizeof(out->last_transition.to), "%s", out->state);
    out->addresses = calloc(2, sizeof(*out->addresses));
    for (unsigned i = 0; i < 2; i++)
        snprintf(out->addresses[i], STATUS_ADDRESS_MAX, six ? "2001:db8:%x::%x/64" : "10.%u.%u.100/24",
                 index / 100, index % 100 + i);
    scene_special_router(out, host, index);
}

static inline void scene_fill_server(struct status_server *out, unsigned service, unsigned index)
{
    *out = (struct status_server){.weight = 10,
                                  .effective_weight = 10,
                                  .operator_weight = -1,
                                  .state = "UP",
                                  .in_table = true,
                                  .since_wall_us = SCENE_WALL_US - 14700000000,
                                  .check = {.kind = "tcp", .last = "good", .latency_us = 1200},
                                  .active = 3 + index,
                                  .inactive = 7,
                                  .connections = 1000 * (service + 1) + index,
                                  .bytes_in = 123456,
                                  .bytes_out = service % 2 == 1 ? 7654321 : 0,
                                  .connection_rate = 4};
    snprintf(out->address, sizeof(out->address), "10.%u.%u.%u:8080", service / 250, service % 250, index + 1);
    if (index == 1) {
        strcpy(out->state, "DRAIN");
        out->effective_weight = 0;
    } else if (index == 2) {
        strcpy(out->state, "DOWN");
        out->effective_weight = 0;
        out->in_table = false;
        out->check = (struct status_check){"http", "refused", "connection refused", -1};
    } else if (index == 3) {
        out->effective_weight = 4;
        out->operator_weight = 4;
    }
}

/* What sample_make() would find out. */
static inline void scene_fill_service_sums(const struct status_service *from, struct sample_service *out)
{
    scene_fill_trend(&out->trend, 20);
    for (size_t i = 0; i < from->server_count; i++) {
        const struct status_server *server = &from->servers[i];
        bool nat = strcmp(from->method, "nat") == 0;

        out->servers[i] = (struct sample_server){
            .connection_rate = 4.5, .byte_rate_in = 1500, .byte_rate_out = nat ? 30000 : 0};
        scene_fill_trend(&out->servers[i].trend, 3);
        out->active += server->active;
        out->inactive += server->inactive;
        out->connections += server->connections;
        out->connection_rate += 4.5;
        out->byte_rate_in += 1500;
        out->byte_rate_out += nat ? 30000 : 0;
        if (strcmp(server->state, "DOWN") == 0)
            out->servers_down++;
        else if (strcmp(server->state, "SORRY") != 0)
            out->servers_up++;
    }
}

static inline void scene_fill_service(struct status_service *out, unsigned index, unsigned servers)
{
    *out = (struct status_service){.protocol = "tcp",
                                   .scheduler = "wrr",
                                   .persistence_us = index == 1 ? 60000000 : 0,
                                   .quorum = 2,
                                   .weight = 10 * servers,
                                   .up = index != 2,
                                   .sorry = index == 2,
                                   .endpoint_count = 1,
                                   .server_count = servers};
    snprintf(out->name, sizeof(out->name), "192.0.%u.%u:80/tcp", 2 + index / 250, 1 + index % 250);
    strcpy(out->method, index % 2 == 1 ? "nat" : "dr");
    snprintf(out->instance, sizeof(out->instance), "VI_%u", index + 1);
    out->endpoints = calloc(1, sizeof(*out->endpoints));
    strcpy(out->endpoints[0], out->name);
    out->servers = calloc(servers + 1, sizeof(*out->servers));
    for (unsigned i = 0; i < servers; i++)
        scene_fill_server(&out->servers[i], index, i);
    if (index != 2)
        return;
    out->weight = 0;
    for (unsigned i = 0; i + 1 < servers; i++)
        strcpy(out->servers[i].state, "DOWN");
    if (servers > 0)
        strcpy(out->servers[servers - 1].state, "SORRY");
}

static inline struct sample *scene_sample(unsigned host, const struct scene_size *size)
{
    struct sample *sample = calloc(1, sizeof(*sample));
    struct status *status = &sample->status;

    sample->references = 1;
    sample->at_us = SCENE_US;
    sample->wall_us = SCENE_WALL_US;
    sample->speaks_for_self = true;
    sample->advert_rate = size->routers;
    sample->connection_rate = 4.5 * size->services * size->servers;
    snprintf(status->router_id, sizeof(status->router_id), "%s", scene_host_name(host));
    status->instance_count = size->routers;
    status->instances = calloc(size->routers + 1, sizeof(*status->instances));
    sample->routers = calloc(size->routers + 1, sizeof(*sample->routers));
    for (unsigned i = 0; i < size->routers; i++) {
        scene_fill_router(&status->instances[i], host, i);
        sample->routers[i].advert_rate = 1;
        sample->routers[i].master_for_us = strcmp(status->instances[i].state, "MASTER") == 0 ? 1000000 : -1;
        scene_fill_trend(&sample->routers[i].trend, 1);
    }
    status->virtual_server_count = size->services;
    status->virtual_servers = calloc(size->services + 1, sizeof(*status->virtual_servers));
    sample->services = calloc(size->services + 1, sizeof(*sample->services));
    sample->servers = calloc((size_t)size->services * size->servers + 1, sizeof(*sample->servers));
    for (unsigned i = 0; i < size->services; i++) {
        sample->services[i].servers = sample->servers + (size_t)i * size->servers;
        scene_fill_service(&status->virtual_servers[i], i, size->servers);
        scene_fill_service_sums(&status->virtual_servers[i], &sample->services[i]);
    }
    return sample;
}

/* A scene of its own; to be freed with scene_free(). It has no world, so no events. */
static inline void scene_make(struct scene *scene, const struct scene_size *size)
{
    *scene = (struct scene){.host_count = size->hosts, .now_us = SCENE_US, .now_wall_us = SCENE_WALL_US};
    for (unsigned i = 0; i < size->hosts; i++) {
        scene->hosts[i].name = scene_host_name(i);
        scene->hosts[i].link = WORLD_LIVE;
        scene->hosts[i].sample = scene_sample(i, size);
        scene->hosts[i].contested = calloc(size->routers + 1, sizeof(bool));
        scene->hosts[i].contested[0] = size->hosts > 1 && size->routers > 0;
    }
    scene->contested_count = size->hosts > 1 && size->routers > 0 ? 1 : 0;
    scene->fault_count = size->routers > 1 ? 1 : 0;
    scene->down_service_count = size->services > 2 ? size->hosts : 0;
}

#endif
