/* A table of the kernel's packet filter (nf_tables) that drops what is addressed to a list of addresses of
 * this machine, neighbour discovery excepted. Replaced as a whole, in one transaction; touches no other
 * table. */
#ifndef VRRPD_OS_NETLINK_FILTER_H
#define VRRPD_OS_NETLINK_FILTER_H

#include <stddef.h>

#include "lib/addr.h"
#include "lib/netlink.h"

enum { NETLINK_FILTER_NAME_MAX = 32 };

/* Makes `table` drop packets to these addresses, and to no others; whatever was in it is gone. `filter` comes
 * from netlink_open_filter(). 0 or negative errno (-EOPNOTSUPP: the kernel has no nf_tables; -E2BIG: too
 * many).
 */
int netlink_filter_replace(struct netlink *filter, const char *table, const struct addr *addresses,
                           size_t count);

/* Removes the table; one that is gone already is fine. 0 or negative errno. */
int netlink_filter_remove(struct netlink *filter, const char *table);

#endif
