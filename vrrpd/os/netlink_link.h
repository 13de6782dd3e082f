/* Interfaces as the kernel has them, and the ear for changes of links and addresses. */
#ifndef VRRPD_OS_NETLINK_LINK_H
#define VRRPD_OS_NETLINK_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/netlink.h"

enum { NETLINK_LINK_NAME_MAX = 16, NETLINK_LINK_MAC_MAX = 6, NETLINK_LINK_ROUTES = -1 };

struct netlink_link {
    int index;
    char name[NETLINK_LINK_NAME_MAX];
    bool up;      /* administratively */
    bool running; /* ... and with carrier */
    bool has_mac; /* Ethernet: 6 bytes */
    uint8_t mac[NETLINK_LINK_MAC_MAX];
    uint32_t mtu;
    bool macvlan;
    bool bridge_mode; /* of a macvlan */
    int parent_index; /* of a link on top of another, else 0 */
};

/* A macvlan to be made. */
struct netlink_macvlan {
    char name[NETLINK_LINK_NAME_MAX];
    int parent_index;
    uint8_t mac[NETLINK_LINK_MAC_MAX];
    uint32_t mtu;
};

/* All links; the caller frees *out. 0 or negative errno. */
int netlink_link_list(struct netlink *netlink, struct netlink_link **out, size_t *count);

/* Makes a macvlan in bridge mode, not up yet. 0 or negative errno. (In private mode the interface below would
 * not hear another machine that sends from the same MAC, as the master of a virtual MAC does.) */
int netlink_link_add_macvlan(struct netlink *netlink, const struct netlink_macvlan *macvlan);

/* Puts a macvlan that is there into bridge mode. 0 or negative errno. */
int netlink_link_set_bridge_mode(struct netlink *netlink, int index);

/* Brings a link up. 0 or negative errno. */
int netlink_link_set_up(struct netlink *netlink, int index);

/* Removes a link; one that is gone already is fine. 0 or negative errno. */
int netlink_link_remove(struct netlink *netlink, int index);

struct netlink_addr;

/* One change heard. */
struct netlink_link_change {
    int index;        /* of the link; NETLINK_LINK_ROUTES: one of our routes or rules is gone */
    const char *name; /* of the link, "" when the message had none */
    const struct netlink_addr
        *address; /* that is there, new or as before; NULL: this is about something else */
};

typedef void netlink_link_changed(void *context, const struct netlink_link_change *change);

/* Reads all changes that a monitor heard. 0, or -ENOBUFS when some were lost. */
int netlink_link_hear(struct netlink *monitor, netlink_link_changed *changed, void *context);

#endif
