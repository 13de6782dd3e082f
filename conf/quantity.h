/* Numbers and addresses as text in a configuration: whole text or nothing, no locale, no overflow. Pure. */
#ifndef CONF_QUANTITY_H
#define CONF_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"

enum quantity_result {
    QUANTITY_OK,
    QUANTITY_NO_NUMBER,
    QUANTITY_NO_UNIT, /* a bare number where a unit is needed */
};

enum {
    QUANTITY_PREFIX_BAD = -1,  /* not a number, or longer than the address */
    QUANTITY_PREFIX_NONE = -2, /* no `/' in the text */
    QUANTITY_DURATION_TEXT_MAX = 32,
};

/* Decimal digits only, at most `max`. */
bool quantity_unsigned(const char *text, uint64_t max, uint64_t *out);

/* The same with a sign in front, from `min` to `max`. */
bool quantity_signed(const char *text, int64_t min, int64_t max, int64_t *out);

/* Seconds with up to six decimals ("0.01") to microseconds. */
bool quantity_seconds(const char *text, int64_t *out_us);

/* A number and its unit, us ms s m h, decimals allowed ("1.5s"). */
enum quantity_result quantity_duration(const char *text, int64_t *out_us);

/* The shortest text that quantity_duration() reads back as `us`: "1s", "250ms". */
const char *quantity_duration_format(int64_t us, char text[QUANTITY_DURATION_TEXT_MAX]);

/* Six bytes in hexadecimal with colons between them. Leaves `out` alone when the text is none. */
bool quantity_mac(const char *text, uint8_t out[6]);

/* ADDRESS or ADDRESS/LENGTH. False when the address itself is bad; else *prefix is the length or one of
 * QUANTITY_PREFIX_BAD and QUANTITY_PREFIX_NONE. */
bool quantity_address(const char *text, struct addr *address, int *prefix);

#endif
