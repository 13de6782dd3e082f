/* The YAML section `groups'. Pure. */
#ifndef CONF_READ_GROUP_H
#define CONF_READ_GROUP_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the map of groups; the instances must have been read. */
void read_group_section(struct reader *reader, const struct yaml_tree *node);

#endif
