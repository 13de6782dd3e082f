/* The kernel's table as far as it is known: what was read last, and every edit since that the kernel
 * acknowledged. Owns its rows. Pure: knows nothing of netlink. */
#ifndef VRRPD_LVS_MIRROR_H
#define VRRPD_LVS_MIRROR_H

#include "vrrpd/lvs/table.h"

/* All zero is an empty one. */
struct mirror {
    struct table table;
    size_t room; /* for services */
};

/* Becomes what was read. 0 or -ENOMEM: it is empty then. */
int mirror_take(struct mirror *mirror, const struct ipvs_listing *listing);

/* Carries out one edit that the kernel carried out, whatever its `result` says; one that changes nothing here
 * is fine. The edit's service may stand in this very table. 0 or -ENOMEM: it is no mirror any more. */
int mirror_apply(struct mirror *mirror, const struct ipvs_edit *edit);

/* Empties it. */
void mirror_free(struct mirror *mirror);

#endif
