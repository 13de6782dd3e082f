/* The key `lvs' of `global' in YAML. Pure. */
#ifndef CONF_READ_LVS_GLOBAL_H
#define CONF_READ_LVS_GLOBAL_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads it into reader->conf->lvs (target is not used). */
void read_lvs_global(struct reader *reader, const struct yaml_tree *value, void *target);

#endif
