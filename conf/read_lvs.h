/* The section `virtual_servers' in YAML. Pure. */
#ifndef CONF_READ_LVS_H
#define CONF_READ_LVS_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the list into the configuration (target is not used); `notify' must have been read. */
void read_lvs_section(struct reader *reader, const struct yaml_tree *value, void *target);

#endif
