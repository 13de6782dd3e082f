/* unicast_peer and unicast_ttl of an instance. Pure. */
#ifndef CONF_KEEPALIVED_UNICAST_H
#define CONF_KEEPALIVED_UNICAST_H

#include "conf/keepalived_vrrp.h"

/* Read one keyword; target is struct keepalived_instance. */
void keepalived_unicast_peers(struct keepalived *keepalived, const struct keepalived_line *line,
                              void *target);
void keepalived_unicast_ttl(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

/* Drops the peers that cannot be, when the source is known. */
void keepalived_unicast_finish(struct keepalived *keepalived, struct keepalived_instance *instance);

#endif
