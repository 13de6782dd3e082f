/* The kernel's IPVS table over generic netlink; see netlink_ipvs.h. */
#include "lib/netlink_ipvs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/netlink.h"
#include "lib/netlink_ipvs_read.h"
#include "lib/netlink_wire.h"

enum {
    MESSAGE_SIZE = 512, /* the longest request has half of it */
    LIST_TRIES = 5,
};

struct netlink_ipvs {
    struct netlink *socket;
    int family; /* the number that the kernel gave to IPVS */
};

/* ---- requests ---- */

/* A request of that family, without attributes; the caller frees it. NULL without memory. */
static struct nl_msg *request(int family, uint8_t command, uint8_t version)
{
    struct nl_msg *message = nlmsg_alloc_size(MESSAGE_SIZE);

    if (message != NULL && genlmsg_put(message, 0, 0, family, 0, 0, command, version) == NULL) {
        nlmsg_free(message);
        return NULL;
    }
    return message;
}

static struct nl_msg *command(const struct netlink_ipvs *netlink, uint8_t number)
{
    return request(netlink->family, number, IPVS_GENL_VERSION);
}

/* Sends a request of one's own, frees it, tells what the kernel said. */
static int carry_out(struct netlink_ipvs *netlink, struct nl_msg *message)
{
    int error = message == NULL ? -ENOMEM : netlink_ask(netlink->socket, message, NULL, NULL);

    nlmsg_free(message);
    return error;
}

/* What follows the generic netlink header of an answer. False when it is too short to have one. */
static bool answer_attributes(struct nlmsghdr *header, const void **attributes, size_t *size)
{
    struct genlmsghdr *generic = nlmsg_data(header);

    if (!genlmsg_valid_hdr(header, 0))
        return false;
    *attributes = genlmsg_user_data(generic, 0);
    *size = (size_t)genlmsg_attrlen(generic, 0);
    return true;
}

static uint16_t kernel_family(uint8_t family)
{
    return family == ADDR_IPV6 ? AF_INET6 : AF_INET;
}

/* The kernel has room for either family in every address. */
static int put_address(struct nl_msg *message, int attribute, const struct addr *address)
{
    return nla_put(message, attribute, sizeof(address->bytes), address->bytes);
}

static int put_service_key(struct nl_msg *message, const struct ipvs_service_key *key)
{
    int error = nla_put_u16(message, IPVS_SVC_ATTR_AF, kernel_family(key->family));

    if (key->address.family == ADDR_NONE)
        return error | nla_put_u32(message, IPVS_SVC_ATTR_FWMARK, key->mark);
    return error | nla_put_u16(message, IPVS_SVC_ATTR_PROTOCOL, key->protocol) |
           put_address(message, IPVS_SVC_ATTR_ADDR, &key->address) |
           nla_put_u16(message, IPVS_SVC_ATTR_PORT, htons(key->port));
}

static uint32_t netmask(const struct ipvs_service *service)
{
    if (service->key.family == ADDR_IPV6) /* a length in the place of a mask, as the kernel has it */
        return service->prefix;
    return service->prefix == 0 ? 0 : htonl(UINT32_MAX << (32 - service->prefix));
}

static int put_service_settings(struct nl_msg *message, const struct ipvs_service *service)
{
    const struct ip_vs_flags flags = {.flags = service->flags, .mask = UINT32_MAX};
    int error = nla_put_string(message, IPVS_SVC_ATTR_SCHED_NAME, service->scheduler);

    if (service->engine[0] != '\0')
        error |= nla_put_string(message, IPVS_SVC_ATTR_PE_NAME, service->engine);
    return error | nla_put(message, IPVS_SVC_ATTR_FLAGS, sizeof(flags), &flags) |
           nla_put_u32(message, IPVS_SVC_ATTR_TIMEOUT, service->timeout_s) |
           nla_put_u32(message, IPVS_SVC_ATTR_NETMASK, netmask(service));
}

static int put_server_key(struct nl_msg *message, const struct ipvs_server_key *key)
{
    return nla_put_u16(message, IPVS_DEST_ATTR_ADDR_FAMILY, kernel_family(key->address.family)) |
           put_address(message, IPVS_DEST_ATTR_ADDR, &key->address) |
           nla_put_u16(message, IPVS_DEST_ATTR_PORT, htons(key->port));
}

static int put_server_settings(struct nl_msg *message, const struct ipvs_server *server)
{
    int error = nla_put_u32(message, IPVS_DEST_ATTR_FWD_METHOD, server->forward) |
                nla_put_u32(message, IPVS_DEST_ATTR_WEIGHT, server->weight) |
                nla_put_u32(message, IPVS_DEST_ATTR_U_THRESH, server->upper) |
                nla_put_u32(message, IPVS_DEST_ATTR_L_THRESH, server->lower);

    if (server->forward != IPVS_TUN)
        return error;
    return error | nla_put_u8(message, IPVS_DEST_ATTR_TUN_TYPE, server->tunnel) |
           nla_put_u16(message, IPVS_DEST_ATTR_TUN_PORT, htons(server->tunnel_port)) |
           nla_put_u16(message, IPVS_DEST_ATTR_TUN_FLAGS, server->tunnel_flags);
}

static int put_service(struct nl_msg *message, const struct ipvs_service *service, bool settings)
{
    struct nlattr *inside = nla_nest_start(message, IPVS_CMD_ATTR_SERVICE);
    int error = inside == NULL ? -1 : put_service_key(message, &service->key);

    if (error == 0 && settings)
        error = put_service_settings(message, service);
    return error == 0 ? nla_nest_end(message, inside) : -1;
}

static int put_server(struct nl_msg *message, const struct ipvs_server *server, bool settings)
{
    struct nlattr *inside = nla_nest_start(message, IPVS_CMD_ATTR_DEST);
    int error = inside == NULL ? -1 : put_server_key(message, &server->key);

    if (error == 0 && settings)
        error = put_server_settings(message, server);
    return error == 0 ? nla_nest_end(message, inside) : -1;
}

/* ---- the socket ---- */

static void take_family(void *context, struct nlmsghdr *header)
{
    struct nlattr *parsed[CTRL_ATTR_MAX + 1];
    int *family = context;

    if (genlmsg_parse(header, 0, parsed, CTRL_ATTR_MAX, NULL) == 0 && parsed[CTRL_ATTR_FAMILY_ID] != NULL &&
        nla_len(parsed[CTRL_ATTR_FAMILY_ID]) >= 2)
        *family = nla_get_u16(parsed[CTRL_ATTR_FAMILY_ID]);
}

/* By name: the kernel loads ip_vs for whoever asks, without a look at his rights. */
static int find_family(struct netlink_ipvs *netlink)
{
    struct nl_msg *message = request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
    int error = -ENOMEM;

    if (message != NULL && nla_put_string(message, CTRL_ATTR_FAMILY_NAME, IPVS_GENL_NAME) == 0)
        error = netlink_ask(netlink->socket, message, take_family, &netlink->family);
    nlmsg_free(message);
    if (error == 0 && netlink->family == 0)
        error = -ENOENT;
    return error;
}

int netlink_ipvs_open(struct netlink_ipvs **out)
{
    struct netlink_ipvs *netlink = calloc(1, sizeof(*netlink));
    int error = netlink == NULL ? -ENOMEM : netlink_open_generic(&netlink->socket);

    *out = NULL;
    if (error == 0)
        error = find_family(netlink);
    if (error < 0)
        netlink_ipvs_free(netlink);
    else
        *out = netlink;
    return error;
}

void netlink_ipvs_free(struct netlink_ipvs *netlink)
{
    if (netlink == NULL)
        return;
    netlink_free(netlink->socket);
    free(netlink);
}

/* ---- reading ---- */

static bool read_service(struct nlmsghdr *header, void *record)
{
    const void *attributes;
    size_t size;

    return answer_attributes(header, &attributes, &size) &&
           netlink_ipvs_read_service(attributes, size, record);
}

static bool read_server(struct nlmsghdr *header, void *record)
{
    const void *attributes;
    size_t size;

    return answer_attributes(header, &attributes, &size) &&
           netlink_ipvs_read_server(attributes, size, record);
}

static bool read_daemon(struct nlmsghdr *header, void *record)
{
    const void *attributes;
    size_t size;

    return answer_attributes(header, &attributes, &size) &&
           netlink_ipvs_read_daemon(attributes, size, record);
}

/* Everything that the request is answered; frees the request. */
static int dump(struct netlink_ipvs *netlink, struct nl_msg *message, netlink_reader *reader,
                struct netlink_list *list)
{
    struct netlink_query query = {.type = netlink->family};
    int error;

    if (message == NULL)
        return -ENOMEM;
    query.header = nlmsg_data(nlmsg_hdr(message));
    query.header_size = (size_t)nlmsg_datalen(nlmsg_hdr(message));
    error = netlink_dump_query(netlink->socket, &query, reader, list);
    nlmsg_free(message);
    return error;
}

static int compare_services(const void *left, const void *right)
{
    const struct ipvs_listed_service *a = left, *b = right;

    return ipvs_compare_services(&a->service.key, &b->service.key);
}

static int compare_servers(const void *left, const void *right)
{
    const struct ipvs_listed_server *a = left, *b = right;

    return ipvs_compare_servers(&a->server.key, &b->server.key);
}

static int list_servers(struct netlink_ipvs *netlink, struct ipvs_listed_service *service)
{
    struct netlink_list list = {.size = sizeof(*service->servers)};
    struct nl_msg *message = command(netlink, IPVS_CMD_GET_DEST);
    int error;

    if (message != NULL && put_service(message, &service->service, false) < 0) {
        nlmsg_free(message);
        message = NULL;
    }
    error = dump(netlink, message, read_server, &list);
    service->servers = list.items;
    service->server_count = list.count;
    if (list.count > 1)
        qsort(list.items, list.count, list.size, compare_servers);
    return error;
}

static bool has_twins(const struct ipvs_listing *listing)
{
    for (size_t i = 1; i < listing->service_count; i++)
        if (compare_services(&listing->services[i - 1], &listing->services[i]) == 0)
            return true;
    return false;
}

/* A service that is seen twice moved while the table was read in parts: another may have been missed. */
static int list_once(struct netlink_ipvs *netlink, struct ipvs_listing *out)
{
    struct netlink_list list = {.size = sizeof(*out->services)};
    int error = dump(netlink, command(netlink, IPVS_CMD_GET_SERVICE), read_service, &list);

    out->services = list.items;
    out->service_count = list.count;
    if (error < 0)
        return error;
    if (list.count > 1)
        qsort(list.items, list.count, list.size, compare_services);
    if (has_twins(out))
        return -EINTR;
    for (size_t i = 0; i < out->service_count && error == 0; i++)
        error = list_servers(netlink, &out->services[i]);
    return error;
}

int netlink_ipvs_list(struct netlink_ipvs *netlink, struct ipvs_listing *out)
{
    int error = -EINTR;

    *out = (struct ipvs_listing){.services = NULL};
    for (int i = 0; i < LIST_TRIES && error == -EINTR; i++) {
        ipvs_listing_free(out);
        error = list_once(netlink, out);
    }
    if (error < 0)
        ipvs_listing_free(out);
    return error;
}

/* ---- writing ---- */

static struct nl_msg *edit_message(const struct netlink_ipvs *netlink, const struct ipvs_edit *edit)
{
    static const uint8_t commands[] = {
        [IPVS_ADD_SERVICE] = IPVS_CMD_NEW_SERVICE,    [IPVS_EDIT_SERVICE] = IPVS_CMD_SET_SERVICE,
        [IPVS_REMOVE_SERVICE] = IPVS_CMD_DEL_SERVICE, [IPVS_ADD_SERVER] = IPVS_CMD_NEW_DEST,
        [IPVS_EDIT_SERVER] = IPVS_CMD_SET_DEST,       [IPVS_REMOVE_SERVER] = IPVS_CMD_DEL_DEST};
    bool whole_service = edit->kind == IPVS_ADD_SERVICE || edit->kind == IPVS_EDIT_SERVICE;
    bool server = edit->kind >= IPVS_ADD_SERVER;
    struct nl_msg *message = command(netlink, commands[edit->kind]);

    if (message == NULL)
        return NULL;
    if (put_service(message, edit->service, whole_service) < 0 ||
        (server && put_server(message, &edit->server, edit->kind != IPVS_REMOVE_SERVER) < 0)) {
        nlmsg_free(message);
        return NULL;
    }
    return message;
}

/* One datagram. */
static int apply_batch(struct netlink_ipvs *netlink, struct ipvs_edit *edits, size_t count)
{
    struct nl_msg *messages[NETLINK_BATCH_MAX] = {NULL};
    int results[NETLINK_BATCH_MAX], error = 0;
    size_t made = 0;

    for (; made < count && error == 0; made++) {
        messages[made] = edit_message(netlink, &edits[made]);
        error = messages[made] == NULL ? -ENOMEM : 0;
    }
    if (error == 0) {
        error = netlink_transact(netlink->socket, messages, count, results);
        for (size_t i = 0; i < count; i++)
            edits[i].result = results[i];
    }
    for (size_t i = 0; i < made; i++)
        nlmsg_free(messages[i]);
    return error;
}

int netlink_ipvs_apply(struct netlink_ipvs *netlink, struct ipvs_edit *edits, size_t count)
{
    int error = 0;

    for (size_t i = 0; i < count; i++)
        edits[i].result = -EIO;
    for (size_t i = 0; i < count && error == 0; i += NETLINK_BATCH_MAX)
        error =
            apply_batch(netlink, &edits[i], count - i < NETLINK_BATCH_MAX ? count - i : NETLINK_BATCH_MAX);
    return error;
}

int netlink_ipvs_flush(struct netlink_ipvs *netlink)
{
    return carry_out(netlink, command(netlink, IPVS_CMD_FLUSH));
}

/* ---- the synchronisation daemon and timeouts ---- */

static int put_sync_options(struct nl_msg *message, const struct ipvs_sync *sync)
{
    int error = 0;

    if (sync->max_length != 0)
        error |= nla_put_u16(message, IPVS_DAEMON_ATTR_SYNC_MAXLEN, sync->max_length);
    if (sync->port != 0)
        error |= nla_put_u16(message, IPVS_DAEMON_ATTR_MCAST_PORT, sync->port);
    if (sync->ttl != 0)
        error |= nla_put_u8(message, IPVS_DAEMON_ATTR_MCAST_TTL, sync->ttl);
    if (sync->group.family != ADDR_NONE)
        error |= nla_put(message,
                         sync->group.family == ADDR_IPV4 ? IPVS_DAEMON_ATTR_MCAST_GROUP
                                                         : IPVS_DAEMON_ATTR_MCAST_GROUP6,
                         (int)addr_size(&sync->group), sync->group.bytes);
    return error;
}

/* About one role; `sync` NULL: to end it. */
static struct nl_msg *sync_message(const struct netlink_ipvs *netlink, enum ipvs_sync_role role,
                                   const struct ipvs_sync *sync)
{
    struct nl_msg *message = command(netlink, sync == NULL ? IPVS_CMD_DEL_DAEMON : IPVS_CMD_NEW_DAEMON);
    struct nlattr *inside = message == NULL ? NULL : nla_nest_start(message, IPVS_CMD_ATTR_DAEMON);
    int error = inside == NULL ? -1 : nla_put_u32(message, IPVS_DAEMON_ATTR_STATE, role);

    if (error == 0 && sync != NULL)
        error = nla_put_string(message, IPVS_DAEMON_ATTR_MCAST_IFN, sync->interface) |
                nla_put_u32(message, IPVS_DAEMON_ATTR_SYNC_ID, sync->id) | put_sync_options(message, sync);
    if (error == 0)
        error = nla_nest_end(message, inside);
    if (error == 0)
        return message;
    nlmsg_free(message);
    return NULL;
}

int netlink_ipvs_sync_start(struct netlink_ipvs *netlink, enum ipvs_sync_role role,
                            const struct ipvs_sync *sync)
{
    return carry_out(netlink, sync_message(netlink, role, sync));
}

int netlink_ipvs_sync_stop(struct netlink_ipvs *netlink, enum ipvs_sync_role role)
{
    int error = carry_out(netlink, sync_message(netlink, role, NULL));

    return error == -ESRCH ? 0 : error;
}

int netlink_ipvs_sync_roles(struct netlink_ipvs *netlink, unsigned *roles, struct ipvs_sync settings[2])
{
    struct netlink_list list = {.size = sizeof(struct netlink_ipvs_daemon)};
    int error = dump(netlink, command(netlink, IPVS_CMD_GET_DAEMON), read_daemon, &list);
    const struct netlink_ipvs_daemon *daemons = list.items;

    *roles = 0;
    for (size_t i = 0; error == 0 && i < list.count; i++) {
        *roles |= daemons[i].role;
        settings[daemons[i].role == IPVS_SYNC_BACKUP] = daemons[i].sync;
    }
    free(list.items);
    return error;
}

int netlink_ipvs_set_timeouts(struct netlink_ipvs *netlink, const struct ipvs_timeouts *timeouts)
{
    struct nl_msg *message = command(netlink, IPVS_CMD_SET_CONFIG);
    int error = message == NULL ? -1 : 0;

    if (error == 0 && timeouts->tcp_s != 0)
        error |= nla_put_u32(message, IPVS_CMD_ATTR_TIMEOUT_TCP, timeouts->tcp_s);
    if (error == 0 && timeouts->tcp_fin_s != 0)
        error |= nla_put_u32(message, IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, timeouts->tcp_fin_s);
    if (error == 0 && timeouts->udp_s != 0)
        error |= nla_put_u32(message, IPVS_CMD_ATTR_TIMEOUT_UDP, timeouts->udp_s);
    if (error == 0)
        return carry_out(netlink, message);
    nlmsg_free(message);
    return -ENOMEM;
}

static void take_timeouts(void *context, struct nlmsghdr *header)
{
    const void *attributes;
    size_t size;

    if (answer_attributes(header, &attributes, &size))
        netlink_ipvs_read_timeouts(attributes, size, context);
}

int netlink_ipvs_get_timeouts(struct netlink_ipvs *netlink, struct ipvs_timeouts *timeouts)
{
    struct nl_msg *message = command(netlink, IPVS_CMD_GET_CONFIG);
    int error;

    *timeouts = (struct ipvs_timeouts){.tcp_s = 0};
    error = message == NULL ? -ENOMEM : netlink_ask(netlink->socket, message, take_timeouts, timeouts);
    nlmsg_free(message);
    return error;
}
