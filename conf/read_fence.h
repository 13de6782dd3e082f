/* The key `fence' of a YAML file. Pure. */
#ifndef CONF_READ_FENCE_H
#define CONF_READ_FENCE_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads it into `target`, a struct conf_fence. */
void read_fence(struct reader *reader, const struct yaml_tree *value, struct conf_fence *target);

#endif
