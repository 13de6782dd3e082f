/* For the netlink*.c files alone: messages as libnl has them. No other file includes this. */
#ifndef LIB_NETLINK_WIRE_H
#define LIB_NETLINK_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct netlink;
struct nl_msg;
struct nlmsghdr;

enum {
    NETLINK_BATCH_MAX = 64, /* beyond it the acknowledgements overflow the default receive buffer */
};

/* Called for each message of an answer or each change heard. */
typedef void netlink_handler(void *context, struct nlmsghdr *header);

/* Reads one message of a dump into a record; false when it is none of the kind. */
typedef bool netlink_reader(struct nlmsghdr *header, void *record);

/* Records of one kind. */
struct netlink_list {
    void *items;
    size_t size; /* of one record */
    size_t count;
};

/* Dumps everything a request of `type` answers into list->items (the caller frees it), again from the start
 * when the kernel says the table changed meanwhile. 0 or negative errno. */
int netlink_dump(struct netlink *netlink, int type, netlink_reader *reader, struct netlink_list *list);

/* Hands over what was heard. 0, or -ENOBUFS when changes were lost and everything must be looked at again. */
int netlink_drain(struct netlink *netlink, netlink_handler *handler, void *context);

/* A dump of less than everything: the request's own header, whose fields choose. Kernels before 4.20 answer
 * with everything all the same. */
struct netlink_query {
    int type;
    const void *header;
    size_t header_size;
};

/* As netlink_dump(), for a query: of the routing family, or of a generic one, which has filters of its own.
 */
int netlink_dump_query(struct netlink *netlink, const struct netlink_query *query, netlink_reader *reader,
                       struct netlink_list *list);

/* Lets a monitor hear another group. 0 or negative errno. */
int netlink_join(struct netlink *monitor, int group);

/* Sends up to NETLINK_BATCH_MAX requests as one datagram and waits for all acknowledgements; results[i] is 0
 * or negative errno of messages[i]. 0, or negative errno when the answers are not complete. */
int netlink_transact(struct netlink *netlink, struct nl_msg *const messages[], size_t count, int results[]);

/* Sends one request, hands over what it is answered (`handler` NULL: nobody wants it) and waits for the
 * acknowledgement. 0 or negative errno. */
int netlink_ask(struct netlink *netlink, struct nl_msg *message, netlink_handler *handler, void *context);

/* As netlink_transact(), for requests that are carried out together or not at all: the first and the last
 * message open and close them. 0, or negative errno of the first that was refused. */
int netlink_transact_whole(struct netlink *netlink, struct nl_msg *const messages[], size_t count);

#endif
