/* The key `lease' of a YAML file. Pure. */
#ifndef CONF_READ_LEASE_H
#define CONF_READ_LEASE_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads auto, off or a duration of whole seconds into `*wish_us`, or complains and leaves it alone. */
void read_lease(struct reader *reader, const struct yaml_tree *value, int64_t *wish_us);

#endif
