/* Netlink sockets. What is asked of one stands in netlink_addr.h and the programs' own netlink files;
 * how the bytes look stays behind netlink_wire.h. */
#ifndef LIB_NETLINK_H
#define LIB_NETLINK_H

struct netlink;

/* A socket for requests and answers. 0 or negative errno. */
int netlink_open(struct netlink **out);

/* A socket for requests to the packet filter. 0 or negative errno (-EPROTONOSUPPORT: the kernel has none). */
int netlink_open_filter(struct netlink **out);

/* A socket for requests to a generic netlink family. 0 or negative errno. */
int netlink_open_generic(struct netlink **out);

/* A non-blocking socket that hears changes of links and addresses. 0 or negative errno. */
int netlink_open_monitor(struct netlink **out);

/* From now on the kernel says of a batch of requests what it refused and when it is done, nothing of those
 * that it carried out: for many requests of which none is expected to fail. */
void netlink_answer_sparsely(struct netlink *netlink);

/* The monitor no longer hears of IPv4 addresses that were added or renewed through `requests`; the kernel
 * says of no IPv6 address who did it. 0 or negative errno. */
int netlink_ignore_added_by(struct netlink *monitor, const struct netlink *requests);

/* NULL is fine. */
void netlink_free(struct netlink *netlink);

/* The socket, to be watched for reading; stays the netlink's. */
int netlink_fd(const struct netlink *netlink);

#endif
