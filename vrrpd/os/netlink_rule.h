/* Policy rules that a vrrpd put into the kernel, known by their protocol mark. Never touches anybody else's.
 */
#ifndef VRRPD_OS_NETLINK_RULE_H
#define VRRPD_OS_NETLINK_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/netlink.h"
#include "vrrpd/os/netlink_route.h"

enum { NETLINK_RULE_NAME_MAX = 16, NETLINK_RULE_KEY_MAX = 256 };

struct netlink_rule {
    uint8_t family;
    struct addr from, to; /* ADDR_NONE: any */
    uint8_t from_length, to_length;
    char input[NETLINK_RULE_NAME_MAX], output[NETLINK_RULE_NAME_MAX]; /* "": any */
    uint32_t mark, mark_mask;                                         /* mask 0: any */
    uint8_t tos;
    bool inverted;
    bool has_preference; /* else the kernel chooses */
    uint32_t preference;
    enum netlink_route_type type; /* UNICAST: look into `table` */
    uint32_t table;
};

/* One wish and, afterwards, what came of it. */
struct netlink_rule_change {
    bool add; /* else remove */
    struct netlink_rule rule;
    int result; /* 0 or negative errno */
};

/* All rules with our mark, of both families; the caller frees *out. 0 or negative errno. */
int netlink_rule_list(struct netlink *netlink, struct netlink_rule **out, size_t *count);

/* Carries out the changes in order; each has its result. 0, or negative errno when answers were lost. */
int netlink_rule_apply(struct netlink *netlink, struct netlink_rule_change *changes, size_t count);

/* True when `found`, as the kernel tells it, is what `wanted` asked for. */
bool netlink_rule_same(const struct netlink_rule *wanted, const struct netlink_rule *found);

/* What it selects and where that leads, as a text: the same for a wish and for what became of it. */
void netlink_rule_key(const struct netlink_rule *rule, char key[NETLINK_RULE_KEY_MAX]);

/* For other netlink files: `message` (header first) says that a rule of ours is gone. */
bool netlink_rule_lost(void *message);

#endif
