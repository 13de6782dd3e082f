/* Virtual servers in the status: what is printed is read again. */
#include <stdlib.h>

#include "lib/status.h"
#include "tests/unit/check.h"

static void fill(struct status *status)
{
    struct status_service *service = calloc(1, sizeof(*service));

    *status = (struct status){.router_id = "lb01",
                              .config_format = "yaml",
                              .config_path = "/etc/vrrpd/vrrpd.yaml",
                              .virtual_servers = service,
                              .virtual_server_count = 1};
    status->lvs = (struct status_lvs){.error = "this kernel has no ip_vs",
                                      .requests = 3,
                                      .corrected = 2,
                                      .sync = "backup",
                                      .panic = true,
                                      .counted_age_us = 17};
    *service = (struct status_service){.name = "group 网站",
                                       .protocol = "tcp",
                                       .scheduler = "wrr",
                                       .method = "dr",
                                       .persistence_us = 60000000,
                                       .quorum = 2,
                                       .weight = 1ULL << 40,
                                       .up = true,
                                       .sorry = true,
                                       .instance = "VI_1"};
    service->endpoints = calloc(2, sizeof(*service->endpoints));
    service->endpoint_count = 2;
    strcpy(service->endpoints[0], "192.0.2.1:80/tcp");
    strcpy(service->endpoints[1], "fwmark 3");
    service->servers = calloc(2, sizeof(*service->servers));
    service->server_count = 2;
    service->servers[0] = (struct status_server){
        .address = "[2001:db8::9]:8080",
        .weight = 5,
        .effective_weight = 2,
        .operator_weight = 2,
        .state = "DOWN",
        .in_table = true,
        .since_wall_us = 1795168800123456,
        .check = {.kind = "http", .last = "refused", .reason = "status 503", .latency_us = 0},
        .active = 1,
        .inactive = 2,
        .persistent = 3,
        .connections = 1ULL << 41,
        .bytes_in = 5,
        .bytes_out = 6,
        .connection_rate = 7};
    service->servers[1] = (struct status_server){
        .address = "10.0.0.9:80", .operator_weight = -1, .state = "SORRY", .check = {.latency_us = -1}};
}

static void a_service_of_a_backup_waits(void)
{
    struct status_instance instance = {.name = "VI_1", .state = "BACKUP"};
    struct status_server servers[2] = {{.state = "UP"}, {.state = "DOWN"}};
    struct status_service service = {.instance = "VI_1", .servers = servers, .server_count = 2};
    struct status status = {.instances = &instance, .instance_count = 1};

    CHECK(status_service_waits(&status, &service));
    servers[1].in_table = true;
    CHECK(!status_service_waits(&status, &service));
    servers[1].in_table = false;
    strcpy(instance.state, "MASTER");
    CHECK(!status_service_waits(&status, &service));
    strcpy(instance.state, "BACKUP");
    strcpy(status.lvs.error, "this kernel has no ip_vs");
    CHECK(!status_service_waits(&status, &service));
    strcpy(service.instance, "");
    strcpy(status.lvs.error, "");
    CHECK(!status_service_waits(&status, &service));
}

static void what_is_printed_is_read(void)
{
    struct status in, out;
    char *text;

    fill(&in);
    text = status_print(&in);
    CHECK(text != NULL && status_parse(text, &out));
    CHECK_EQ_INT(out.virtual_server_count, 1);
    CHECK_EQ_STR(out.virtual_servers[0].name, "group 网站");
    CHECK_EQ_STR(out.virtual_servers[0].instance, "VI_1");
    CHECK_EQ_STR(out.virtual_servers[0].endpoints[1], "fwmark 3");
    CHECK_EQ_INT(out.virtual_servers[0].weight, 1LL << 40);
    CHECK(out.virtual_servers[0].up && out.virtual_servers[0].sorry);
    CHECK_EQ_INT(out.virtual_servers[0].server_count, 2);
    CHECK(memcmp(out.virtual_servers[0].servers, in.virtual_servers[0].servers,
                 2 * sizeof(struct status_server)) == 0);
    CHECK_EQ_STR(out.lvs.error, in.lvs.error);
    CHECK_EQ_STR(out.lvs.sync, "backup");
    CHECK(out.lvs.panic && out.lvs.requests == 3 && out.lvs.corrected == 2 && out.lvs.counted_age_us == 17);
    free(text);
    status_free(&in);
    status_free(&out);
}

static void what_is_missing_is_nothing(void)
{
    struct status out;

    CHECK(status_parse("{\"schema\":1,\"type\":\"status\",\"virtual_servers\":[{\"servers\":[{}, 5]}, null]}",
                       &out));
    CHECK_EQ_INT(out.virtual_server_count, 2);
    CHECK_EQ_INT(out.virtual_servers[0].servers[0].operator_weight, -1);
    CHECK_EQ_INT(out.virtual_servers[0].servers[1].check.latency_us, -1);
    CHECK_EQ_INT(out.lvs.counted_age_us, -1);
    status_free(&out);
}

int main(void)
{
    what_is_printed_is_read();
    a_service_of_a_backup_waits();
    what_is_missing_is_nothing();
    return check_report("status_lvs");
}
