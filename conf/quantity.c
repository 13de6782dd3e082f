/* Numbers with units. */
#include "conf/quantity.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum {
    DECIMALS_MAX = 6,
};

static const int64_t duration_max_us = INT64_C(1000000) * 3600 * 24 * 365;

static const struct {
    const char *unit;
    int64_t us;
} units[] = {
    {"us", 1}, {"ms", 1000}, {"s", 1000000}, {"m", 60 * INT64_C(1000000)}, {"h", 3600 * INT64_C(1000000)},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool quantity_unsigned(const char *text, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;

    if (!*text)
        return false;
    for (; *text; text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        if (!is_digit(*text) || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (value > max)
        return false;
    *out = value;
    return true;
}

/* Reads digits[.digits] as millionths; NULL when there is no number or it is absurd. Returns where it ends.
 */
static const char *read_millionths(const char *text, int64_t *out)
{
    int64_t value = 0;
    int decimals = 0;
    bool fraction = false;

    if (!is_digit(*text))
        return NULL;
    for (; is_digit(*text) || (*text == '.' && !fraction); text++) {
        if (*text == '.') {
            fraction = true;
            if (!is_digit(text[1]))
                return NULL;
            continue;
        }
        if (fraction && ++decimals > DECIMALS_MAX)
            return NULL;
        value = value * 10 + (*text - '0');
        if (value > duration_max_us)
            return NULL;
    }
    for (; decimals < DECIMALS_MAX; decimals++) {
        value *= 10;
        if (value > duration_max_us * 10)
            return NULL;
    }
    *out = value;
    return text;
}

bool quantity_signed(const char *text, int64_t min, int64_t max, int64_t *out)
{
    bool negative = text[0] == '-';
    uint64_t value;

    if (!quantity_unsigned(text + (negative || text[0] == '+'), INT64_MAX, &value))
        return false;
    int64_t number = negative ? -(int64_t)value : (int64_t)value;
    if (number < min || number > max)
        return false;
    *out = number;
    return true;
}

bool quantity_seconds(const char *text, int64_t *out_us)
{
    int64_t value;
    const char *end = read_millionths(text, &value);

    if (!end || *end || value > duration_max_us)
        return false;
    *out_us = value;
    return true;
}

enum quantity_result quantity_duration(const char *text, int64_t *out_us)
{
    int64_t millionths;
    const char *end = read_millionths(text, &millionths);

    if (!end)
        return QUANTITY_NO_NUMBER;
    if (!*end)
        return QUANTITY_NO_UNIT;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].unit, end) != 0)
            continue;
        int64_t unit = units[i].us;
        if (millionths / 1000000 > duration_max_us / unit)
            return QUANTITY_NO_NUMBER;
        int64_t fraction = millionths % 1000000 * unit; /* at most 1e6 * 3.6e9 */
        if (fraction % 1000000)
            return QUANTITY_NO_NUMBER; /* finer than a microsecond */
        *out_us = millionths / 1000000 * unit + fraction / 1000000;
        return QUANTITY_OK;
    }
    return QUANTITY_NO_NUMBER;
}

const char *quantity_duration_format(int64_t us, char text[QUANTITY_DURATION_TEXT_MAX])
{
    const char *unit = us % 1000 ? "us" : us % 1000000 ? "ms" : "s";
    int64_t divisor = us % 1000 ? 1 : us % 1000000 ? 1000 : 1000000;

    snprintf(text, QUANTITY_DURATION_TEXT_MAX, "%" PRId64 "%s", us / divisor, unit);
    return text;
}

bool quantity_address(const char *text, struct addr *address, int *prefix)
{
    const char *slash = strchr(text, '/');
    size_t size = slash ? (size_t)(slash - text) : strlen(text);
    char host[ADDR_TEXT_MAX];
    uint64_t length;

    if (size >= sizeof host)
        return false;
    memcpy(host, text, size);
    host[size] = '\0';
    if (!addr_parse(host, address))
        return false;
    if (!slash)
        *prefix = QUANTITY_PREFIX_NONE;
    else if (quantity_unsigned(slash + 1, addr_host_prefix(address), &length))
        *prefix = (int)length;
    else
        *prefix = QUANTITY_PREFIX_BAD;
    return true;
}

static int hex_digit(char digit)
{
    const char *digits = "0123456789abcdef";
    const char *at = digit ? strchr(digits, digit >= 'A' && digit <= 'F' ? digit + 32 : digit) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool quantity_mac(const char *text, uint8_t out[6])
{
    uint8_t bytes[6];

    if (strlen(text) != 17)
        return false;
    for (size_t i = 0; i < 6; i++, text += 3) {
        int high = hex_digit(text[0]), low = hex_digit(text[1]);
        if (high < 0 || low < 0 || text[2] != (i < 5 ? ':' : '\0'))
            return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    memcpy(out, bytes, sizeof bytes);
    return true;
}
