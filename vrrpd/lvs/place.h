/* Whether a virtual server is in this node's table. A director that is a real server of the same address as
 * well gets packets from the MASTER of that address: with the virtual server in its own table it would
 * schedule them a second time. Pure. */
#ifndef VRRPD_LVS_PLACE_H
#define VRRPD_LVS_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/model_lvs.h"

/* True when one of its real servers has one of these addresses; they are sorted by addr_compare(). */
bool place_is_local(const struct conf_virtual_server *service, const struct addr *own, size_t count);

/* True when it belongs into the table. `master`: the instance that has its address is MASTER here; does not
 * count when there is none. */
bool place_wanted(const struct conf_virtual_server *service, bool local, bool master);

#endif
