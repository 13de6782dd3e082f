/* The virtual addresses of a configuration as one list without duplicates: which instances want each, whether
 * the kernel has it, and what to change. Pure: the kernel's list goes in, changes come out. */
#ifndef VRRPD_VRRP_VIPS_H
#define VRRPD_VRRP_VIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"
#include "vrrpd/vrrp/interfaces.h"
#include "vrrpd/vrrp/lease.h"

struct vip {
    struct conf_address address;
    size_t interface; /* number of its interface */
    size_t owner;     /* first instance that has it */
    bool wanted;      /* some MASTER has it */
    bool closed;      /* ... and packets to it are not to be accepted */
    bool present;     /* the kernel has it */
    bool listed;      /* ... and said so when it was asked for all */
    bool permanent;   /* ... and will not remove it by itself */
    bool sibling;     /* IPv6: the interface has an address of its own in the same subnet */
    struct lease lease;
    struct lease_claim claim;
    bool ready;       /* ... and answers for it: duplicate address detection is over, or was not asked for */
    bool duplicate;   /* IPv6: the kernel found another holder, and keeps it unusable */
    bool ours;        /* by mark or by ledger, put there by vrrpd */
    bool added;       /* in the last change */
    bool was_present; /* wanted and present before the last look: its absence is somebody's doing */
    int last_error;   /* negative errno of the last attempt, 0 when fine */
    bool foreign_reported;
    bool duplicate_reported;
};

/* What finds a VIP: sorted by interface, address and prefix. */
struct vip_key {
    size_t interface;
    struct addr address;
    uint8_t prefix_length;
    size_t item; /* number of the VIP */
};

struct vips {
    struct vip *items;
    struct vip_key *keys; /* as many */
    size_t count;
    size_t **of_instance; /* of_instance[i]: numbers of instance i's addresses */
    size_t *of_instance_count;
};

/* Collects them. 0 or -ENOMEM. */
int vips_collect(struct vips *vips, const struct conf *conf, const struct interfaces *interfaces);
/* Frees everything; after a failed vips_collect(), too. */
void vips_free(struct vips *vips, size_t instance_count);

/* The VIP with this address, prefix and interface, or NULL. */
struct vip *vips_find(const struct vips *vips, size_t interface, const struct addr *address,
                      uint8_t prefix_length);

/* True when `address` is one of the VIPs on that interface, whatever its prefix: no source for adverts. */
bool vips_contain(const struct vips *vips, size_t interface, const struct addr *address);

/* Notes who wants what: `master[i]` says whether instance i is MASTER. Nothing has a claim afterwards. */
void vips_want(struct vips *vips, const bool *master, size_t instance_count);

/* Notes the claim that the adverts of a MASTER give to its addresses; of two masters the longer one counts.
 */
void vips_claim(struct vips *vips, size_t instance, const struct lease_claim *claim);

#endif
