/* What the kernel tells of its IPVS table, as attributes after the generic netlink header, read into
 * ipvs.h's rows. Trusts no length; asks nobody. */
#ifndef LIB_NETLINK_IPVS_READ_H
#define LIB_NETLINK_IPVS_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/netlink_ipvs.h"

/* Reads one service, without its servers. False when something is missing that every service has. */
bool netlink_ipvs_read_service(const void *attributes, size_t size, struct ipvs_listed_service *out);

/* Reads one server. False when something is missing that every server has. */
bool netlink_ipvs_read_server(const void *attributes, size_t size, struct ipvs_listed_server *out);

/* What the synchronisation daemon of one role was started with. */
struct netlink_ipvs_daemon {
    enum ipvs_sync_role role;
    struct ipvs_sync sync;
};
bool netlink_ipvs_read_daemon(const void *attributes, size_t size, struct netlink_ipvs_daemon *out);

/* Reads the timeouts; what is not told is 0. False when these are no attributes. */
bool netlink_ipvs_read_timeouts(const void *attributes, size_t size, struct ipvs_timeouts *out);

#endif
