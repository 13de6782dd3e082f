/* Small statuses for the tests of vrrptop. Never used outside tests. */
#ifndef TESTS_UNIT_TOP_STATUS_H
#define TESTS_UNIT_TOP_STATUS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/status.h"

#define SECOND_US INT64_C(1000000)
#define WALL_US   INT64_C(1795168800000000)

/* A status with that many instances, VI_1 .. (vrid 51 .., 10.9.0.1/24 .., BACKUP), and as many virtual
 * servers as said, each with `servers` real ones that are UP. */
static inline struct status top_status(size_t instances, size_t services, size_t servers)
{
    struct status status = {.supervisor = 10, .uptime_us = 1000 * SECOND_US};

    status.instances = calloc(instances + 1, sizeof(*status.instances));
    for (size_t i = 0; i < instances; i++) {
        struct status_instance *instance = &status.instances[i];

        snprintf(instance->name, sizeof(instance->name), "VI_%zu", i + 1);
        snprintf(instance->state, sizeof(instance->state), "BACKUP");
        snprintf(instance->family, sizeof(instance->family), "ipv4");
        snprintf(instance->interface, sizeof(instance->interface), "eth0");
        instance->vrid = (uint8_t)(51 + i % 200);
        instance->last_advert_age_us = 0;
        instance->addresses = calloc(1, sizeof(*instance->addresses));
        snprintf(instance->addresses[0], STATUS_ADDRESS_MAX, "10.9.%zu.%zu/24", i / 250, i % 250 + 1);
        instance->address_count = 1;
        instance->master = (struct status_master){.known = true, .address = "10.9.9.9", .priority = 150};
    }
    status.instance_count = instances;
    status.virtual_servers = calloc(services + 1, sizeof(*status.virtual_servers));
    for (size_t i = 0; i < services; i++) {
        struct status_service *service = &status.virtual_servers[i];

        snprintf(service->name, sizeof(service->name), "192.0.2.%zu:80", i + 1);
        snprintf(service->protocol, sizeof(service->protocol), "tcp");
        service->up = true;
        service->servers = calloc(servers + 1, sizeof(*service->servers));
        service->server_count = servers;
        for (size_t n = 0; n < servers; n++) {
            snprintf(service->servers[n].address, STATUS_SERVICE_MAX, "10.0.%zu.%zu:80", n / 250,
                     n % 250 + 1);
            snprintf(service->servers[n].state, sizeof(service->servers[n].state), "UP");
        }
    }
    status.virtual_server_count = services;
    return status;
}

static inline void top_state(struct status *status, size_t index, const char *state)
{
    snprintf(status->instances[index].state, sizeof(status->instances[index].state), "%s", state);
}

#endif
