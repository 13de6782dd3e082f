/* Links over netlink; see netlink_link.h. */
#include "vrrpd/os/netlink_link.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/netlink_addr.h"
#include "lib/netlink_wire.h"

/* linux/if.h has it, but cannot be included beside net/if.h. */
enum { LINK_LOWER_UP = 0x10000 };

struct ear {
    netlink_link_changed *changed;
    void *context;
};

static bool read_link(struct nlmsghdr *header, struct netlink_link *out)
{
    struct nlattr *attributes[IFLA_MAX + 1];
    const struct ifinfomsg *message;
    const struct nlattr *mac;

    if (header->nlmsg_type != RTM_NEWLINK && header->nlmsg_type != RTM_DELLINK)
        return false;
    if (nlmsg_parse(header, sizeof(*message), attributes, IFLA_MAX, NULL) < 0 ||
        attributes[IFLA_IFNAME] == NULL)
        return false;
    message = nlmsg_data(header);
    memset(out, 0, sizeof(*out));
    out->index = message->ifi_index;
    out->running = (message->ifi_flags & IFF_UP) && (message->ifi_flags & LINK_LOWER_UP) &&
                   (message->ifi_flags & IFF_RUNNING);
    nla_strlcpy(out->name, attributes[IFLA_IFNAME], sizeof(out->name));
    if (attributes[IFLA_MTU] != NULL)
        out->mtu = nla_get_u32(attributes[IFLA_MTU]);
    mac = attributes[IFLA_ADDRESS];
    out->has_mac = message->ifi_type == ARPHRD_ETHER && mac != NULL && nla_len(mac) == NETLINK_LINK_MAC_MAX;
    if (out->has_mac)
        memcpy(out->mac, nla_data(mac), NETLINK_LINK_MAC_MAX);
    return true;
}

static bool read_record(struct nlmsghdr *header, void *record)
{
    return read_link(header, record);
}

int netlink_link_list(struct netlink *netlink, struct netlink_link **out, size_t *count)
{
    struct netlink_list list = {.size = sizeof(**out)};
    int error = netlink_dump(netlink, RTM_GETLINK, read_record, &list);

    *out = list.items;
    *count = list.count;
    return error;
}

static void hear(void *context, struct nlmsghdr *header)
{
    const struct ear *ear = context;
    struct netlink_link link;
    struct netlink_addr address;

    if (read_link(header, &link))
        ear->changed(ear->context, link.index, link.name);
    else if (netlink_addr_read(header, &address))
        ear->changed(ear->context, address.interface_index, "");
}

int netlink_link_hear(struct netlink *monitor, netlink_link_changed *changed, void *context)
{
    struct ear ear = {.changed = changed, .context = context};

    return netlink_drain(monitor, hear, &ear);
}
