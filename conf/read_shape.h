/* YAML sections of programs that are not built yet: known keys and types only, nothing enters the model, so
 * that every program accepts the whole file from the first day. Pure. */
#ifndef CONF_READ_SHAPE_H
#define CONF_READ_SHAPE_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* A section of the root; `target` is not used. */
void read_shape_servers(struct reader *reader, const struct yaml_tree *value, void *target);

#endif
