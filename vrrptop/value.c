/* Numbers, durations and times for people; see value.h. */
#include "vrrptop/value.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/status.h"
#include "vrrptop/value_bar.h"
#include "vrrptop/value_order.h"

enum { SECOND_US = 1000000 };

static const double plain_below = 10000; /* four digits are read faster than a unit */

/* Also of what is no number at all: the kernel's counters wrap, and a recording may hold anything. */
static double bounded(double number)
{
    if (!(number > -1e18))
        return -1e18;
    return number < 1e18 ? number : 1e18;
}

/* At most three digits that count, so that columns stay narrow: 12.3K, 123K, 1.2M. */
static int scaled(double number, char *out, size_t size)
{
    static const char units[] = "KMGTPE";
    size_t unit = 0;

    number /= 1000;
    while (number >= 999.5 && units[unit + 1] != '\0') {
        number /= 1000;
        unit++;
    }
    return snprintf(out, size, number < 99.95 ? "%.1f%c" : "%.0f%c", number, units[unit]);
}

static void print_number(double number, bool rate, bool exact, char *out, size_t size)
{
    int used = 0;

    number = bounded(number);
    if (number < 0) {
        out[used++] = '-';
        number = -number;
    }
    if (rate && number > 0 && number < 9.95)
        snprintf(out + used, size - (size_t)used, "%.1f", number);
    else if (exact || number < plain_below - 0.5)
        snprintf(out + used, size - (size_t)used, "%lld", (long long)(number + 0.5)); /* %f is slow */
    else
        scaled(number, out + used, size - (size_t)used);
}

static void print_bytes(double bytes, bool rate, const struct value_style *style, char *out, size_t size)
{
    print_number(style->bits ? 8 * bytes : bytes, rate, style->exact, out, size - 1);
    strcat(out, style->bits ? "b" : "B");
}

/* The two largest units, so that it never gets wider than "999d23h"; then days. */
static void print_duration(double duration_us, char *out, size_t size)
{
    double whole = bounded(duration_us < 0 ? 0 : duration_us);
    unsigned long long seconds = (unsigned long long)(whole / SECOND_US);

    if (whole > 0 && whole < 9950)
        snprintf(out, size, "%.1fms", whole / 1000);
    else if (whole > 0 && seconds == 0)
        snprintf(out, size, "%dms", (int)(whole / 1000));
    else if (seconds < 60)
        snprintf(out, size, "%llus", seconds);
    else if (seconds < 3600)
        snprintf(out, size, "%llum%02llus", seconds / 60, seconds % 60);
    else if (seconds < 86400)
        snprintf(out, size, "%lluh%02llum", seconds / 3600, seconds / 60 % 60);
    else if (seconds < 1000 * 86400)
        snprintf(out, size, "%llud%02lluh", seconds / 86400, seconds / 3600 % 24);
    else
        snprintf(out, size, "%llud", seconds / 86400);
}

static struct tm zone_time(int64_t wall_us, int64_t zone_us)
{
    time_t seconds = (time_t)((wall_us + zone_us) / SECOND_US);
    struct tm fields = {.tm_sec = 0};

    gmtime_r(&seconds, &fields);
    return fields;
}

/* What is needed to know which moment it was, in eleven columns at most. */
static void print_time(double wall_us, const struct value_style *style, char *out, size_t size)
{
    struct tm when = zone_time((int64_t)bounded(wall_us), style->zone_us);
    struct tm now = zone_time(style->now_wall_us, style->zone_us);
    const char *format = "%m-%d %H:%M";

    if (when.tm_year != now.tm_year)
        format = "%Y-%m-%d";
    else if (when.tm_yday == now.tm_yday)
        format = "%H:%M:%S";
    if (strftime(out, size, format, &when) == 0)
        snprintf(out, size, "-");
}

const char *value_text(const struct value *value, const struct value_style *style, unsigned width,
                       char out[VALUE_TEXT_MAX])
{
    if (value->text != NULL) {
        status_copy_text(out, VALUE_TEXT_MAX, value->text);
        return out;
    }
    strcpy(out, "-");
    switch (value->kind) {
    case VALUE_NONE:
        break;
    case VALUE_TEXT:
        out[0] = '\0';
        break;
    case VALUE_COUNT:
    case VALUE_RATE:
        print_number(value->number, value->kind == VALUE_RATE, style->exact, out, VALUE_TEXT_MAX);
        break;
    case VALUE_BYTES:
    case VALUE_BYTE_RATE:
        print_bytes(value->number, value->kind == VALUE_BYTE_RATE, style, out, VALUE_TEXT_MAX);
        break;
    case VALUE_DURATION:
        print_duration(value->number, out, VALUE_TEXT_MAX);
        break;
    case VALUE_TIME:
        print_time(value->number, style, out, VALUE_TEXT_MAX);
        break;
    case VALUE_BAR:
        value_bar(value->number, value->limit, style->ascii, width, out);
        break;
    case VALUE_TREND:
        value_trend(value->trend, style->ascii, width, out);
        break;
    }
    return out;
}

int value_compare(const struct value *a, const struct value *b)
{
    unsigned char keys[2][VALUE_ORDER_MAX];

    value_order(a, keys[0]);
    value_order(b, keys[1]);
    return memcmp(keys[0], keys[1], VALUE_ORDER_MAX);
}
