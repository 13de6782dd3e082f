/* For lib/status*.c alone: the status object before it is text. No other file includes this. */
#ifndef LIB_STATUS_JSON_H
#define LIB_STATUS_JSON_H

#include <jansson.h>

#include "lib/status.h"

/* The object, its "type" as said; the caller owns it. NULL without memory. */
json_t *status_json_make(const struct status *status, const char *type);

/* Reads an object of that type and schema 1. False when it is none, or without memory; else the caller frees
 * *out with status_free(). */
bool status_json_take(const json_t *object, const char *type, struct status *out);

#endif
