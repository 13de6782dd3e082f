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
    too_many_are_refused();
    return check_report("interfaces");
}
