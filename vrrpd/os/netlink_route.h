/* Routes that a vrrpd put into the kernel, known by their protocol mark: list, add and remove many at once.
 * Never sees, changes or replaces a route of anybody else. */
#ifndef VRRPD_OS_NETLINK_ROUTE_H
#define VRRPD_OS_NETLINK_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/netlink.h"

enum {
    NETLINK_ROUTE_PROTOCOL = 112, /* RTPROT of what vrrpd added: VRRP's IP protocol number */
    NETLINK_ROUTE_NEXTHOPS_MAX = 8,
    NETLINK_ROUTE_SCOPE_DEFAULT = 255,
    NETLINK_ROUTE_KEY_MAX = 96,
};

enum netlink_route_type {
    NETLINK_ROUTE_UNICAST,
    NETLINK_ROUTE_BLACKHOLE,
    NETLINK_ROUTE_UNREACHABLE,
    NETLINK_ROUTE_PROHIBIT,
    NETLINK_ROUTE_OTHER,
};

struct netlink_nexthop {
    struct addr via; /* ADDR_NONE: on the link */
    int index;       /* of the interface; 0: the kernel finds it */
    uint8_t weight;  /* 1..255; of several */
    bool onlink;
};

struct netlink_route {
    enum netlink_route_type type;
    struct addr destination;
    uint8_t prefix_length;
    struct addr source; /* preferred; ADDR_NONE: none */
    uint32_t table;     /* 0: main */
    uint32_t metric;    /* 0: the kernel's default */
    uint32_t mtu;       /* 0: none */
    uint8_t scope;
    struct netlink_nexthop nexthops[NETLINK_ROUTE_NEXTHOPS_MAX];
    size_t nexthop_count;
};

/* One wish and, afterwards, what came of it. */
struct netlink_route_change {
    bool add; /* else remove */
    struct netlink_route route;
    int result; /* 0; negative errno (-EEXIST: somebody else's route is in the way) */
};

/* All routes with our mark, of both families; the caller frees *out. 0 or negative errno. */
int netlink_route_list(struct netlink *netlink, struct netlink_route **out, size_t *count);

/* Carries out the changes in order, many a datagram; each has its result. 0, or negative errno when answers
 * were lost and the caller must list again. */
int netlink_route_apply(struct netlink *netlink, struct netlink_route_change *changes, size_t count);

/* True when `found`, as the kernel tells it, is what `wanted` asked for. */
bool netlink_route_same(const struct netlink_route *wanted, const struct netlink_route *found);

/* What no two routes of the kernel have in common, as a text: the same for a wish and for what became of it.
 */
void netlink_route_key(const struct netlink_route *route, char key[NETLINK_ROUTE_KEY_MAX]);

/* Lets a monitor hear routes and rules. 0 or negative errno. */
int netlink_route_listen(struct netlink *monitor);

/* For other netlink files: `message` (header first) says that a route of ours is gone. */
bool netlink_route_lost(void *message);

#endif
