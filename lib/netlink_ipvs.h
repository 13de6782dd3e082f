/* The door to the kernel's IPVS table: generic netlink through libnl. Reads the whole table, writes edits
 * many per datagram, counts the answers. Decides nothing; the table's rows are ipvs.h's. */
#ifndef LIB_NETLINK_IPVS_H
#define LIB_NETLINK_IPVS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/ipvs.h"

struct netlink_ipvs;

/* A socket for the table of this network namespace. 0 or negative errno; -ENOENT: this kernel has no ip_vs,
 * or it cannot be loaded: asking loads it, whoever asks. */
int netlink_ipvs_open(struct netlink_ipvs **out);

/* NULL is fine. */
void netlink_ipvs_free(struct netlink_ipvs *netlink);

/* Reads the whole table; the caller frees it with ipvs_listing_free(). 0 or negative errno (-EPERM, -EINTR:
 * it changed while it was read, five times in a row). */
int netlink_ipvs_list(struct netlink_ipvs *netlink, struct ipvs_listing *out);

/* Carries out edits in their order. 0 when every one has its answer in `result`, else negative errno: what
 * was not answered has -EIO, and the table has to be read again. */
int netlink_ipvs_apply(struct netlink_ipvs *netlink, struct ipvs_edit *edits, size_t count);

/* The connection synchronisation daemon of this namespace. */
enum ipvs_sync_role { IPVS_SYNC_MASTER = 1, IPVS_SYNC_BACKUP = 2 }; /* the kernel's numbers */
struct ipvs_sync {
    char interface[IPVS_NAME_MAX];
    uint8_t id;
    uint8_t ttl;         /* 0: the kernel's default, 1 */
    uint16_t max_length; /* 0: the kernel's default */
    uint16_t port;       /* 0: 8848 */
    struct addr group;   /* ADDR_NONE: 224.0.0.81 */
};

/* Starts one role; -EEXIST: it runs already. 0 or negative errno. */
int netlink_ipvs_sync_start(struct netlink_ipvs *netlink, enum ipvs_sync_role role,
                            const struct ipvs_sync *sync);

/* Stops one role; one that does not run is fine. 0 or negative errno. */
int netlink_ipvs_sync_stop(struct netlink_ipvs *netlink, enum ipvs_sync_role role);

/* Which roles run, as a sum of enum ipvs_sync_role, and with what settings. 0 or negative errno. */
int netlink_ipvs_sync_roles(struct netlink_ipvs *netlink, unsigned *roles, struct ipvs_sync settings[2]);

/* Seconds; 0 keeps what there is. 0 or negative errno. */
struct ipvs_timeouts {
    uint32_t tcp_s, tcp_fin_s, udp_s;
};
int netlink_ipvs_set_timeouts(struct netlink_ipvs *netlink, const struct ipvs_timeouts *timeouts);
int netlink_ipvs_get_timeouts(struct netlink_ipvs *netlink, struct ipvs_timeouts *timeouts);

/* Removes every service of this namespace, whoever made it. 0 or negative errno. */
int netlink_ipvs_flush(struct netlink_ipvs *netlink);

#endif
