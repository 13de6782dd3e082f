/* The YAML section `track': what is watched. Pure. */
#ifndef CONF_READ_TRACK_H
#define CONF_READ_TRACK_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the section into conf->trackers: scripts, files, processes, pings, in this order wherever they stand.
 */
void read_track_section(struct reader *reader, const struct yaml_tree *node);

#endif
