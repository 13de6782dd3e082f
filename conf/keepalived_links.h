/* interface_up_down_delays. Pure. */
#ifndef CONF_KEEPALIVED_LINKS_H
#define CONF_KEEPALIVED_LINKS_H

#include "conf/keepalived_walk.h"

/* Reads the block into conf->global.link_delays (target is not used). */
void keepalived_link_delays(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

#endif
