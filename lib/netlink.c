/* Routing netlink sockets through libnl-3; see netlink.h and netlink_wire.h. */
#include "lib/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/netlink_wire.h"

enum {
    MONITOR_BUFFER = 1 << 20,
    FILTER_BUFFER = 4 << 20,
    PART_SIZE = 32768,  /* of a dump: the kernel sends no longer ones */
    ANSWER_SECONDS = 5, /* the kernel answers at once or never */
    DUMP_TRIES = 10,
    NO_ANSWER = 1, /* no error of the kernel is positive */
};

struct netlink {
    struct nl_sock *socket;
    netlink_handler *handler; /* of the call under way */
    void *context;
    unsigned first_sequence; /* of the batch or dump under way */
    int refused;             /* negative errno of the dump under way */
    size_t expected;
    size_t acknowledged;
    int *results;
    bool generic;
    bool sparse; /* only the last request of a batch is acknowledged: what is refused is told anyway */
    bool all_or_nothing; /* the batch under way stands between two messages that are not acknowledged */
};

/* libnl's own numbers back to errno. */
static int to_errno(int error)
{
    switch (-error) {
    case NLE_SUCCESS:
        return 0;
    case NLE_AGAIN:
        return -EAGAIN;
    case NLE_NOMEM:
        return errno == ENOBUFS ? -ENOBUFS : -ENOMEM;
    case NLE_PERM:
    case NLE_NOACCESS:
        return -EPERM;
    case NLE_DUMP_INTR:
        return -EINTR;
    case NLE_INTR:
        return -EINTR;
    default:
        return -EIO;
    }
}

static int on_valid(struct nl_msg *message, void *context)
{
    struct netlink *netlink = context;

    if (netlink->handler != NULL)
        netlink->handler(netlink->context, nlmsg_hdr(message));
    return NL_OK;
}

static void acknowledge(struct netlink *netlink, unsigned sequence, int error)
{
    size_t index = sequence - netlink->first_sequence;

    if (netlink->results == NULL && index == 0)
        netlink->refused = error; /* a dump ends with its last message: this is no acknowledgement */
    if (netlink->results == NULL || index >= netlink->expected)
        return;
    netlink->results[index] = error;
    netlink->acknowledged++;
    if (netlink->sparse && index + 1 == netlink->expected)
        netlink->acknowledged = netlink->expected;
    /* A refusal of the opening message is one of everything: nothing else will be answered. */
    if (netlink->all_or_nothing && index == 0)
        netlink->acknowledged = netlink->expected;
}

static int on_ack(struct nl_msg *message, void *context)
{
    acknowledge(context, nlmsg_hdr(message)->nlmsg_seq, 0);
    return NL_OK;
}

static int on_error(struct sockaddr_nl *sender, struct nlmsgerr *error, void *context)
{
    (void)sender;
    acknowledge(context, error->msg.nlmsg_seq, error->error);
    return NL_SKIP;
}

static int open_socket(struct netlink **out, int protocol)
{
    struct netlink *netlink = calloc(1, sizeof(*netlink));
    int error;

    *out = NULL;
    if (netlink == NULL)
        return -ENOMEM;
    netlink->socket = nl_socket_alloc();
    if (netlink->socket == NULL) {
        free(netlink);
        return -ENOMEM;
    }
    error = nl_connect(netlink->socket, protocol);
    if (error < 0) {
        netlink_free(netlink);
        return to_errno(error);
    }
    nl_socket_disable_seq_check(netlink->socket);
    nl_socket_disable_auto_ack(netlink->socket);
    nl_socket_modify_cb(netlink->socket, NL_CB_VALID, NL_CB_CUSTOM, on_valid, netlink);
    nl_socket_modify_cb(netlink->socket, NL_CB_ACK, NL_CB_CUSTOM, on_ack, netlink);
    nl_socket_modify_err_cb(netlink->socket, NL_CB_CUSTOM, on_error, netlink);
    *out = netlink;
    return 0;
}

static int open_for_requests(struct netlink **out, int protocol)
{
    struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    int error = open_socket(out, protocol);

    if (error == 0)
        setsockopt(netlink_fd(*out), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    return error;
}

int netlink_open(struct netlink **out)
{
    return open_for_requests(out, NETLINK_ROUTE);
}

int netlink_open_filter(struct netlink **out)
{
    int error = open_for_requests(out, NETLINK_NETFILTER), room = FILTER_BUFFER, on = 1;

    if (error < 0)
        return error;
    /* Wishes: without them only very many addresses at once are refused. */
    setsockopt(netlink_fd(*out), SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
    setsockopt(netlink_fd(*out), SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
    return 0;
}

int netlink_open_generic(struct netlink **out)
{
    int error = open_for_requests(out, NETLINK_GENERIC), on = 1;

    if (error < 0)
        return error;
    setsockopt(netlink_fd(*out), SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
    (*out)->generic = (*out)->sparse = true;
    /* One call for each part, and none to ask for its size before. */
    nl_socket_set_msg_buf_size((*out)->socket, PART_SIZE);
    nl_socket_disable_msg_peek((*out)->socket);
    return 0;
}

int netlink_open_monitor(struct netlink **out)
{
    int error = open_socket(out, NETLINK_ROUTE);

    if (error < 0)
        return error;
    nl_socket_set_nonblocking((*out)->socket);
    nl_socket_set_buffer_size((*out)->socket, MONITOR_BUFFER, 0);
    error =
        nl_socket_add_memberships((*out)->socket, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, 0);
    if (error == 0)
        return 0;
    netlink_free(*out);
    *out = NULL;
    return to_errno(error);
}

void netlink_answer_sparsely(struct netlink *netlink)
{
    netlink->sparse = true;
}

int netlink_ignore_added_by(struct netlink *monitor, const struct netlink *requests)
{
    uint32_t port = nl_socket_get_local_port(requests->socket);
    /* The filter loads in network order what stands there in the host's. */
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct nlmsghdr, nlmsg_type)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWADDR), 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct nlmsghdr, nlmsg_pid)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(port), 1, 0),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog program = {.len = sizeof(code) / sizeof(*code), .filter = code};

    return setsockopt(netlink_fd(monitor), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0
               ? -errno
               : 0;
}

void netlink_free(struct netlink *netlink)
{
    if (netlink == NULL)
        return;
    nl_socket_free(netlink->socket);
    free(netlink);
}

int netlink_fd(const struct netlink *netlink)
{
    return nl_socket_get_fd(netlink->socket);
}

/* A dump under way. */
struct dump {
    netlink_reader *reader;
    struct netlink_list *list;
    void *record; /* room for one */
    bool no_memory;
};

static void collect(void *context, struct nlmsghdr *header)
{
    struct dump *dump = context;
    struct netlink_list *list = dump->list;
    size_t room = list->count == 0 ? 1 : 2 * list->count;
    void *items;

    if (dump->no_memory || !dump->reader(header, dump->record))
        return;
    if ((list->count & (list->count - 1)) == 0) { /* a power of two is full */
        items = realloc(list->items, room * list->size);
        dump->no_memory = items == NULL;
        if (items == NULL)
            return;
        list->items = items;
    }
    memcpy((char *)list->items + list->count++ * list->size, dump->record, list->size);
}

static int dump_once(struct netlink *netlink, const struct netlink_query *query)
{
    int error;

    netlink->first_sequence = nl_socket_use_seq(netlink->socket) + 1; /* the next one is the request's */
    netlink->refused = 0;
    error = nl_send_simple(netlink->socket, query->type, NLM_F_DUMP, (void *)(uintptr_t)query->header,
                           query->header_size);
    if (error >= 0)
        error = nl_recvmsgs_default(netlink->socket);
    return error < 0 ? to_errno(error) : netlink->refused;
}

static int dump(struct netlink *netlink, const struct netlink_query *query, netlink_reader *reader,
                struct netlink_list *list)
{
    struct dump dump = {.reader = reader, .list = list, .record = malloc(list->size)};
    int error = dump.record == NULL ? -ENOMEM : -EINTR;

    netlink->handler = collect;
    netlink->context = &dump;
    for (int i = 0; i < DUMP_TRIES && error == -EINTR; i++) {
        list->count = 0;
        free(list->items);
        list->items = NULL;
        error = dump_once(netlink, query);
    }
    netlink->handler = NULL;
    free(dump.record);
    if (error == 0 && dump.no_memory)
        error = -ENOMEM;
    if (error == 0)
        return 0;
    free(list->items);
    list->items = NULL;
    list->count = 0;
    return error;
}

int netlink_dump(struct netlink *netlink, int type, netlink_reader *reader, struct netlink_list *list)
{
    const struct rtgenmsg header = {.rtgen_family = AF_UNSPEC};
    const struct netlink_query query = {.type = type, .header = &header, .header_size = sizeof(header)};

    return dump(netlink, &query, reader, list);
}

/* Strict checking makes the kernel take the header's fields for a filter; other requests of ours would not
 * survive it. */
int netlink_dump_query(struct netlink *netlink, const struct netlink_query *query, netlink_reader *reader,
                       struct netlink_list *list)
{
    int on = 1, off = 0, error;

    if (netlink->generic)
        return dump(netlink, query, reader, list);
    setsockopt(netlink_fd(netlink), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
    error = dump(netlink, query, reader, list);
    setsockopt(netlink_fd(netlink), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &off, sizeof(off));
    return error;
}

int netlink_join(struct netlink *monitor, int group)
{
    int error = nl_socket_add_membership(monitor->socket, group);

    return error < 0 ? to_errno(error) : 0;
}

int netlink_drain(struct netlink *netlink, netlink_handler *handler, void *context)
{
    int error = 0;

    netlink->handler = handler;
    netlink->context = context;
    while (error == 0) {
        errno = 0;
        error = nl_recvmsgs_default(netlink->socket);
        error = error < 0 ? to_errno(error) : 0;
    }
    netlink->handler = NULL;
    return error == -EAGAIN ? 0 : -ENOBUFS;
}

/* Between an opening and a closing message everything is answered that is no such message. */
static bool wants_answer(const struct netlink *netlink, size_t index, size_t count)
{
    if (netlink->all_or_nothing)
        return index > 0 && index + 1 < count;
    return !netlink->sparse || index + 1 == count;
}

/* All requests back to back in one datagram. */
static int send_batch(struct netlink *netlink, struct nl_msg *const messages[], size_t count)
{
    struct iovec parts[NETLINK_BATCH_MAX];
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct msghdr header = {
        .msg_name = &kernel, .msg_namelen = sizeof(kernel), .msg_iov = parts, .msg_iovlen = count};

    netlink->first_sequence = nl_socket_use_seq(netlink->socket);
    for (size_t i = 0; i < count; i++) {
        struct nlmsghdr *message = nlmsg_hdr(messages[i]);

        message->nlmsg_seq = i == 0 ? netlink->first_sequence : nl_socket_use_seq(netlink->socket);
        message->nlmsg_pid = nl_socket_get_local_port(netlink->socket);
        message->nlmsg_flags |= NLM_F_REQUEST;
        if (wants_answer(netlink, i, count))
            message->nlmsg_flags |= NLM_F_ACK;
        parts[i] = (struct iovec){.iov_base = message, .iov_len = NLMSG_ALIGN(message->nlmsg_len)};
    }
    return sendmsg(netlink_fd(netlink), &header, 0) < 0 ? -errno : 0;
}

static int transact(struct netlink *netlink, struct nl_msg *const messages[], size_t count, int results[])
{
    int error;

    if (count > NETLINK_BATCH_MAX)
        return -E2BIG;
    for (size_t i = 0; i < count; i++)
        results[i] = NO_ANSWER;
    netlink->expected = count;
    netlink->acknowledged = netlink->all_or_nothing ? 2 : 0;
    netlink->results = results;
    error = send_batch(netlink, messages, count);
    while (error == 0 && netlink->acknowledged < count) {
        errno = 0;
        error = nl_recvmsgs_default(netlink->socket);
        error = error < 0 ? to_errno(error) : 0;
    }
    netlink->results = NULL;
    for (size_t i = 0; i < count; i++)
        if (results[i] == NO_ANSWER)
            results[i] = error == 0 && netlink->sparse ? 0 : -EIO;
    return error;
}

int netlink_transact(struct netlink *netlink, struct nl_msg *const messages[], size_t count, int results[])
{
    netlink->all_or_nothing = false;
    return transact(netlink, messages, count, results);
}

int netlink_ask(struct netlink *netlink, struct nl_msg *message, netlink_handler *handler, void *context)
{
    int result, error;

    netlink->handler = handler;
    netlink->context = context;
    error = netlink_transact(netlink, &message, 1, &result);
    netlink->handler = NULL;
    return error == 0 ? result : error;
}

int netlink_transact_whole(struct netlink *netlink, struct nl_msg *const messages[], size_t count)
{
    int results[NETLINK_BATCH_MAX], error;

    netlink->all_or_nothing = true;
    error = transact(netlink, messages, count, results);
    if (error == 0 && results[0] != -EIO)
        return results[0];
    for (size_t i = 1; i + 1 < count && error == 0; i++)
        error = results[i];
    return error;
}
