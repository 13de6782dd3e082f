/* Checks of real servers in YAML. Pure. */
#ifndef CONF_READ_LVS_CHECK_H
#define CONF_READ_LVS_CHECK_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* The checks of a map: its key `check', or the list `checks'; *found tells whether either is there. The list
 * belongs to the configuration and may be shared. */
struct conf_check *read_lvs_checks(struct reader *reader, const struct yaml_tree *map, size_t *count,
                                   bool *found);

#endif
