/* For lib/status*.c alone: values of JSON objects, printed and read. No other file includes this. */
#ifndef LIB_STATUS_VALUE_JSON_H
#define LIB_STATUS_VALUE_JSON_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* The time as text, null for 0. Like its neighbours: the caller owns it, NULL without memory. */
json_t *status_time_or_null(int64_t wall_us);

/* The number, null for one below 0. */
json_t *status_number_or_null(int64_t number);

/* The text. A name from outside may be no UTF-8; JSON has to be: its foreign bytes become `?`. */
json_t *status_safe_string(const char *text);

/* The text `key`, cut to `size`; *out stays when there is none. */
void status_take_string(const json_t *object, const char *key, char *out, size_t size);

/* The number `key`, or `missing`. */
int64_t status_take_integer(const json_t *object, const char *key, int64_t missing);

/* The time `key` in microseconds since 1970, 0: none. */
int64_t status_take_time(const json_t *object, const char *key);

#endif
