/* What the keywords of an instance amount to together, in keepalived's order of precedence. Pure. */
#ifndef CONF_KEEPALIVED_FINISH_H
#define CONF_KEEPALIVED_FINISH_H

#include "conf/keepalived_vrrp.h"

/* Completes instance->model after its block was read. */
void keepalived_finish(struct keepalived *keepalived, struct keepalived_instance *instance);

#endif
