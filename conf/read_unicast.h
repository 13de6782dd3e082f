/* The YAML keys `unicast' and `vmac' of an instance. Pure. */
#ifndef CONF_READ_UNICAST_H
#define CONF_READ_UNICAST_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads `unicast' {source, peers, ttl} into the instance that is the target. */
void read_unicast(struct reader *reader, const struct yaml_tree *value, void *target);

/* Reads `vmac' (true, false, or {interface, address, transmit}) into the instance that is the target. */
void read_vmac(struct reader *reader, const struct yaml_tree *value, void *target);

/* What `unicast' means beside the other keys, when all are read. */
void read_unicast_settle(struct reader *reader, const struct yaml_tree *node,
                         const struct conf_instance *instance);

#endif
