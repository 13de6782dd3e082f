/* What to do about a virtual MAC's interface (RFC 9568 7.3, a macvlan on the instance's own interface), given
 * what the kernel has. Pure. */
#ifndef VRRPD_VRRP_VMAC_H
#define VRRPD_VRRP_VMAC_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/model.h"

enum vmac_step {
    VMAC_WAIT,    /* the interface below is not there */
    VMAC_CREATE,  /* nothing has the name */
    VMAC_USE,     /* it is there as it has to be, whoever made it */
    VMAC_REBUILD, /* ours, but on another interface or with another MAC */
    VMAC_FOREIGN, /* something else has the name: not to be touched, not to be used */
};

/* What has the name now. */
struct vmac_found {
    int index; /* 0: nothing */
    int parent_index;
    bool macvlan;
    uint8_t mac[CONF_MAC_SIZE];
};

/* `base_index` is the interface it belongs on, 0 when that is not there; `ours`: vrrpd made what has the
 * name.
 */
enum vmac_step vmac_next(const struct vmac_found *found, int base_index, const uint8_t mac[CONF_MAC_SIZE],
                         bool ours);

/* True when the instance's virtual MAC carries addresses of that family. */
bool vmac_carries(const struct conf_instance *instance, enum addr_family family);

#endif
