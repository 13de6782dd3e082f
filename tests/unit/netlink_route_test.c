/* vrrpd/os/netlink_route and netlink_rule against the kernel, in a network namespace of its own: what was
 * added is found as it was wished for, and nobody else's is seen, replaced or removed. */
#include "vrrpd/os/netlink_route.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/netlink_addr.h"
#include "tests/unit/sample.h"
#include "vrrpd/os/netlink_rule.h"

enum { LO_INDEX = 1, TABLE = 5000 };

static struct netlink *netlink;

static bool own_network(void)
{
    struct ifreq request = {.ifr_flags = IFF_UP};
    struct netlink_addr_change change = {
        .add = true,
        .address = {.interface_index = LO_INDEX, .address = sample_addr("10.9.0.1"), .prefix_length = 24}};
    int fd;

    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return false;
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    strcpy(request.ifr_name, "lo");
    CHECK_EQ_INT(ioctl(fd, SIOCSIFFLAGS, &request), 0);
    close(fd);
    CHECK_EQ_INT(netlink_open(&netlink), 0);
    return netlink_addr_apply(netlink, &change, 1) == 0 && change.result == 0;
}

static struct netlink_route route_to(const char *destination, uint8_t prefix_length)
{
    return (struct netlink_route){.destination = sample_addr(destination),
                                  .prefix_length = prefix_length,
                                  .scope = NETLINK_ROUTE_SCOPE_DEFAULT};
}

static int change_route(bool add, const struct netlink_route *route)
{
    struct netlink_route_change change = {.add = add, .route = *route};

    CHECK_EQ_INT(netlink_route_apply(netlink, &change, 1), 0);
    return change.result;
}

static size_t found(const struct netlink_route *wanted)
{
    struct netlink_route *routes;
    size_t count, hits = 0;

    CHECK_EQ_INT(netlink_route_list(netlink, &routes, &count), 0);
    for (size_t i = 0; i < count; i++) {
        char a[NETLINK_ROUTE_KEY_MAX], b[NETLINK_ROUTE_KEY_MAX];

        if (!netlink_route_same(wanted, &routes[i]))
            continue;
        netlink_route_key(wanted, a);
        netlink_route_key(&routes[i], b);
        CHECK_EQ_STR(a, b);
        hits++;
    }
    free(routes);
    return hits;
}

static void comes_and_goes(const struct netlink_route *route)
{
    CHECK_EQ_INT(found(route), 0);
    CHECK_EQ_INT(change_route(true, route), 0);
    CHECK_EQ_INT(found(route), 1);
    CHECK_EQ_INT(change_route(true, route), -EEXIST);
    CHECK_EQ_INT(change_route(false, route), 0);
    CHECK_EQ_INT(found(route), 0);
    CHECK_EQ_INT(change_route(false, route), 0);
}

static void every_kind_of_route(void)
{
    static const char *const destinations[] = {"192.0.2.0", "2001:db8:1::"};

    for (size_t i = 0; i < 2; i++) {
        uint8_t length = i == 0 ? 24 : 48;

        for (int type = NETLINK_ROUTE_UNICAST; type < NETLINK_ROUTE_OTHER; type++) {
            struct netlink_route route = route_to(destinations[i], length);

            route.type = (enum netlink_route_type)type;
            if (type == NETLINK_ROUTE_UNICAST)
                route.nexthops[route.nexthop_count++] = (struct netlink_nexthop){.index = LO_INDEX};
            comes_and_goes(&route);
            route.table = TABLE;
            route.metric = 77;
            comes_and_goes(&route);
        }
    }
}

static void routes_with_everything(void)
{
    struct netlink_route route = route_to("192.0.2.0", 24);
    struct netlink_route any = route_to("0.0.0.0", 0);

    route.source = sample_addr("10.9.0.1");
    route.mtu = 1400;
    route.nexthop_count = 1;
    route.nexthops[0] =
        (struct netlink_nexthop){.via = sample_addr("172.16.0.7"), .index = LO_INDEX, .onlink = true};
    comes_and_goes(&route);
    route.nexthop_count = 2;
    route.nexthops[0].weight = 3;
    route.nexthops[1] = (struct netlink_nexthop){
        .via = sample_addr("172.16.0.8"), .index = LO_INDEX, .weight = 1, .onlink = true};
    comes_and_goes(&route);
    any.nexthop_count = 1;
    any.nexthops[0] = (struct netlink_nexthop){.index = LO_INDEX};
    comes_and_goes(&any);
    any.destination = sample_addr("::");
    comes_and_goes(&any);
}

static void what_differs_is_not_the_same(void)
{
    struct netlink_route route = route_to("192.0.2.0", 24), other;

    route.nexthop_count = 1;
    route.nexthops[0] = (struct netlink_nexthop){.index = LO_INDEX};
    CHECK_EQ_INT(change_route(true, &route), 0);
    other = route;
    other.mtu = 1400;
    CHECK_EQ_INT(found(&other), 0);
    other = route;
    other.metric = 1;
    CHECK_EQ_INT(found(&other), 0);
    other = route;
    other.source = sample_addr("10.9.0.1");
    CHECK_EQ_INT(found(&other), 0);
    other = route;
    other.nexthops[0].via = sample_addr("10.9.0.7");
    CHECK_EQ_INT(found(&other), 0);
    other = route;
    other.nexthops[0].index = 0; /* the kernel was to find it */
    CHECK_EQ_INT(found(&other), 1);
    CHECK_EQ_INT(change_route(false, &route), 0);
}

/* The connected route of 10.9.0.1/24 is the kernel's own. */
static void nobody_elses_route_is_touched(void)
{
    struct netlink_route route = route_to("10.9.0.1", 32);
    struct netlink_route *routes;
    size_t count;

    route.table = 255; /* local */
    CHECK(change_route(false, &route) == 0);
    CHECK_EQ_INT(netlink_route_list(netlink, &routes, &count), 0);
    CHECK_EQ_INT(count, 0);
    free(routes);
    CHECK_EQ_INT(system("ip -4 route show table local 10.9.0.1 | grep -q ."), 0);
}

static size_t rules_like(const struct netlink_rule *wanted)
{
    struct netlink_rule *rules;
    size_t count, hits = 0;

    CHECK_EQ_INT(netlink_rule_list(netlink, &rules, &count), 0);
    for (size_t i = 0; i < count; i++) {
        char a[NETLINK_RULE_KEY_MAX], b[NETLINK_RULE_KEY_MAX];

        if (!netlink_rule_same(wanted, &rules[i]))
            continue;
        netlink_rule_key(wanted, a);
        netlink_rule_key(&rules[i], b);
        CHECK_EQ_STR(a, b);
        hits++;
    }
    free(rules);
    return hits;
}

static void a_rule_comes_and_goes(const struct netlink_rule *rule)
{
    struct netlink_rule_change change = {.add = true, .rule = *rule};

    CHECK_EQ_INT(rules_like(rule), 0);
    CHECK_EQ_INT(netlink_rule_apply(netlink, &change, 1), 0);
    CHECK_EQ_INT(change.result, 0);
    CHECK_EQ_INT(rules_like(rule), 1);
    change.add = false;
    CHECK_EQ_INT(netlink_rule_apply(netlink, &change, 1), 0);
    CHECK_EQ_INT(change.result, 0);
    CHECK_EQ_INT(rules_like(rule), 0);
}

static void every_kind_of_rule(void)
{
    struct netlink_rule rule = {.family = ADDR_IPV4, .table = TABLE};

    rule.from = sample_addr("10.9.0.0");
    rule.from_length = 24;
    a_rule_comes_and_goes(&rule);
    rule.has_preference = true;
    rule.preference = 300;
    rule.inverted = true;
    strcpy(rule.input, "lo");
    rule.mark = 4;
    rule.mark_mask = 0xFF;
    a_rule_comes_and_goes(&rule);
    rule.type = NETLINK_ROUTE_PROHIBIT;
    a_rule_comes_and_goes(&rule);
    rule = (struct netlink_rule){.family = ADDR_IPV6, .to = sample_addr("2001:db8::"), .to_length = 32};
    a_rule_comes_and_goes(&rule);
}

int main(void)
{
    if (!own_network()) {
        printf("skipped: no network namespace here\n");
        return 0;
    }
    every_kind_of_route();
    routes_with_everything();
    what_differs_is_not_the_same();
    nobody_elses_route_is_touched();
    every_kind_of_rule();
    netlink_free(netlink);
    return check_report("netlink_route");
}
