/* `heartbeat' of `global': the other nodes, and the key that they share. Pure. */
#ifndef CONF_READ_HEARTBEAT_H
#define CONF_READ_HEARTBEAT_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the map into the heartbeat of a struct conf_global; its key comes through the loader. */
void read_heartbeat(struct reader *reader, const struct yaml_tree *value, void *target);

#endif
