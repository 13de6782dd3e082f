/* vrrp_script, track_file and vrrp_track_process: what is watched, and the uses of it in instances and
 * groups. Definitions are read before any use, wherever they stand. Pure. */
#ifndef CONF_KEEPALIVED_TRACK_H
#define CONF_KEEPALIVED_TRACK_H

#include "conf/keepalived_walk.h"

/* Read one block of that kind. */
void keepalived_track_script(struct keepalived *keepalived, const struct keepalived_line *line);
void keepalived_track_file(struct keepalived *keepalived, const struct keepalived_line *line);
void keepalived_track_process(struct keepalived *keepalived, const struct keepalived_line *line);

#endif
