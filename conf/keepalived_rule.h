/* virtual_rules of an instance. Pure. */
#ifndef CONF_KEEPALIVED_RULE_H
#define CONF_KEEPALIVED_RULE_H

#include "conf/keepalived_vrrp.h"

/* Reads the block; target is struct keepalived_instance. */
void keepalived_rules(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

/* Completes the rules when the instance's family is known; drops those that the kernel would refuse. */
void keepalived_rules_finish(struct keepalived *keepalived, struct keepalived_instance *instance);

#endif
