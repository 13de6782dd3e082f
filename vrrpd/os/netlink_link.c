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
#include "vrrpd/os/netlink_route.h"
#include "vrrpd/os/netlink_rule.h"

/* linux/if.h has it, but cannot be included beside net/if.h. */
enum { LINK_LOWER_UP = 0x10000 };

struct ear {
    netlink_link_changed *changed;
    void *context;
};

static void read_kind(struct nlattr *attributes[], struct netlink_link *out)
{
    struct nlattr *info[IFLA_INFO_MAX + 1], *data[IFLA_MACVLAN_MAX + 1];

    if (attributes[IFLA_LINK] != NULL && attributes[IFLA_LINK_NETNSID] == NULL)
        out->parent_index = (int)nla_get_u32(attributes[IFLA_LINK]);
    if (attributes[IFLA_LINKINFO] == NULL ||
        nla_parse_nested(info, IFLA_INFO_MAX, attributes[IFLA_LINKINFO], NULL) < 0 ||
        info[IFLA_INFO_KIND] == NULL)
        return;
    out->macvlan = nla_strcmp(info[IFLA_INFO_KIND], "macvlan") == 0;
    if (out->macvlan && info[IFLA_INFO_DATA] != NULL &&
        nla_parse_nested(data, IFLA_MACVLAN_MAX, info[IFLA_INFO_DATA], NULL) == 0 &&
        data[IFLA_MACVLAN_MODE] != NULL)
        out->bridge_mode = nla_get_u32(data[IFLA_MACVLAN_MODE]) == MACVLAN_MODE_BRIDGE;
}

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
    out->up = (message->ifi_flags & IFF_UP) != 0;
    out->running = out->up && (message->ifi_flags & LINK_LOWER_UP) && (message->ifi_flags & IFF_RUNNING);
    nla_strlcpy(out->name, attributes[IFLA_IFNAME], sizeof(out->name));
    if (attributes[IFLA_MTU] != NULL)
        out->mtu = nla_get_u32(attributes[IFLA_MTU]);
    mac = attributes[IFLA_ADDRESS];
    out->has_mac = message->ifi_type == ARPHRD_ETHER && mac != NULL && nla_len(mac) == NETLINK_LINK_MAC_MAX;
    if (out->has_mac)
        memcpy(out->mac, nla_data(mac), NETLINK_LINK_MAC_MAX);
    read_kind(attributes, out);
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

static int ask(struct netlink *netlink, struct nl_msg *message)
{
    struct nl_msg *messages[] = {message};
    int result, error;

    if (message == NULL)
        return -ENOMEM;
    error = netlink_transact(netlink, messages, 1, &result);
    nlmsg_free(message);
    return error < 0 ? error : result;
}

static struct nl_msg *message_for(int type, int flags, const struct ifinfomsg *header)
{
    struct nl_msg *message = nlmsg_alloc_simple(type, flags);

    if (message != NULL)
        nlmsg_append(message, (void *)(uintptr_t)header, sizeof(*header), NLMSG_ALIGNTO);
    return message;
}

static void put_bridge_mode(struct nl_msg *message)
{
    struct nlattr *info = nla_nest_start(message, IFLA_LINKINFO), *data;

    nla_put_string(message, IFLA_INFO_KIND, "macvlan");
    data = nla_nest_start(message, IFLA_INFO_DATA);
    nla_put_u32(message, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
    nla_nest_end(message, data);
    nla_nest_end(message, info);
}

int netlink_link_add_macvlan(struct netlink *netlink, const struct netlink_macvlan *macvlan)
{
    const struct ifinfomsg header = {.ifi_family = AF_UNSPEC};
    struct nl_msg *message = message_for(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &header);

    if (message == NULL)
        return -ENOMEM;
    nla_put_string(message, IFLA_IFNAME, macvlan->name);
    nla_put_u32(message, IFLA_LINK, (uint32_t)macvlan->parent_index);
    nla_put_u32(message, IFLA_MTU, macvlan->mtu);
    nla_put(message, IFLA_ADDRESS, NETLINK_LINK_MAC_MAX, macvlan->mac);
    put_bridge_mode(message);
    return ask(netlink, message);
}

int netlink_link_set_bridge_mode(struct netlink *netlink, int index)
{
    const struct ifinfomsg header = {.ifi_index = index};
    struct nl_msg *message = message_for(RTM_NEWLINK, 0, &header);

    if (message == NULL)
        return -ENOMEM;
    put_bridge_mode(message);
    return ask(netlink, message);
}

int netlink_link_set_up(struct netlink *netlink, int index)
{
    const struct ifinfomsg header = {.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};

    return ask(netlink, message_for(RTM_SETLINK, 0, &header));
}

int netlink_link_remove(struct netlink *netlink, int index)
{
    const struct ifinfomsg header = {.ifi_index = index};
    int error = ask(netlink, message_for(RTM_DELLINK, 0, &header));

    return error == -ENODEV ? 0 : error;
}

static void hear(void *context, struct nlmsghdr *header)
{
    const struct ear *ear = context;
    struct netlink_link link;
    struct netlink_addr address;

    struct netlink_link_change change = {.index = NETLINK_LINK_ROUTES, .name = ""};

    if (read_link(header, &link)) {
        change.index = link.index;
        change.name = link.name;
    } else if (netlink_addr_read(header, &address)) {
        change.index = address.interface_index;
        change.address = header->nlmsg_type == RTM_NEWADDR ? &address : NULL;
    } else if (!netlink_route_lost(header) && !netlink_rule_lost(header)) {
        return;
    }
    ear->changed(ear->context, &change);
}

int netlink_link_hear(struct netlink *monitor, netlink_link_changed *changed, void *context)
{
    struct ear ear = {.changed = changed, .context = context};

    return netlink_drain(monitor, hear, &ear);
}
