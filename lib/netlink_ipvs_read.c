/* Attributes of IPVS; see netlink_ipvs_read.h. */
#include "lib/netlink_ipvs_read.h"

#include <arpa/inet.h>
#include <netlink/attr.h>
#include <linux/ip_vs.h>
#include <string.h>
#include <sys/socket.h>

/* libnl checks a length against the least that a type needs, and that it lies within what was sent. Its
 * functions want pointers that could write, and do not. */
static bool parse(struct nlattr *parsed[], int max, const void *attributes, size_t size)
{
    return size <= INT32_MAX && nla_parse(parsed, max, (void *)(uintptr_t)attributes, (int)size, NULL) == 0;
}

static bool parse_inside(struct nlattr *parsed[], int max, const struct nlattr *outer)
{
    return outer != NULL && parse(parsed, max, nla_data(outer), (size_t)nla_len(outer));
}

/* The kernel says the same number in 32 or 64 bits, by version. 0 when it does not say it. */
static uint64_t number(const struct nlattr *attribute)
{
    uint64_t wide;
    uint32_t word;
    uint16_t half;

    if (attribute == NULL)
        return 0;
    switch (nla_len(attribute)) {
    case sizeof(wide):
        memcpy(&wide, nla_data(attribute), sizeof(wide));
        return wide;
    case sizeof(word):
        memcpy(&word, nla_data(attribute), sizeof(word));
        return word;
    case sizeof(half):
        memcpy(&half, nla_data(attribute), sizeof(half));
        return half;
    case 1:
        return *(const uint8_t *)nla_data(attribute);
    default:
        return 0;
    }
}

static uint16_t port_of(const struct nlattr *attribute)
{
    return ntohs((uint16_t)number(attribute));
}

static uint8_t family_of(const struct nlattr *attribute)
{
    switch (number(attribute)) {
    case AF_INET:
        return ADDR_IPV4;
    case AF_INET6:
        return ADDR_IPV6;
    default:
        return ADDR_NONE;
    }
}

/* ADDR_NONE when the attribute is not long enough for one of that family. */
static struct addr address_of(const struct nlattr *attribute, uint8_t family)
{
    if (attribute == NULL || family == ADDR_NONE || nla_len(attribute) < (family == ADDR_IPV4 ? 4 : 16))
        return (struct addr){.family = ADDR_NONE};
    return addr_from_bytes(family, nla_data(attribute));
}

static void copy_name(char name[IPVS_NAME_MAX], const struct nlattr *attribute)
{
    size_t size = attribute == NULL ? 0 : strnlen(nla_data(attribute), (size_t)nla_len(attribute));

    memset(name, 0, IPVS_NAME_MAX);
    memcpy(name, attribute == NULL ? "" : nla_data(attribute),
           size < IPVS_NAME_MAX ? size : IPVS_NAME_MAX - 1);
}

static uint8_t prefix_of(const struct nlattr *netmask, uint8_t family)
{
    uint32_t mask = (uint32_t)number(netmask);
    uint8_t length = 0;

    if (family == ADDR_IPV6) /* a length in the place of a mask, as the kernel has it */
        return mask < 128 ? (uint8_t)mask : 128;
    for (mask = ntohl(mask); (mask & 0x80000000U) != 0; mask <<= 1)
        length++;
    return length;
}

static void read_counters(const struct nlattr *wide, const struct nlattr *narrow, struct ipvs_counters *out)
{
    struct nlattr *stats[IPVS_STATS_ATTR_MAX + 1];

    if (!parse_inside(stats, IPVS_STATS_ATTR_MAX, wide != NULL ? wide : narrow))
        return;
    out->connections = number(stats[IPVS_STATS_ATTR_CONNS]);
    out->packets_in = number(stats[IPVS_STATS_ATTR_INPKTS]);
    out->packets_out = number(stats[IPVS_STATS_ATTR_OUTPKTS]);
    out->bytes_in = number(stats[IPVS_STATS_ATTR_INBYTES]);
    out->bytes_out = number(stats[IPVS_STATS_ATTR_OUTBYTES]);
    out->connection_rate = number(stats[IPVS_STATS_ATTR_CPS]);
    out->packet_rate_in = number(stats[IPVS_STATS_ATTR_INPPS]);
    out->packet_rate_out = number(stats[IPVS_STATS_ATTR_OUTPPS]);
    out->byte_rate_in = number(stats[IPVS_STATS_ATTR_INBPS]);
    out->byte_rate_out = number(stats[IPVS_STATS_ATTR_OUTBPS]);
}

static bool read_service_key(struct nlattr *const attributes[], struct ipvs_service_key *key)
{
    key->family = family_of(attributes[IPVS_SVC_ATTR_AF]);
    key->mark = (uint32_t)number(attributes[IPVS_SVC_ATTR_FWMARK]);
    if (key->mark != 0)
        return key->family != ADDR_NONE;
    key->address = address_of(attributes[IPVS_SVC_ATTR_ADDR], key->family);
    key->port = port_of(attributes[IPVS_SVC_ATTR_PORT]);
    key->protocol = (uint8_t)number(attributes[IPVS_SVC_ATTR_PROTOCOL]);
    return key->address.family != ADDR_NONE;
}

bool netlink_ipvs_read_service(const void *attributes, size_t size, struct ipvs_listed_service *out)
{
    struct nlattr *outer[IPVS_CMD_ATTR_MAX + 1], *inner[IPVS_SVC_ATTR_MAX + 1];
    const struct nlattr *flags;

    memset(out, 0, sizeof(*out));
    if (!parse(outer, IPVS_CMD_ATTR_MAX, attributes, size) ||
        !parse_inside(inner, IPVS_SVC_ATTR_MAX, outer[IPVS_CMD_ATTR_SERVICE]) ||
        !read_service_key(inner, &out->service.key))
        return false;
    copy_name(out->service.scheduler, inner[IPVS_SVC_ATTR_SCHED_NAME]);
    copy_name(out->service.engine, inner[IPVS_SVC_ATTR_PE_NAME]);
    flags = inner[IPVS_SVC_ATTR_FLAGS];
    if (flags != NULL && nla_len(flags) >= (int)sizeof(struct ip_vs_flags)) {
        struct ip_vs_flags both;

        memcpy(&both, nla_data(flags), sizeof(both));
        out->service.flags = both.flags & IPVS_FLAGS;
    }
    out->service.timeout_s = (uint32_t)number(inner[IPVS_SVC_ATTR_TIMEOUT]);
    out->service.prefix = prefix_of(inner[IPVS_SVC_ATTR_NETMASK], out->service.key.family);
    read_counters(inner[IPVS_SVC_ATTR_STATS64], inner[IPVS_SVC_ATTR_STATS], &out->counters);
    return out->service.scheduler[0] != '\0';
}

bool netlink_ipvs_read_server(const void *attributes, size_t size, struct ipvs_listed_server *out)
{
    struct nlattr *outer[IPVS_CMD_ATTR_MAX + 1], *inner[IPVS_DEST_ATTR_MAX + 1];
    struct ipvs_server *server = &out->server;

    memset(out, 0, sizeof(*out));
    if (!parse(outer, IPVS_CMD_ATTR_MAX, attributes, size) ||
        !parse_inside(inner, IPVS_DEST_ATTR_MAX, outer[IPVS_CMD_ATTR_DEST]))
        return false;
    server->key.address =
        address_of(inner[IPVS_DEST_ATTR_ADDR], family_of(inner[IPVS_DEST_ATTR_ADDR_FAMILY]));
    server->key.port = port_of(inner[IPVS_DEST_ATTR_PORT]);
    server->forward = (uint8_t)(number(inner[IPVS_DEST_ATTR_FWD_METHOD]) & IP_VS_CONN_F_FWD_MASK);
    server->weight = (uint32_t)number(inner[IPVS_DEST_ATTR_WEIGHT]);
    server->upper = (uint32_t)number(inner[IPVS_DEST_ATTR_U_THRESH]);
    server->lower = (uint32_t)number(inner[IPVS_DEST_ATTR_L_THRESH]);
    server->tunnel = (uint8_t)number(inner[IPVS_DEST_ATTR_TUN_TYPE]);
    server->tunnel_port = port_of(inner[IPVS_DEST_ATTR_TUN_PORT]);
    server->tunnel_flags = (uint16_t)number(inner[IPVS_DEST_ATTR_TUN_FLAGS]);
    out->counters.active = (uint32_t)number(inner[IPVS_DEST_ATTR_ACTIVE_CONNS]);
    out->counters.inactive = (uint32_t)number(inner[IPVS_DEST_ATTR_INACT_CONNS]);
    out->counters.persistent = (uint32_t)number(inner[IPVS_DEST_ATTR_PERSIST_CONNS]);
    read_counters(inner[IPVS_DEST_ATTR_STATS64], inner[IPVS_DEST_ATTR_STATS], &out->counters);
    return server->key.address.family != ADDR_NONE;
}

bool netlink_ipvs_read_daemon(const void *attributes, size_t size, struct netlink_ipvs_daemon *out)
{
    struct nlattr *outer[IPVS_CMD_ATTR_MAX + 1], *inner[IPVS_DAEMON_ATTR_MAX + 1];
    uint64_t role;

    memset(out, 0, sizeof(*out));
    if (!parse(outer, IPVS_CMD_ATTR_MAX, attributes, size) ||
        !parse_inside(inner, IPVS_DAEMON_ATTR_MAX, outer[IPVS_CMD_ATTR_DAEMON]))
        return false;
    role = number(inner[IPVS_DAEMON_ATTR_STATE]);
    if (role != IPVS_SYNC_MASTER && role != IPVS_SYNC_BACKUP)
        return false;
    out->role = (enum ipvs_sync_role)role;
    copy_name(out->sync.interface, inner[IPVS_DAEMON_ATTR_MCAST_IFN]);
    out->sync.id = (uint8_t)number(inner[IPVS_DAEMON_ATTR_SYNC_ID]);
    out->sync.ttl = (uint8_t)number(inner[IPVS_DAEMON_ATTR_MCAST_TTL]);
    out->sync.max_length = (uint16_t)number(inner[IPVS_DAEMON_ATTR_SYNC_MAXLEN]);
    out->sync.port = (uint16_t)number(inner[IPVS_DAEMON_ATTR_MCAST_PORT]); /* the one port in host order */
    out->sync.group = inner[IPVS_DAEMON_ATTR_MCAST_GROUP6] != NULL
                          ? address_of(inner[IPVS_DAEMON_ATTR_MCAST_GROUP6], ADDR_IPV6)
                          : address_of(inner[IPVS_DAEMON_ATTR_MCAST_GROUP], ADDR_IPV4);
    return true;
}

bool netlink_ipvs_read_timeouts(const void *attributes, size_t size, struct ipvs_timeouts *out)
{
    struct nlattr *outer[IPVS_CMD_ATTR_MAX + 1];

    memset(out, 0, sizeof(*out));
    if (!parse(outer, IPVS_CMD_ATTR_MAX, attributes, size))
        return false;
    out->tcp_s = (uint32_t)number(outer[IPVS_CMD_ATTR_TIMEOUT_TCP]);
    out->tcp_fin_s = (uint32_t)number(outer[IPVS_CMD_ATTR_TIMEOUT_TCP_FIN]);
    out->udp_s = (uint32_t)number(outer[IPVS_CMD_ATTR_TIMEOUT_UDP]);
    return true;
}
