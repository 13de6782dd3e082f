/* The key `on_silent_master' of a YAML file. Pure. */
#ifndef CONF_READ_SILENT_H
#define CONF_READ_SILENT_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads promote, hold, hold-for or `hold-for DURATION' into `*instance`, or complains and leaves it alone. */
void read_silent(struct reader *reader, const struct yaml_tree *value, struct conf_instance *instance);

#endif
