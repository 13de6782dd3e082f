/* Policy rules over netlink; see netlink_rule.h. */
#include "vrrpd/os/netlink_rule.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/netlink_wire.h"

static const struct {
    uint8_t action;
    enum netlink_route_type type;
} actions[] = {
    {FR_ACT_TO_TBL, NETLINK_ROUTE_UNICAST},
    {FR_ACT_BLACKHOLE, NETLINK_ROUTE_BLACKHOLE},
    {FR_ACT_UNREACHABLE, NETLINK_ROUTE_UNREACHABLE},
    {FR_ACT_PROHIBIT, NETLINK_ROUTE_PROHIBIT},
};

enum { ACTIONS = sizeof(actions) / sizeof(actions[0]) };

static enum netlink_route_type type_of(uint8_t action)
{
    for (size_t i = 0; i < ACTIONS; i++)
        if (actions[i].action == action)
            return actions[i].type;
    return NETLINK_ROUTE_OTHER;
}

static uint8_t action_of(enum netlink_route_type type)
{
    for (size_t i = 0; i < ACTIONS; i++)
        if (actions[i].type == type)
            return actions[i].action;
    return FR_ACT_UNSPEC;
}

static struct addr attribute_addr(const struct nlattr *attribute, uint8_t family)
{
    struct addr none = {.family = ADDR_NONE};

    if (attribute == NULL || nla_len(attribute) != (family == ADDR_IPV4 ? 4 : 16))
        return none;
    return addr_from_bytes((enum addr_family)family, nla_data(attribute));
}

static uint32_t attribute_u32(const struct nlattr *attribute)
{
    return attribute == NULL || nla_len(attribute) < 4 ? 0 : nla_get_u32(attribute);
}

/* Only what carries our mark. */
static bool parse(struct nlmsghdr *header, struct nlattr *attributes[])
{
    const struct fib_rule_hdr *message;

    if (header->nlmsg_type != RTM_NEWRULE && header->nlmsg_type != RTM_DELRULE)
        return false;
    if (nlmsg_parse(header, sizeof(*message), attributes, FRA_MAX, NULL) < 0)
        return false;
    message = nlmsg_data(header);
    return (message->family == AF_INET || message->family == AF_INET6) && attributes[FRA_PROTOCOL] != NULL &&
           nla_get_u8(attributes[FRA_PROTOCOL]) == NETLINK_ROUTE_PROTOCOL;
}

static bool read_record(struct nlmsghdr *header, void *record)
{
    struct nlattr *attributes[FRA_MAX + 1];
    struct netlink_rule *out = record;
    const struct fib_rule_hdr *message = nlmsg_data(header);

    if (!parse(header, attributes))
        return false;
    memset(out, 0, sizeof(*out));
    out->family = message->family == AF_INET ? ADDR_IPV4 : ADDR_IPV6;
    out->from = attribute_addr(attributes[FRA_SRC], out->family);
    out->to = attribute_addr(attributes[FRA_DST], out->family);
    out->from_length = message->src_len;
    out->to_length = message->dst_len;
    out->tos = message->tos;
    out->inverted = (message->flags & FIB_RULE_INVERT) != 0;
    out->type = type_of(message->action);
    out->mark = attribute_u32(attributes[FRA_FWMARK]);
    out->mark_mask = attribute_u32(attributes[FRA_FWMASK]);
    out->has_preference = true;
    out->preference = attribute_u32(attributes[FRA_PRIORITY]);
    out->table = attributes[FRA_TABLE] != NULL ? attribute_u32(attributes[FRA_TABLE]) : message->table;
    if (attributes[FRA_IIFNAME] != NULL)
        nla_strlcpy(out->input, attributes[FRA_IIFNAME], sizeof(out->input));
    if (attributes[FRA_OIFNAME] != NULL)
        nla_strlcpy(out->output, attributes[FRA_OIFNAME], sizeof(out->output));
    return true;
}

int netlink_rule_list(struct netlink *netlink, struct netlink_rule **out, size_t *count)
{
    struct netlink_list list = {.size = sizeof(**out)};
    int error = netlink_dump(netlink, RTM_GETRULE, read_record, &list);

    *out = list.items;
    *count = list.count;
    return error;
}

static void put_addr(struct nl_msg *message, int attribute, const struct addr *address)
{
    if (address->family != ADDR_NONE)
        nla_put(message, attribute, (int)addr_size(address), address->bytes);
}

static void put_name(struct nl_msg *message, int attribute, const char *name)
{
    if (name[0] != '\0')
        nla_put_string(message, attribute, name);
}

static struct nl_msg *build(const struct netlink_rule_change *change)
{
    const struct netlink_rule *rule = &change->rule;
    struct fib_rule_hdr header = {.family = rule->family == ADDR_IPV4 ? AF_INET : AF_INET6,
                                  .src_len = rule->from_length,
                                  .dst_len = rule->to_length,
                                  .tos = rule->tos,
                                  .action = action_of(rule->type),
                                  .flags = rule->inverted ? FIB_RULE_INVERT : 0};
    struct nl_msg *message = nlmsg_alloc_simple(change->add ? RTM_NEWRULE : RTM_DELRULE,
                                                change->add ? NLM_F_CREATE | NLM_F_EXCL : 0);

    if (message == NULL)
        return NULL;
    nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO);
    put_addr(message, FRA_SRC, &rule->from);
    put_addr(message, FRA_DST, &rule->to);
    put_name(message, FRA_IIFNAME, rule->input);
    put_name(message, FRA_OIFNAME, rule->output);
    if (rule->mark_mask != 0) {
        nla_put_u32(message, FRA_FWMARK, rule->mark);
        nla_put_u32(message, FRA_FWMASK, rule->mark_mask);
    }
    if (rule->has_preference)
        nla_put_u32(message, FRA_PRIORITY, rule->preference);
    if (rule->type == NETLINK_ROUTE_UNICAST)
        nla_put_u32(message, FRA_TABLE, rule->table == 0 ? RT_TABLE_MAIN : rule->table);
    nla_put_u8(message, FRA_PROTOCOL, NETLINK_ROUTE_PROTOCOL);
    return message;
}

static int apply_one(struct netlink *netlink, struct netlink_rule_change *change)
{
    struct nl_msg *message = build(change);
    int error = message == NULL ? -ENOMEM : netlink_transact(netlink, &message, 1, &change->result);

    nlmsg_free(message);
    if (error < 0)
        change->result = error;
    if (!change->add && change->result == -ENOENT)
        change->result = 0; /* gone already */
    return error;
}

int netlink_rule_apply(struct netlink *netlink, struct netlink_rule_change *changes, size_t count)
{
    int first_error = 0;

    for (size_t i = 0; i < count; i++) {
        int error = apply_one(netlink, &changes[i]);

        if (first_error == 0)
            first_error = error;
    }
    return first_error;
}

static bool same_selectors(const struct netlink_rule *wanted, const struct netlink_rule *found)
{
    return addr_equal(&wanted->from, &found->from) && wanted->from_length == found->from_length &&
           addr_equal(&wanted->to, &found->to) && wanted->to_length == found->to_length &&
           strcmp(wanted->input, found->input) == 0 && strcmp(wanted->output, found->output) == 0 &&
           wanted->mark == found->mark && wanted->mark_mask == found->mark_mask &&
           wanted->tos == found->tos && wanted->inverted == found->inverted;
}

static uint32_t table_of(const struct netlink_rule *rule)
{
    if (rule->type != NETLINK_ROUTE_UNICAST)
        return 0;
    return rule->table == 0 ? RT_TABLE_MAIN : rule->table;
}

bool netlink_rule_same(const struct netlink_rule *wanted, const struct netlink_rule *found)
{
    if (wanted->family != found->family || wanted->type != found->type || !same_selectors(wanted, found))
        return false;
    if (table_of(wanted) != table_of(found))
        return false;
    return !wanted->has_preference || wanted->preference == found->preference;
}

/* Without the preference, which the kernel may have chosen. */
void netlink_rule_key(const struct netlink_rule *rule, char key[NETLINK_RULE_KEY_MAX])
{
    char from[ADDR_TEXT_MAX], to[ADDR_TEXT_MAX];

    snprintf(key, NETLINK_RULE_KEY_MAX,
             "rule %u from %s/%u to %s/%u iif %s oif %s mark %x/%x tos %u not %d type %d table %u",
             rule->family, addr_format(&rule->from, from), rule->from_length, addr_format(&rule->to, to),
             rule->to_length, rule->input, rule->output, rule->mark, rule->mark_mask, rule->tos,
             rule->inverted, (int)rule->type, table_of(rule));
}

bool netlink_rule_lost(void *message)
{
    struct nlmsghdr *header = message;
    struct nlattr *attributes[FRA_MAX + 1];

    return header->nlmsg_type == RTM_DELRULE && parse(header, attributes);
}
