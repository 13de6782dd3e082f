/* The packet filter over netlink; see netlink_filter.h. The table, as nft would list it:
 *
 *     table inet NAME {
 *         set ipv4 { type ipv4_addr }
 *         set ipv6 { type ipv6_addr }
 *         chain input {
 *             type filter hook input priority filter; policy accept;
 *             icmpv6 type 135-136 accept
 *             ip daddr @ipv4 drop
 *             ip6 daddr @ipv6 drop
 *         }
 *     }
 */
#include "vrrpd/os/netlink_filter.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdbool.h>
#include <string.h>

#include "lib/netlink_wire.h"

enum {
    CHUNK = 1000, /* addresses in one message: an attribute's length has 16 bits */
    MESSAGE_ROOM = 4096,
    ELEMENT_ROOM = 32,
    PROTOCOL_ICMPV6 = 58,
    SOLICITATION = 135,
    ADVERTISEMENT = 136,
};

/* A family's part of the table. */
struct part {
    const char *set;
    enum addr_family family;
    uint8_t protocol; /* NFPROTO_ */
    uint32_t type;    /* as nft numbers its data types: what it lists then reads well */
    uint32_t size;
    uint32_t offset; /* of the destination in the IP header */
};

static const struct part parts[] = {
    {"ipv4", ADDR_IPV4, NFPROTO_IPV4, 7, 4, 16},
    {"ipv6", ADDR_IPV6, NFPROTO_IPV6, 8, 16, 24},
};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

/* A transaction being written. */
struct writer {
    struct nl_msg *messages[NETLINK_BATCH_MAX];
    size_t count;
    const char *table;
    bool failed; /* no memory, or too much */
};

static struct nl_msg *begin(struct writer *writer, int type, int flags, size_t room)
{
    bool frame = type == NFNL_MSG_BATCH_BEGIN || type == NFNL_MSG_BATCH_END;
    struct nfgenmsg header = {.nfgen_family = frame ? NFPROTO_UNSPEC : NFPROTO_INET,
                              .version = NFNETLINK_V0,
                              .res_id = frame ? htons(NFNL_SUBSYS_NFTABLES) : 0};
    struct nlmsghdr start = {.nlmsg_type = (uint16_t)(frame ? type : NFNL_SUBSYS_NFTABLES << 8 | type),
                             .nlmsg_flags = (uint16_t)flags};
    struct nl_msg *message;

    if (writer->count == NETLINK_BATCH_MAX) {
        writer->failed = true;
        return NULL;
    }
    message = nlmsg_alloc_size(MESSAGE_ROOM + room);
    if (message == NULL || nlmsg_put(message, 0, 0, start.nlmsg_type, 0, start.nlmsg_flags) == NULL) {
        nlmsg_free(message);
        writer->failed = true;
        return NULL;
    }
    nlmsg_append(message, &header, sizeof(header), NLMSG_ALIGNTO);
    writer->messages[writer->count++] = message;
    return message;
}

static void put_be32(struct nl_msg *message, int attribute, uint32_t value)
{
    nla_put_u32(message, attribute, htonl(value));
}

static void put_table(struct writer *writer, int type, int flags)
{
    struct nl_msg *message = begin(writer, type, flags, 0);

    if (message != NULL)
        nla_put_string(message, NFTA_TABLE_NAME, writer->table);
}

static void put_set(struct writer *writer, const struct part *part)
{
    struct nl_msg *message = begin(writer, NFT_MSG_NEWSET, NLM_F_CREATE, 0);

    if (message == NULL)
        return;
    nla_put_string(message, NFTA_SET_TABLE, writer->table);
    nla_put_string(message, NFTA_SET_NAME, part->set);
    put_be32(message, NFTA_SET_FLAGS, 0);
    put_be32(message, NFTA_SET_KEY_TYPE, part->type);
    put_be32(message, NFTA_SET_KEY_LEN, part->size);
    put_be32(message, NFTA_SET_ID, (uint32_t)part->family);
}

static void put_chain(struct writer *writer)
{
    struct nl_msg *message = begin(writer, NFT_MSG_NEWCHAIN, NLM_F_CREATE, 0);
    struct nlattr *hook;

    if (message == NULL)
        return;
    nla_put_string(message, NFTA_CHAIN_TABLE, writer->table);
    nla_put_string(message, NFTA_CHAIN_NAME, "input");
    nla_put_string(message, NFTA_CHAIN_TYPE, "filter");
    put_be32(message, NFTA_CHAIN_POLICY, NF_ACCEPT);
    hook = nla_nest_start(message, NFTA_CHAIN_HOOK);
    put_be32(message, NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_IN);
    put_be32(message, NFTA_HOOK_PRIORITY, 0);
    nla_nest_end(message, hook);
}

/* ---- expressions ---- */

struct expression {
    struct nlattr *element, *data;
};

static struct expression open_expression(struct nl_msg *message, const char *name)
{
    struct expression expression = {.element = nla_nest_start(message, NFTA_LIST_ELEM)};

    nla_put_string(message, NFTA_EXPR_NAME, name);
    expression.data = nla_nest_start(message, NFTA_EXPR_DATA);
    return expression;
}

static void close_expression(struct nl_msg *message, struct expression expression)
{
    nla_nest_end(message, expression.data);
    nla_nest_end(message, expression.element);
}

static void put_meta(struct nl_msg *message, uint32_t key)
{
    struct expression expression = open_expression(message, "meta");

    put_be32(message, NFTA_META_DREG, NFT_REG_1);
    put_be32(message, NFTA_META_KEY, key);
    close_expression(message, expression);
}

static void put_payload(struct nl_msg *message, uint32_t base, uint32_t offset, uint32_t size)
{
    struct expression expression = open_expression(message, "payload");

    put_be32(message, NFTA_PAYLOAD_DREG, NFT_REG_1);
    put_be32(message, NFTA_PAYLOAD_BASE, base);
    put_be32(message, NFTA_PAYLOAD_OFFSET, offset);
    put_be32(message, NFTA_PAYLOAD_LEN, size);
    close_expression(message, expression);
}

static void put_compare(struct nl_msg *message, uint32_t operation, uint8_t value)
{
    struct expression expression = open_expression(message, "cmp");
    struct nlattr *data;

    put_be32(message, NFTA_CMP_SREG, NFT_REG_1);
    put_be32(message, NFTA_CMP_OP, operation);
    data = nla_nest_start(message, NFTA_CMP_DATA);
    nla_put(message, NFTA_DATA_VALUE, sizeof(value), &value);
    nla_nest_end(message, data);
    close_expression(message, expression);
}

static void put_lookup(struct nl_msg *message, const struct part *part)
{
    struct expression expression = open_expression(message, "lookup");

    nla_put_string(message, NFTA_LOOKUP_SET, part->set);
    put_be32(message, NFTA_LOOKUP_SREG, NFT_REG_1);
    put_be32(message, NFTA_LOOKUP_SET_ID, (uint32_t)part->family);
    close_expression(message, expression);
}

static void put_verdict(struct nl_msg *message, uint32_t code)
{
    struct expression expression = open_expression(message, "immediate");
    struct nlattr *data, *verdict;

    put_be32(message, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
    data = nla_nest_start(message, NFTA_IMMEDIATE_DATA);
    verdict = nla_nest_start(message, NFTA_DATA_VERDICT);
    put_be32(message, NFTA_VERDICT_CODE, code);
    nla_nest_end(message, verdict);
    nla_nest_end(message, data);
    close_expression(message, expression);
}

/* ---- rules ---- */

/* Begins a rule for packets of one IP version; its expressions follow, end with nla_nest_end(*list). */
static struct nl_msg *open_rule(struct writer *writer, uint8_t protocol, struct nlattr **list)
{
    struct nl_msg *message = begin(writer, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, 0);

    if (message == NULL)
        return NULL;
    nla_put_string(message, NFTA_RULE_TABLE, writer->table);
    nla_put_string(message, NFTA_RULE_CHAIN, "input");
    *list = nla_nest_start(message, NFTA_RULE_EXPRESSIONS);
    put_meta(message, NFT_META_NFPROTO);
    put_compare(message, NFT_CMP_EQ, protocol);
    return message;
}

/* RFC 9568 6.4.3: neighbour solicitations and advertisements are never dropped. */
static void put_discovery_rule(struct writer *writer)
{
    struct nlattr *list;
    struct nl_msg *message = open_rule(writer, NFPROTO_IPV6, &list);

    if (message == NULL)
        return;
    put_meta(message, NFT_META_L4PROTO);
    put_compare(message, NFT_CMP_EQ, PROTOCOL_ICMPV6);
    put_payload(message, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
    put_compare(message, NFT_CMP_GTE, SOLICITATION);
    put_compare(message, NFT_CMP_LTE, ADVERTISEMENT);
    put_verdict(message, NF_ACCEPT);
    nla_nest_end(message, list);
}

static void put_drop_rule(struct writer *writer, const struct part *part)
{
    struct nlattr *list;
    struct nl_msg *message = open_rule(writer, part->protocol, &list);

    if (message == NULL)
        return;
    put_payload(message, NFT_PAYLOAD_NETWORK_HEADER, part->offset, part->size);
    put_lookup(message, part);
    put_verdict(message, NF_DROP);
    nla_nest_end(message, list);
}

/* ---- elements ---- */

static void put_element(struct nl_msg *message, const struct addr *address)
{
    struct nlattr *element = nla_nest_start(message, NFTA_LIST_ELEM);
    struct nlattr *key = nla_nest_start(message, NFTA_SET_ELEM_KEY);

    nla_put(message, NFTA_DATA_VALUE, (int)addr_size(address), address->bytes);
    nla_nest_end(message, key);
    nla_nest_end(message, element);
}

/* Up to CHUNK addresses of the part's family, from *next on. */
static void put_elements(struct writer *writer, const struct part *part, const struct addr *addresses,
                         size_t count, size_t *next)
{
    struct nl_msg *message = begin(writer, NFT_MSG_NEWSETELEM, NLM_F_CREATE, CHUNK * ELEMENT_ROOM);
    struct nlattr *list;
    size_t put = 0;

    if (message == NULL)
        return;
    nla_put_string(message, NFTA_SET_ELEM_LIST_TABLE, writer->table);
    nla_put_string(message, NFTA_SET_ELEM_LIST_SET, part->set);
    put_be32(message, NFTA_SET_ELEM_LIST_SET_ID, (uint32_t)part->family);
    list = nla_nest_start(message, NFTA_SET_ELEM_LIST_ELEMENTS);
    for (; *next < count && put < CHUNK; (*next)++) {
        if (addresses[*next].family != part->family)
            continue;
        put_element(message, &addresses[*next]);
        put++;
    }
    nla_nest_end(message, list);
}

static bool any_left(const struct part *part, const struct addr *addresses, size_t count, size_t *next)
{
    while (*next < count && addresses[*next].family != part->family)
        (*next)++;
    return *next < count;
}

static void put_part(struct writer *writer, const struct part *part, const struct addr *addresses,
                     size_t count)
{
    size_t next = 0;

    while (!writer->failed && any_left(part, addresses, count, &next))
        put_elements(writer, part, addresses, count, &next);
}

static int commit(struct writer *writer, struct netlink *filter)
{
    int error = -E2BIG;

    begin(writer, NFNL_MSG_BATCH_END, 0, 0);
    if (!writer->failed)
        error = netlink_transact_whole(filter, writer->messages, writer->count);
    for (size_t i = 0; i < writer->count; i++)
        nlmsg_free(writer->messages[i]);
    return error;
}

/* Only a table that is there can be removed, so it is made first. */
static void put_removal(struct writer *writer)
{
    begin(writer, NFNL_MSG_BATCH_BEGIN, 0, 0);
    put_table(writer, NFT_MSG_NEWTABLE, NLM_F_CREATE);
    put_table(writer, NFT_MSG_DELTABLE, 0);
}

int netlink_filter_replace(struct netlink *filter, const char *table, const struct addr *addresses,
                           size_t count)
{
    struct writer writer = {.table = table};

    put_removal(&writer);
    put_table(&writer, NFT_MSG_NEWTABLE, NLM_F_CREATE);
    for (size_t i = 0; i < PARTS; i++)
        put_set(&writer, &parts[i]);
    put_chain(&writer);
    put_discovery_rule(&writer);
    for (size_t i = 0; i < PARTS; i++)
        put_drop_rule(&writer, &parts[i]);
    for (size_t i = 0; i < PARTS; i++)
        put_part(&writer, &parts[i], addresses, count);
    return commit(&writer, filter);
}

int netlink_filter_remove(struct netlink *filter, const char *table)
{
    struct writer writer = {.table = table};

    put_removal(&writer);
    return commit(&writer, filter);
}
