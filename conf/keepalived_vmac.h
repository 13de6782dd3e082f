/* use_vmac of an instance: a virtual MAC on a macvlan of its own. Pure. */
#ifndef CONF_KEEPALIVED_VMAC_H
#define CONF_KEEPALIVED_VMAC_H

#include "conf/keepalived_vrrp.h"

/* Read use_vmac and vmac_xmit_base; target is struct keepalived_instance. What is not said is filled by
 * conf/settle.c. */
void keepalived_vmac(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_vmac_base(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

#endif
