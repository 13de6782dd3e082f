/* The lines of virtual_ipaddress and virtual_ipaddress_excluded. Pure. */
#ifndef CONF_KEEPALIVED_ADDRESS_H
#define CONF_KEEPALIVED_ADDRESS_H

#include "conf/keepalived_vrrp.h"

/* Read the addresses of a block; target is struct keepalived_instance. */
void keepalived_address_main(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_address_excluded(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target);

#endif
