/* For lib/status*.c alone: the JSON of virtual servers. No other file includes this. */
#ifndef LIB_STATUS_LVS_JSON_H
#define LIB_STATUS_LVS_JSON_H

#include <jansson.h>

#include "lib/status.h"

/* The array "virtual_servers" and the object "lvs" (null without virtual servers). NULL without memory. */
json_t *status_print_services(const struct status *status);
json_t *status_print_lvs(const struct status *status);

/* The reverse, into *out; false without memory. */
bool status_take_services(const json_t *array, struct status *out);
void status_take_lvs(const json_t *object, struct status *out);

#endif
