/* virtual_routes of an instance. Pure. */
#ifndef CONF_KEEPALIVED_ROUTE_H
#define CONF_KEEPALIVED_ROUTE_H

#include "conf/keepalived_vrrp.h"

/* Reads the block; target is struct keepalived_instance. */
void keepalived_routes(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

/* Completes the routes when the instance's family is known; drops those that the kernel would refuse. */
void keepalived_routes_finish(struct keepalived *keepalived, struct keepalived_instance *instance);

#endif
