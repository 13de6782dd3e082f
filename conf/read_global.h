/* The YAML section `global'. Pure. */
#ifndef CONF_READ_GLOBAL_H
#define CONF_READ_GLOBAL_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the section into conf->global; before the instances, whose defaults it holds. */
void read_global(struct reader *reader, const struct yaml_tree *node);

#endif
