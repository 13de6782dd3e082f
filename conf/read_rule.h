/* The YAML list `rules' of an instance. Pure. */
#ifndef CONF_READ_RULE_H
#define CONF_READ_RULE_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads the list into the instance that is the target; conf/read_route.c completes it. */
void read_rules(struct reader *reader, const struct yaml_tree *value, void *target);

#endif
