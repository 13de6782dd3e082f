/* `arbiter' of `global': who is asked whether this node is cut off. Pure. */
#ifndef CONF_READ_ARBITER_H
#define CONF_READ_ARBITER_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the key out of the map of `global', after the trackers that it names. */
void read_arbiter(struct reader *reader, const struct yaml_tree *global);

#endif
