/* vrrp_sync_group: instances that are master together. Pure. */
#ifndef CONF_KEEPALIVED_GROUP_H
#define CONF_KEEPALIVED_GROUP_H

#include "conf/keepalived_walk.h"

/* Reads one block, when all instances are known. */
void keepalived_group(struct keepalived *keepalived, const struct keepalived_line *line);

#endif
