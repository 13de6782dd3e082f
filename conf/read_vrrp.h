/* The YAML keys that vrrpd acts on: `global` and `instances`. Fills the model; what needs the whole
 * configuration is left to conf/check.c. Pure. */
#ifndef CONF_READ_VRRP_H
#define CONF_READ_VRRP_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the root map of a YAML file into reader->conf. */
void read_vrrp_root(struct reader *reader, const struct yaml_tree *root);

#endif
