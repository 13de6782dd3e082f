/* The YAML list `routes' of an instance, and what completes both it and `rules'. Pure. */
#ifndef CONF_READ_ROUTE_H
#define CONF_READ_ROUTE_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the list into the instance that is the target. */
void read_routes(struct reader *reader, const struct yaml_tree *value, void *target);

/* Completes both when the instance's family is known, and complains of what the kernel would refuse. */
void read_route_settle(struct reader *reader, struct conf_instance *instance);

#endif
