/* Changes of a status: what is printed of two statuses makes the second one of the first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/status_change.h"
#include "tests/unit/check.h"

enum { ROUNDS = 300, INSTANCES = 7, SERVICES = 4, SERVERS = 5 };

static unsigned dice(unsigned *state, unsigned sides)
{
    *state = *state * 1103515245 + 12345;
    return (*state >> 8) % sides;
}

static void fill_instance(struct status_instance *instance, size_t number)
{
    snprintf(instance->name, sizeof(instance->name), "VI_%zu", number);
    strcpy(instance->family, "ipv4");
    strcpy(instance->interface, "eth0");
    strcpy(instance->state, "BACKUP");
    instance->since_wall_us = 1795168800000000;
    instance->last_advert_age_us = instance->deadline_us = -1;
    instance->addresses = calloc(2, sizeof(*instance->addresses));
    instance->address_count = number % 3;
    for (size_t i = 0; i < instance->address_count; i++)
        snprintf(instance->addresses[i], STATUS_ADDRESS_MAX, "10.0.%zu.%zu/24", number, i);
    instance->trackers = calloc(1, sizeof(*instance->trackers));
    instance->tracker_count = number % 2;
    strcpy(instance->trackers[0].name, "chk");
    strcpy(instance->trackers[0].kind, "script");
}

static void fill_service(struct status_service *service, size_t number)
{
    snprintf(service->name, sizeof(service->name), "10.1.0.%zu:80/tcp", number);
    service->endpoints = calloc(1, sizeof(*service->endpoints));
    service->endpoint_count = 1;
    memcpy(service->endpoints[0], service->name, sizeof(service->name));
    service->servers = calloc(SERVERS, sizeof(*service->servers));
    service->server_count = SERVERS;
    for (size_t i = 0; i < SERVERS; i++) {
        snprintf(service->servers[i].address, STATUS_SERVICE_MAX, "10.2.%zu.%zu:80", number, i);
        strcpy(service->servers[i].state, "UP");
        service->servers[i].operator_weight = -1;
        service->servers[i].check.latency_us = -1;
    }
}

static void fill(struct status *status)
{
    *status = (struct status){.router_id = "lb01", .config_format = "yaml"};
    status->instances = calloc(INSTANCES, sizeof(*status->instances));
    status->instance_count = INSTANCES;
    for (size_t i = 0; i < INSTANCES; i++)
        fill_instance(&status->instances[i], i);
    status->groups = calloc(1, sizeof(*status->groups));
    status->group_count = 1;
    strcpy(status->groups[0].name, "G1");
    status->groups[0].members = calloc(1, sizeof(*status->groups[0].members));
    status->groups[0].member_count = 1;
    strcpy(status->groups[0].members[0], "VI_1");
    status->virtual_servers = calloc(SERVICES, sizeof(*status->virtual_servers));
    status->virtual_server_count = SERVICES;
    for (size_t i = 0; i < SERVICES; i++)
        fill_service(&status->virtual_servers[i], i);
}

/* Something happens; returns whether one of the rarer things. */
static void disturb(struct status *status, unsigned *state)
{
    struct status_instance *instance = &status->instances[dice(state, INSTANCES)];
    struct status_service *service = &status->virtual_servers[dice(state, SERVICES)];
    struct status_server *server = &service->servers[dice(state, SERVERS)];

    switch (dice(state, 10)) {
    case 0:
        strcpy(instance->state, dice(state, 2) ? "MASTER" : "BACKUP");
        instance->since_wall_us += 5000000;
        break;
    case 1:
        instance->adverts_received += dice(state, 100);
        instance->last_advert_age_us = dice(state, 1000000);
        break;
    case 2:
        instance->deadline_us = (int64_t)dice(state, 3) - 1;
        break;
    case 3:
        instance->rejected.count = 1;
        strcpy(instance->rejected.items[0].name, "bad-ttl");
        instance->rejected.items[0].value++;
        break;
    case 4:
        server->active = dice(state, 10);
        server->connections += 1ULL << 40;
        break;
    case 5:
        strcpy(server->state, dice(state, 2) ? "UP" : "DOWN");
        strcpy(server->check.kind, "tcp");
        server->check.latency_us = dice(state, 1000);
        break;
    case 6:
        service->up = !service->up;
        service->weight = dice(state, 9);
        break;
    case 7:
        instance->trackers[0].ok = instance->trackers[0].known = true;
        instance->trackers[0].since_wall_us = 1795168800000000;
        break;
    case 8:
        status->lvs.panic = !status->lvs.panic;
        strcpy(status->groups[0].state, dice(state, 2) ? "MASTER" : "FAULT");
        break;
    default:
        break;
    }
}

static void check_same(const struct status *got, const struct status *want)
{
    char *left = status_print(got), *right = status_print(want);

    CHECK_EQ_STR(left, right);
    free(left);
    free(right);
}

static void a_follower_knows_what_the_daemon_knows(void)
{
    struct status daemon, before, follower;
    unsigned state = 7;

    fill(&daemon);
    CHECK(status_copy(&daemon, &follower));
    for (int round = 0; round < ROUNDS; round++) {
        char *line;

        CHECK(status_copy(&daemon, &before));
        for (unsigned i = dice(&state, 6); i > 0; i--)
            disturb(&daemon, &state);
        daemon.uptime_us += 1000000;
        line = status_change_print(&before, &daemon);
        CHECK(line != NULL && status_change_apply(line, &follower));
        check_same(&follower, &daemon);
        free(line);
        status_free(&before);
    }
    status_free(&daemon);
    status_free(&follower);
}

static void only_what_changed_is_said(void)
{
    struct status before, now;
    char *line;

    fill(&before);
    fill(&now);
    now.instances[3].since_wall_us += 3; /* computed anew: no change */
    now.virtual_servers[2].servers[1].active = 9;
    line = status_change_print(&before, &now);
    CHECK(strstr(line, "\"instances\":[]") != NULL);
    CHECK(strstr(line, "\"virtual_servers\":[]") != NULL);
    CHECK(strstr(line, "\"traffic\":{\"active\":\"0 0 0 0 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0 0\"}") != NULL);
    CHECK(strstr(line, "\"adverts\"") == NULL);
    free(line);
    strcpy(now.virtual_servers[1].servers[4].state, "DOWN");
    line = status_change_print(&before, &now);
    CHECK(strstr(line, "10.2.1.4:80") != NULL && strstr(line, "10.2.1.3:80") == NULL);
    CHECK(strstr(line, "10.1.0.1:80/tcp") != NULL && strstr(line, "10.1.0.2:80/tcp") == NULL);
    free(line);
    status_free(&before);
    status_free(&now);
}

static void another_shape_is_said_as_a_whole(void)
{
    struct status before, now;

    fill(&before);
    fill(&now);
    now.instance_count--;
    CHECK(status_change_print(&before, &now) == NULL);
    now.instance_count++;
    strcpy(now.virtual_servers[3].servers[0].address, "10.9.9.9:80");
    CHECK(status_change_print(&before, &now) == NULL);
    status_free(&before);
    status_free(&now);
}

/* Whatever a line says, the status can be freed afterwards. */
static void what_does_not_fit_is_refused(void)
{
    static const char *const lines[] = {
        "",
        "{}",
        "[1]",
        "{\"schema\":1,\"type\":\"status\"}",
        "{\"schema\":2,\"type\":\"status-change\"}",
        "{\"schema\":1,\"type\":\"status-change\",\"instances\":[{\"name\":\"nobody\"}]}",
        "{\"schema\":1,\"type\":\"status-change\",\"instances\":[{\"name\":\"VI_2\"},{\"name\":\"VI_1\"}]}",
        "{\"schema\":1,\"type\":\"status-change\",\"virtual_servers\":[{\"name\":\"10.1.0.0:80/"
        "tcp\",\"servers\":"
        "[{\"address\":\"x\"}]}]}",
        "{\"schema\":1,\"type\":\"status-change\",\"traffic\":{\"active\":\"1 2\"}}",
        "{\"schema\":1,\"type\":\"status-change\",\"adverts\":{\"adverts_sent\":\"1 2 3 4 5 6 x\"}}",
        "{\"schema\":1,\"type\":\"status-change\",\"adverts\":{\"adverts_sent\":\"1 2 3 4 5 6 7 8\"}}",
        "{\"schema\":1,\"type\":\"status-change\",\"adverts\":{\"adverts_sent\":{}}}",
        "{\"schema\":1,\"type\":\"status-change\",\"adverts\":{\"adverts_sent\":\"1 2 3 4 5 6 \"}}",
        "{\"schema\":1,\"type\":\"status-change\",\"adverts\":{\"adverts_sent\":\"1 2  3 4 5 6 7\"}}",
        "{\"schema\":1,\"type\":\"status-change\",\"adverts\":{\"adverts_sent\":\"\"}}",
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct status status;

        fill(&status);
        CHECK(!status_change_apply(lines[i], &status));
        status_free(&status);
    }
}

int main(void)
{
    a_follower_knows_what_the_daemon_knows();
    only_what_changed_is_said();
    another_shape_is_said_as_a_whole();
    what_does_not_fit_is_refused();
    return check_report("status_change");
}
