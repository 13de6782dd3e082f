/* Routes over netlink; see netlink_route.h. */
#include "vrrpd/os/netlink_route.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/netlink_wire.h"

enum { IPV6_METRIC = 1024 }; /* what the kernel makes of 0 */

static const struct {
    uint8_t kernel;
    enum netlink_route_type type;
} types[] = {
    {RTN_UNICAST, NETLINK_ROUTE_UNICAST},
    {RTN_BLACKHOLE, NETLINK_ROUTE_BLACKHOLE},
    {RTN_UNREACHABLE, NETLINK_ROUTE_UNREACHABLE},
    {RTN_PROHIBIT, NETLINK_ROUTE_PROHIBIT},
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

/* ---- from the kernel ---- */

static enum addr_family family_of(uint8_t family)
{
    if (family == AF_INET)
        return ADDR_IPV4;
    return family == AF_INET6 ? ADDR_IPV6 : ADDR_NONE;
}

static struct addr attribute_addr(const struct nlattr *attribute, enum addr_family family)
{
    struct addr none = {.family = ADDR_NONE};

    if (attribute == NULL || nla_len(attribute) != (family == ADDR_IPV4 ? 4 : 16))
        return none;
    return addr_from_bytes(family, nla_data(attribute));
}

static uint32_t attribute_u32(const struct nlattr *attribute)
{
    return attribute == NULL || nla_len(attribute) < 4 ? 0 : nla_get_u32(attribute);
}

/* RTA_VIA holds a gateway of the other family: IPv6 for an IPv4 route. */
static struct addr read_gateway(struct nlattr *attributes[], enum addr_family family)
{
    const struct addr none = {.family = ADDR_NONE};
    const struct rtvia *via;

    if (attributes[RTA_VIA] == NULL || nla_len(attributes[RTA_VIA]) != sizeof(*via) + 16)
        return attribute_addr(attributes[RTA_GATEWAY], family);
    via = nla_data(attributes[RTA_VIA]);
    return via->rtvia_family == AF_INET6 ? addr_from_bytes(ADDR_IPV6, via->rtvia_addr) : none;
}

static void read_multipath(struct nlattr *multipath, enum addr_family family, struct netlink_route *out)
{
    struct rtnexthop *hop = nla_data(multipath);
    size_t left = (size_t)nla_len(multipath);

    while (left >= sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) && hop->rtnh_len <= left &&
           out->nexthop_count < NETLINK_ROUTE_NEXTHOPS_MAX) {
        struct nlattr *attributes[RTA_MAX + 1] = {NULL};
        struct netlink_nexthop *nexthop = &out->nexthops[out->nexthop_count++];
        size_t step = (hop->rtnh_len + 3U) & ~(size_t)3;

        nla_parse(attributes, RTA_MAX, (struct nlattr *)(void *)(hop + 1), hop->rtnh_len - (int)sizeof(*hop),
                  NULL);
        nexthop->index = hop->rtnh_ifindex;
        nexthop->weight = (uint8_t)(hop->rtnh_hops + 1);
        nexthop->onlink = (hop->rtnh_flags & RTNH_F_ONLINK) != 0;
        nexthop->via = read_gateway(attributes, family);
        if (step >= left)
            return;
        left -= step;
        hop = (struct rtnexthop *)(void *)((char *)hop + step);
    }
}

static void read_nexthops(const struct rtmsg *message, struct nlattr *attributes[], struct netlink_route *out)
{
    enum addr_family family = family_of(message->rtm_family);
    struct netlink_nexthop *only = &out->nexthops[0];

    if (out->type != NETLINK_ROUTE_UNICAST)
        return; /* IPv6 says "lo" here */
    if (attributes[RTA_MULTIPATH] != NULL) {
        read_multipath(attributes[RTA_MULTIPATH], family, out);
        return;
    }
    out->nexthop_count = 1;
    only->via = read_gateway(attributes, family);
    only->index = (int)attribute_u32(attributes[RTA_OIF]);
    only->weight = 1;
    only->onlink = (message->rtm_flags & RTNH_F_ONLINK) != 0;
}

static enum netlink_route_type type_of(uint8_t kernel)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].kernel == kernel)
            return types[i].type;
    return NETLINK_ROUTE_OTHER;
}

static uint8_t kernel_type(enum netlink_route_type type)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i].type == type)
            return types[i].kernel;
    return RTN_UNSPEC;
}

/* Only what carries our mark; the kernel's copies of a route (cache) are none. */
static bool parse(struct nlmsghdr *header, struct nlattr *attributes[], const struct rtmsg **out)
{
    const struct rtmsg *message;

    if (header->nlmsg_type != RTM_NEWROUTE && header->nlmsg_type != RTM_DELROUTE)
        return false;
    if (nlmsg_parse(header, sizeof(*message), attributes, RTA_MAX, NULL) < 0)
        return false;
    *out = message = nlmsg_data(header);
    return message->rtm_protocol == NETLINK_ROUTE_PROTOCOL && !(message->rtm_flags & RTM_F_CLONED) &&
           family_of(message->rtm_family) != ADDR_NONE;
}

static bool read_record(struct nlmsghdr *header, void *record)
{
    struct nlattr *attributes[RTA_MAX + 1], *metrics[RTAX_MAX + 1];
    struct netlink_route *out = record;
    const struct rtmsg *message;
    enum addr_family family;

    if (!parse(header, attributes, &message))
        return false;
    family = family_of(message->rtm_family);
    memset(out, 0, sizeof(*out));
    out->type = type_of(message->rtm_type);
    out->destination = attribute_addr(attributes[RTA_DST], family);
    out->destination.family = (uint8_t)family; /* the default route has none */
    out->prefix_length = message->rtm_dst_len;
    out->source = attribute_addr(attributes[RTA_PREFSRC], family);
    out->table = attributes[RTA_TABLE] != NULL ? attribute_u32(attributes[RTA_TABLE]) : message->rtm_table;
    out->metric = attribute_u32(attributes[RTA_PRIORITY]);
    out->scope = message->rtm_scope;
    if (attributes[RTA_METRICS] != NULL &&
        nla_parse_nested(metrics, RTAX_MAX, attributes[RTA_METRICS], NULL) == 0)
        out->mtu = attribute_u32(metrics[RTAX_MTU]);
    read_nexthops(message, attributes, out);
    return true;
}

/* The kernel passes on only our own routes: a router's whole table may be a million of them. */
static int list_family(struct netlink *netlink, unsigned char family, struct netlink_list *list)
{
    const struct rtmsg header = {.rtm_family = family, .rtm_protocol = NETLINK_ROUTE_PROTOCOL};
    const struct netlink_query query = {
        .type = RTM_GETROUTE, .header = &header, .header_size = sizeof(header)};

    return netlink_dump_query(netlink, &query, read_record, list);
}

int netlink_route_list(struct netlink *netlink, struct netlink_route **out, size_t *count)
{
    struct netlink_list ipv4 = {.size = sizeof(**out)}, ipv6 = {.size = sizeof(**out)};
    int error = list_family(netlink, AF_INET, &ipv4);
    struct netlink_route *all = NULL;

    if (error == 0)
        error = list_family(netlink, AF_INET6, &ipv6);
    if (error == 0) {
        all = calloc(ipv4.count + ipv6.count + 1, sizeof(*all));
        error = all == NULL ? -ENOMEM : 0;
    }
    *out = all;
    *count = error == 0 ? ipv4.count + ipv6.count : 0;
    if (error == 0 && ipv4.count > 0)
        memcpy(all, ipv4.items, ipv4.count * sizeof(*all));
    if (error == 0 && ipv6.count > 0)
        memcpy(all + ipv4.count, ipv6.items, ipv6.count * sizeof(*all));
    free(ipv4.items);
    free(ipv6.items);
    return error;
}

/* ---- to the kernel ---- */

static void put_addr(struct nl_msg *message, int attribute, const struct addr *address)
{
    if (address->family != ADDR_NONE)
        nla_put(message, attribute, (int)addr_size(address), address->bytes);
}

/* A gateway of the other family goes into RTA_VIA. */
static void put_gateway(struct nl_msg *message, const struct addr *gateway, uint8_t family)
{
    struct {
        uint16_t family;
        uint8_t bytes[16];
    } via = {.family = AF_INET6};

    if (gateway->family == ADDR_NONE || gateway->family == family) {
        put_addr(message, RTA_GATEWAY, gateway);
        return;
    }
    memcpy(via.bytes, gateway->bytes, sizeof(via.bytes));
    nla_put(message, RTA_VIA, sizeof(via), &via);
}

static void put_multipath(struct nl_msg *message, const struct netlink_route *route)
{
    struct nlattr *multipath = nla_nest_start(message, RTA_MULTIPATH);

    for (size_t i = 0; i < route->nexthop_count && multipath != NULL; i++) {
        const struct netlink_nexthop *nexthop = &route->nexthops[i];
        struct rtnexthop *hop = nlmsg_reserve(message, sizeof(*hop), NLMSG_ALIGNTO);

        if (hop == NULL)
            return;
        *hop = (struct rtnexthop){.rtnh_flags = nexthop->onlink ? RTNH_F_ONLINK : 0,
                                  .rtnh_hops = (unsigned char)(nexthop->weight - 1),
                                  .rtnh_ifindex = nexthop->index};
        put_gateway(message, &nexthop->via, route->destination.family);
        hop->rtnh_len = (unsigned short)((char *)nlmsg_tail(nlmsg_hdr(message)) - (char *)hop);
    }
    if (multipath != NULL)
        nla_nest_end(message, multipath);
}

static void put_nexthops(struct nl_msg *message, struct rtmsg *header, const struct netlink_route *route)
{
    if (route->nexthop_count > 1) {
        put_multipath(message, route);
        return;
    }
    if (route->nexthop_count == 0)
        return;
    put_gateway(message, &route->nexthops[0].via, route->destination.family);
    if (route->nexthops[0].index != 0)
        nla_put_u32(message, RTA_OIF, (uint32_t)route->nexthops[0].index);
    if (route->nexthops[0].onlink)
        header->rtm_flags |= RTNH_F_ONLINK;
}

/* A gateway makes a route global, a link alone makes it one of the link; IPv6 has no scopes. */
static uint8_t scope_of(const struct netlink_route *route)
{
    if (route->scope != NETLINK_ROUTE_SCOPE_DEFAULT)
        return route->scope;
    if (route->destination.family == ADDR_IPV6 || route->nexthop_count != 1 ||
        route->nexthops[0].via.family != ADDR_NONE)
        return RT_SCOPE_UNIVERSE;
    return RT_SCOPE_LINK;
}

static void put_metrics(struct nl_msg *message, const struct netlink_route *route)
{
    struct nlattr *metrics = nla_nest_start(message, RTA_METRICS);

    if (metrics == NULL)
        return;
    nla_put_u32(message, RTAX_MTU, route->mtu);
    nla_nest_end(message, metrics);
}

static struct nl_msg *build(const struct netlink_route_change *change)
{
    const struct netlink_route *route = &change->route;
    struct nl_msg *message = nlmsg_alloc_simple(change->add ? RTM_NEWROUTE : RTM_DELROUTE,
                                                change->add ? NLM_F_CREATE | NLM_F_EXCL : 0);
    struct rtmsg header = {.rtm_family = route->destination.family == ADDR_IPV4 ? AF_INET : AF_INET6,
                           .rtm_dst_len = route->prefix_length,
                           .rtm_protocol = NETLINK_ROUTE_PROTOCOL,
                           .rtm_scope = change->add ? scope_of(route) : RT_SCOPE_NOWHERE,
                           .rtm_type = kernel_type(route->type)};

    if (message == NULL)
        return NULL;
    nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO);
    if (route->prefix_length > 0)
        put_addr(message, RTA_DST, &route->destination);
    nla_put_u32(message, RTA_TABLE, route->table == 0 ? RT_TABLE_MAIN : route->table);
    if (route->metric != 0)
        nla_put_u32(message, RTA_PRIORITY, route->metric);
    if (change->add) {
        put_addr(message, RTA_PREFSRC, &route->source);
        if (route->mtu != 0)
            put_metrics(message, route);
        put_nexthops(message, nlmsg_data(nlmsg_hdr(message)), route);
    }
    return message;
}

static int apply_some(struct netlink *netlink, struct netlink_route_change *changes, size_t count)
{
    struct nl_msg *messages[NETLINK_BATCH_MAX] = {NULL};
    int results[NETLINK_BATCH_MAX];
    int error = 0;

    for (size_t i = 0; i < count; i++) {
        messages[i] = build(&changes[i]);
        if (messages[i] == NULL)
            error = -ENOMEM;
    }
    if (error == 0)
        error = netlink_transact(netlink, messages, count, results);
    for (size_t i = 0; i < count; i++) {
        changes[i].result = error < 0 ? error : results[i];
        if (!changes[i].add && changes[i].result == -ESRCH)
            changes[i].result = 0; /* gone already */
        nlmsg_free(messages[i]);
    }
    return error;
}

int netlink_route_apply(struct netlink *netlink, struct netlink_route_change *changes, size_t count)
{
    int first_error = 0;

    for (size_t done = 0; done < count; done += NETLINK_BATCH_MAX) {
        size_t some = count - done < NETLINK_BATCH_MAX ? count - done : NETLINK_BATCH_MAX;
        int error = apply_some(netlink, changes + done, some);

        if (first_error == 0)
            first_error = error;
    }
    return first_error;
}

/* ---- comparing ---- */

static uint32_t metric_of(const struct netlink_route *route)
{
    return route->metric == 0 && route->destination.family == ADDR_IPV6 ? IPV6_METRIC : route->metric;
}

static uint32_t table_of(const struct netlink_route *route)
{
    return route->table == 0 ? RT_TABLE_MAIN : route->table;
}

static bool same_nexthop(const struct netlink_nexthop *wanted, const struct netlink_nexthop *found,
                         bool one_of_several)
{
    return addr_equal(&wanted->via, &found->via) && (wanted->index == 0 || wanted->index == found->index) &&
           (!one_of_several || wanted->weight == found->weight) && wanted->onlink == found->onlink;
}

bool netlink_route_same(const struct netlink_route *wanted, const struct netlink_route *found)
{
    if (wanted->type != found->type || wanted->prefix_length != found->prefix_length ||
        !addr_equal(&wanted->destination, &found->destination) ||
        !addr_equal(&wanted->source, &found->source) || metric_of(wanted) != metric_of(found) ||
        table_of(wanted) != found->table || wanted->mtu != found->mtu ||
        wanted->nexthop_count != found->nexthop_count)
        return false;
    for (size_t i = 0; i < wanted->nexthop_count; i++)
        if (!same_nexthop(&wanted->nexthops[i], &found->nexthops[i], wanted->nexthop_count > 1))
            return false;
    return true;
}

/* ---- hearing ---- */

void netlink_route_key(const struct netlink_route *route, char key[NETLINK_ROUTE_KEY_MAX])
{
    char destination[ADDR_TEXT_MAX];

    snprintf(key, NETLINK_ROUTE_KEY_MAX, "route %s/%u table %u metric %u",
             addr_format(&route->destination, destination), route->prefix_length, table_of(route),
             metric_of(route));
}

int netlink_route_listen(struct netlink *monitor)
{
    static const int groups[] = {RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE,
                                 RTNLGRP_IPV6_RULE};
    int error = 0;

    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]) && error == 0; i++)
        error = netlink_join(monitor, groups[i]);
    return error;
}

bool netlink_route_lost(void *message)
{
    struct nlmsghdr *header = message;
    struct nlattr *attributes[RTA_MAX + 1];
    const struct rtmsg *route;

    return header->nlmsg_type == RTM_DELROUTE && parse(header, attributes, &route);
}
