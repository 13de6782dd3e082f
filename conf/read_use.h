/* The YAML list `track' of an instance or group: uses of what the section `track' defines. Pure. */
#ifndef CONF_READ_USE_H
#define CONF_READ_USE_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads a list of uses; the section `track' must have been read. */
void read_use_list(struct reader *reader, const struct yaml_tree *node, struct conf_track **tracks,
                   size_t *count);

#endif
