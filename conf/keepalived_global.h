/* global_defs: fills conf->global and the defaults of instances. Pure. */
#ifndef CONF_KEEPALIVED_GLOBAL_H
#define CONF_KEEPALIVED_GLOBAL_H

#include "conf/keepalived_walk.h"

/* Reads one global_defs block. */
void keepalived_global(struct keepalived *keepalived, const struct keepalived_line *line);

#endif
