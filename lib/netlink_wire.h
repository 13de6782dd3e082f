/* For the netlink*.c files alone: messages as libnl has them. No other file includes this. */
#ifndef LIB_NETLINK_WIRE_H
#define LIB_NETLINK_WIRE_H

#include <stddef.h>

struct netlink;
struct nl_msg;
struct nlmsghdr;

enum {
    NETLINK_BATCH_MAX = 64, /* beyond it the acknowledgements overflow the default receive buffer */
};

/* Called for each message of an answer or each change heard. */
typedef void netlink_handler(void *context, struct nlmsghdr *header);

/* Dumps with a request of `type` and `family`, again from the start when the kernel says the table changed
 * meanwhile; `restart` (may be NULL) tells the handler's owner to forget. 0 or negative errno. */
int netlink_dump(struct netlink *netlink, int type, int family, netlink_handler *handler, void *context,
                 void (*restart)(void *context));

/* Hands over what was heard. 0, or -ENOBUFS when changes were lost and everything must be looked at again. */
int netlink_drain(struct netlink *netlink, netlink_handler *handler, void *context);

/* Sends up to NETLINK_BATCH_MAX requests as one datagram and waits for all acknowledgements; results[i] is 0
 * or negative errno of messages[i]. 0, or negative errno when the answers are not complete. */
int netlink_transact(struct netlink *netlink, struct nl_msg *const messages[], size_t count, int results[]);

#endif
