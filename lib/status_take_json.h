/* For lib/status*.c alone: members of JSON objects, read. No other file includes this. */
#ifndef LIB_STATUS_TAKE_JSON_H
#define LIB_STATUS_TAKE_JSON_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* The text `key`, cut to `size`; *out stays when there is none. */
void status_take_string(const json_t *object, const char *key, char *out, size_t size);

/* The number `key`, or `missing`. */
int64_t status_take_integer(const json_t *object, const char *key, int64_t missing);

/* The time `key` in microseconds since 1970, 0: none. */
int64_t status_take_time(const json_t *object, const char *key);

#endif
