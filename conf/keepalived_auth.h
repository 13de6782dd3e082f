/* The block `authentication' of an instance; what it amounts to is judged in conf/keepalived_finish.c. Pure.
 */
#ifndef CONF_KEEPALIVED_AUTH_H
#define CONF_KEEPALIVED_AUTH_H

#include "conf/keepalived_walk.h"

/* Reads the block; target is struct keepalived_instance. */
void keepalived_auth(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

#endif
