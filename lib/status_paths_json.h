/* For lib/status*.c alone: the JSON of heartbeats and arbiters. No other file includes this. */
#ifndef LIB_STATUS_PATHS_JSON_H
#define LIB_STATUS_PATHS_JSON_H

#include <jansson.h>

#include "lib/status_paths.h"

/* The objects "heartbeat" and "arbiter", null where there is none. NULL without memory. */
json_t *status_print_heartbeat(const struct status_heartbeat *heartbeat);
json_t *status_print_arbiter(const struct status_arbiter *arbiter);

/* The reverse. */
void status_take_heartbeat(const json_t *object, struct status_heartbeat *out);
void status_take_arbiter(const json_t *object, struct status_arbiter *out);

#endif
