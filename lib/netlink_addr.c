/* Addresses over netlink; see netlink_addr.h. */
#include "lib/netlink_addr.h"

#include <errno.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/netlink_wire.h"

static enum addr_family family_of(const struct ifaddrmsg *message)
{
    if (message->ifa_family == AF_INET)
        return ADDR_IPV4;
    return message->ifa_family == AF_INET6 ? ADDR_IPV6 : ADDR_NONE;
}

static struct addr attribute_addr(const struct nlattr *attribute, enum addr_family family)
{
    struct addr none = {.family = ADDR_NONE};

    if (attribute == NULL || nla_len(attribute) != (family == ADDR_IPV4 ? 4 : 16))
        return none;
    return addr_from_bytes(family, nla_data(attribute));
}

bool netlink_addr_read(struct nlmsghdr *header, struct netlink_addr *out)
{
    struct nlattr *attributes[IFA_MAX + 1];
    const struct ifaddrmsg *message;
    uint32_t flags;

    if (header->nlmsg_type != RTM_NEWADDR && header->nlmsg_type != RTM_DELADDR)
        return false;
    if (nlmsg_parse(header, sizeof(*message), attributes, IFA_MAX, NULL) < 0)
        return false;
    message = nlmsg_data(header);
    if (family_of(message) == ADDR_NONE)
        return false;
    memset(out, 0, sizeof(*out));
    out->interface_index = (int)message->ifa_index;
    out->prefix_length = message->ifa_prefixlen;
    out->scope = message->ifa_scope;
    out->address = attribute_addr(
        attributes[IFA_LOCAL] != NULL ? attributes[IFA_LOCAL] : attributes[IFA_ADDRESS], family_of(message));
    out->broadcast = attribute_addr(attributes[IFA_BROADCAST], family_of(message));
    flags = attributes[IFA_FLAGS] != NULL ? nla_get_u32(attributes[IFA_FLAGS]) : message->ifa_flags;
    out->secondary = (flags & IFA_F_SECONDARY) != 0;
    out->tentative = (flags & IFA_F_TENTATIVE) != 0;
    out->duplicate = (flags & IFA_F_DADFAILED) != 0;
    out->no_detection = (flags & IFA_F_NODAD) != 0;
    out->deprecated = (flags & IFA_F_DEPRECATED) != 0;
    out->permanent = (flags & IFA_F_PERMANENT) != 0;
    if (attributes[IFA_PROTO] != NULL)
        out->protocol = nla_get_u8(attributes[IFA_PROTO]);
    if (attributes[IFA_LABEL] != NULL)
        nla_strlcpy(out->label, attributes[IFA_LABEL], sizeof(out->label));
    return out->address.family != ADDR_NONE;
}

static bool read_record(struct nlmsghdr *header, void *record)
{
    return netlink_addr_read(header, record);
}

int netlink_addr_list(struct netlink *netlink, struct netlink_addr **out, size_t *count)
{
    struct netlink_list list = {.size = sizeof(**out)};
    int error = netlink_dump(netlink, RTM_GETADDR, read_record, &list);

    *out = list.items;
    *count = list.count;
    return error;
}

static void put_addr(struct nl_msg *message, int attribute, const struct addr *address)
{
    nla_put(message, attribute, (int)addr_size(address), address->bytes);
}

/* All of it every time: what a request leaves out is taken from the address that has it. */
static void put_flags_and_life(struct nl_msg *message, const struct netlink_addr *address)
{
    uint32_t valid = address->lifetime_s == 0 ? UINT32_MAX : address->lifetime_s;
    const struct ifa_cacheinfo life = {.ifa_prefered = address->deprecated ? 0 : valid, .ifa_valid = valid};
    uint32_t flags =
        (address->no_detection ? IFA_F_NODAD : 0U) | (address->no_prefix_route ? IFA_F_NOPREFIXROUTE : 0U);

    if (flags != 0)
        nla_put_u32(message, IFA_FLAGS, flags);
    nla_put(message, IFA_CACHEINFO, sizeof(life), &life);
}

static struct nl_msg *build(const struct netlink_addr_change *change)
{
    const struct netlink_addr *address = &change->address;
    struct ifaddrmsg header = {.ifa_family = address->address.family == ADDR_IPV4 ? AF_INET : AF_INET6,
                               .ifa_prefixlen = address->prefix_length,
                               .ifa_scope = address->scope,
                               .ifa_index = (unsigned)address->interface_index};
    struct nl_msg *message = nlmsg_alloc_simple(change->add ? RTM_NEWADDR : RTM_DELADDR,
                                                change->add ? NLM_F_CREATE | NLM_F_REPLACE : 0);

    if (message == NULL)
        return NULL;
    nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO);
    put_addr(message, IFA_LOCAL, &address->address);
    put_addr(message, IFA_ADDRESS, &address->address);
    if (!change->add)
        return message;
    if (address->broadcast.family != ADDR_NONE)
        put_addr(message, IFA_BROADCAST, &address->broadcast);
    if (address->label[0] != '\0')
        nla_put_string(message, IFA_LABEL, address->label);
    if (address->protocol != 0)
        nla_put_u8(message, IFA_PROTO, address->protocol);
    put_flags_and_life(message, address);
    return message;
}

/* Already there, or already gone, is what was wished for. */
static int judge(const struct netlink_addr_change *change, int result)
{
    if (change->add)
        return result == -EEXIST ? 0 : result;
    return result == -EADDRNOTAVAIL || result == -ENODEV ? 0 : result;
}

static int apply_some(struct netlink *netlink, struct netlink_addr_change *changes, size_t count)
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
        changes[i].result = error < 0 ? error : judge(&changes[i], results[i]);
        nlmsg_free(messages[i]);
    }
    return error;
}

int netlink_addr_apply(struct netlink *netlink, struct netlink_addr_change *changes, size_t count)
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
