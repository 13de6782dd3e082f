/* Addresses of the kernel's interfaces: list them, add and remove many at once. */
#ifndef LIB_NETLINK_ADDR_H
#define LIB_NETLINK_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    NETLINK_ADDR_LABEL_MAX = 16,
    NETLINK_ADDR_PROTOCOL = 112, /* IFA_PROTO of what vrrpd added: VRRP's IP protocol number */
};

struct netlink;
struct nlmsghdr;

struct netlink_addr {
    int interface_index;
    struct addr address;
    struct addr broadcast; /* ADDR_NONE: none */
    uint8_t prefix_length;
    uint8_t scope;
    uint8_t protocol;     /* who added it; 0 where the kernel does not know (before 5.18) */
    bool secondary;       /* another address of its subnet came first */
    bool tentative;       /* IPv6: duplicate address detection is not over */
    bool duplicate;       /* IPv6: it found another holder; the address is there and useless */
    bool no_detection;    /* IPv6, when adding: usable at once */
    bool deprecated;      /* IPv6: never chosen as a source by itself */
    bool no_prefix_route; /* IPv6, when adding: its subnet is another address's business */
    bool permanent;       /* when listed: the kernel never removes it by itself */
    uint32_t lifetime_s;  /* when adding: the kernel removes it after so long, up to 1 s late; 0: never */
    char label[NETLINK_ADDR_LABEL_MAX];
};

/* One wish and, afterwards, what came of it. */
struct netlink_addr_change {
    bool add; /* else remove */
    struct netlink_addr address;
    int result; /* 0, also when it was already so; negative errno */
};

/* All addresses of all interfaces; the caller frees *out. 0 or negative errno. */
int netlink_addr_list(struct netlink *netlink, struct netlink_addr **out, size_t *count);

/* Adding what is there already gives it all these attributes anew. Carries out the changes in order, many a
 * datagram; each has its result. 0, or negative errno when answers were lost and the caller must list again
 * to know where it stands. */
int netlink_addr_apply(struct netlink *netlink, struct netlink_addr_change *changes, size_t count);

/* For other netlink files: reads an RTM_NEWADDR or RTM_DELADDR message. False when it is neither. */
bool netlink_addr_read(struct nlmsghdr *header, struct netlink_addr *out);

#endif
