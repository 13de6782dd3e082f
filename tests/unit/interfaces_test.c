/* vrrpd/vrrp/interfaces: every process of one configuration numbers the interfaces alike. */
#include <stdlib.h>

#include "tests/unit/sample.h"
#include "vrrpd/vrrp/interfaces.h"

static void order_of_first_use(void)
{
    struct conf *conf = sample_conf(
        "instances:\n"
        "  a: {interface: eth1, vrid: 1, addresses: [10.9.1.1/24, {address: 10.9.2.1/24, dev: eth2}]}\n"
        "  b: {interface: eth0, vrid: 2, addresses: [10.9.0.1/24], excluded: [{address: 10.9.3.1/24, dev: "
        "eth3}]}\n"
        "  c: {interface: eth1, vrid: 3, addresses: [{address: 10.9.4.1/24, dev: eth0}]}\n");
    static const char *const want[] = {"eth1", "eth2", "eth0", "eth3"};
    struct interfaces *interfaces = malloc(sizeof(*interfaces));

    CHECK(interfaces_collect(interfaces, conf));
    CHECK_EQ_INT(interfaces->count, 4);
    for (size_t i = 0; i < 4; i++) {
        CHECK_EQ_STR(interfaces->names[i], want[i]);
        CHECK_EQ_INT(interfaces_find(interfaces, want[i]), i);
    }
    CHECK_EQ_INT(interfaces_find(interfaces, "eth4"), -1);
    CHECK_EQ_INT(interfaces_find(interfaces, ""), -1);
    CHECK(interfaces_collect(interfaces, conf)); /* again, from the start */
    CHECK_EQ_INT(interfaces->count, 4);
    free(interfaces);
    conf_free(conf);
}

/* The base of a virtual MAC comes before it, what is only tracked or only routed through comes last, and
 * nothing twice. */
static void virtual_macs_and_tracked_interfaces(void)
{
    struct conf *conf = conf_new(CONF_FORMAT_YAML, "x");
    struct interfaces *interfaces = malloc(sizeof(*interfaces));
    static const char *const want[] = {"eth0", "vrrp.51", "eth1", "eth2", "eth7"};
    struct conf_route route = {.nexthops = {{.interface = ""}, {.interface = "eth7"}}, .nexthop_count = 2};
    static char *const tracked[] = {"eth2", "eth0"};

    conf->instances = conf_append(conf, conf->instances, &conf->instance_count, sizeof(*conf->instances));
    conf->instances = conf_append(conf, conf->instances, &conf->instance_count, sizeof(*conf->instances));
    conf->instances[0] = (struct conf_instance){
        .interface = "eth0", .vmac = true, .vmac_interface = "vrrp.51", .routes = &route, .route_count = 1};
    conf->instances[1] = (struct conf_instance){.interface = "eth1", .vmac_interface = "vrrp.52"};
    for (size_t i = 0; i < 2; i++) {
        conf->trackers = conf_append(conf, conf->trackers, &conf->tracker_count, sizeof(*conf->trackers));
        conf->trackers[i] = (struct conf_tracker){.kind = CONF_TRACK_INTERFACE, .name = tracked[i]};
    }
    conf->trackers = conf_append(conf, conf->trackers, &conf->tracker_count, sizeof(*conf->trackers));
    conf->trackers[2] = (struct conf_tracker){.kind = CONF_TRACK_SCRIPT, .name = "eth9"};
    CHECK(interfaces_collect(interfaces, conf));
    CHECK_EQ_INT(interfaces->count, 5);
    for (size_t i = 0; i < 5; i++)
        CHECK_EQ_STR(interfaces->names[i], want[i]);
    free(interfaces);
    conf_free(conf);
}

static void too_many_are_refused(void)
{
    struct conf *conf = conf_new(CONF_FORMAT_YAML, "x");
    struct interfaces *interfaces = malloc(sizeof(*interfaces));

    for (int i = 0; i <= CONF_INTERFACES_MAX; i++) {
        conf->instances = conf_append(conf, conf->instances, &conf->instance_count, sizeof(*conf->instances));
        snprintf(conf->instances[i].interface, CONF_INTERFACE_MAX, "eth%d", i);
        CHECK(interfaces_collect(interfaces, conf) == (i < CONF_INTERFACES_MAX));
    }
    free(interfaces);
    conf_free(conf);
}

int main(void)
{
    order_of_first_use();
    virtual_macs_and_tracked_interfaces();
    too_many_are_refused();
    return check_report("interfaces");
}
