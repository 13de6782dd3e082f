/* Heartbeats and arbiters in the canonical YAML. Pure. */
#ifndef CONF_PRINT_PATHS_H
#define CONF_PRINT_PATHS_H

#include <stdio.h>

#include "conf/model.h"

/* The keys `heartbeat' and `arbiter' of `global', what there is of them. The key file's path, never the key.
 */
void print_paths(FILE *out, const struct conf *conf);

#endif
