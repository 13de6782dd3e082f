/* vrrptop: numbers for people, and the order of values. */
#include <stdlib.h>

#include "lib/column.h"
#include "lib/locale.h"
#include "tests/unit/check.h"
#include "vrrptop/sample.h"
#include "vrrptop/value.h"

/* 2026-11-20T10:00:00Z. */
#define WALL_US INT64_C(1795168800000000)

static const struct value_style plain = {.now_wall_us = WALL_US};
static const struct value_style exact = {.exact = true, .now_wall_us = WALL_US};
static const struct value_style bits = {.bits = true, .now_wall_us = WALL_US};
static char out[VALUE_TEXT_MAX];

static const char *text_of(enum value_kind kind, double number, const struct value_style *style)
{
    struct value value = {.kind = kind, .number = number};

    return value_text(&value, style, 0, out);
}

static void numbers_are_short(void)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {{0, "0"},           {1234, "1234"},    {9999, "9999"},       {10000, "10.0K"},
                 {12345, "12.3K"},   {99949, "99.9K"},  {99950, "100K"},      {999499, "999K"},
                 {999500, "1.0M"},   {4500000, "4.5M"}, {1234567890, "1.2G"}, {1e15, "1.0P"},
                 {-12345, "-12.3K"}, {9999.6, "10.0K"}, {1e300, "1.0E"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        CHECK_EQ_STR(text_of(VALUE_COUNT, cases[i].number, &plain), cases[i].text);
    CHECK_EQ_STR(text_of(VALUE_COUNT, 1234567890, &exact), "1234567890");
}

static void small_rates_have_a_fraction(void)
{
    CHECK_EQ_STR(text_of(VALUE_RATE, 0, &plain), "0");
    CHECK_EQ_STR(text_of(VALUE_RATE, 0.04, &plain), "0.0");
    CHECK_EQ_STR(text_of(VALUE_RATE, 1, &plain), "1.0");
    CHECK_EQ_STR(text_of(VALUE_RATE, 9.94, &plain), "9.9");
    CHECK_EQ_STR(text_of(VALUE_RATE, 9.96, &plain), "10");
    CHECK_EQ_STR(text_of(VALUE_RATE, 12345, &plain), "12.3K");
    CHECK_EQ_STR(text_of(VALUE_RATE, 12345.4, &exact), "12345");
}

static void bytes_may_be_bits(void)
{
    CHECK_EQ_STR(text_of(VALUE_BYTES, 1500, &plain), "1500B");
    CHECK_EQ_STR(text_of(VALUE_BYTES, 1500, &bits), "12.0Kb");
    CHECK_EQ_STR(text_of(VALUE_BYTE_RATE, 0.5, &plain), "0.5B");
    CHECK_EQ_STR(text_of(VALUE_BYTE_RATE, 125000, &bits), "1.0Mb");
}

static void durations_have_two_units(void)
{
    static const struct {
        double us;
        const char *text;
    } cases[] = {{0, "0s"},           {1200, "1.2ms"},       {9949, "9.9ms"},         {350000, "350ms"},
                 {999999, "999ms"},   {1000000, "1s"},       {12900000, "12s"},       {59999999, "59s"},
                 {60000000, "1m00s"}, {192000000, "3m12s"},  {3599e6, "59m59s"},      {14700e6, "4h05m"},
                 {86399e6, "23h59m"}, {1047600e6, "12d03h"}, {86399999e6, "999d23h"}, {95256000e6, "1102d"},
                 {-5, "0s"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        CHECK_EQ_STR(text_of(VALUE_DURATION, cases[i].us, &plain), cases[i].text);
}

static void a_time_of_another_day_has_its_date(void)
{
    struct value_style china = {.now_wall_us = WALL_US, .zone_us = INT64_C(28800000000)};

    CHECK_EQ_STR(text_of(VALUE_TIME, (double)WALL_US, &plain), "10:00:00");
    CHECK_EQ_STR(text_of(VALUE_TIME, (double)(WALL_US - 36001000000), &plain), "11-19 23:59");
    CHECK_EQ_STR(text_of(VALUE_TIME, (double)(WALL_US - 400 * INT64_C(86400000000)), &plain), "2025-10-16");
    CHECK_EQ_STR(text_of(VALUE_TIME, (double)WALL_US, &china), "18:00:00");
    CHECK_EQ_STR(text_of(VALUE_TIME, (double)(WALL_US - 36001000000), &china), "07:59:59");
}

static const char *bar(double number, double limit, unsigned width, bool ascii)
{
    struct value value = {.kind = VALUE_BAR, .number = number, .limit = limit};
    struct value_style style = {.ascii = ascii};

    return value_text(&value, &style, width, out);
}

static void a_bar_has_eighths_of_a_column(void)
{
    CHECK_EQ_STR(bar(0, 100, 8, false), "");
    CHECK_EQ_STR(bar(50, 100, 8, false), "████");
    CHECK_EQ_STR(bar(3, 64, 8, false), "▍");
    CHECK_EQ_STR(bar(12, 64, 8, false), "█▌");
    CHECK_EQ_STR(bar(100, 100, 4, false), "████");
    CHECK_EQ_STR(bar(3, 64, 8, true), "");
    CHECK_EQ_STR(bar(12, 64, 8, true), "##");
    CHECK_EQ_STR(bar(5, 0, 8, true), "");
    CHECK_EQ_STR(bar(5, 0, 8, false), "");
}

static void a_bar_beyond_its_limit_says_so(void)
{
    CHECK_EQ_STR(bar(101, 100, 4, true), "###!");
    CHECK_EQ_STR(bar(1e18, 100, 4, false), "███!");
    CHECK_EQ_STR(bar(101, 100, 0, true), "");
    CHECK(strlen(bar(101, 100, 100000, false)) < VALUE_TEXT_MAX);
}

static void a_trend_is_scaled_to_its_largest(void)
{
    struct sample_trend trend = {
        .values = {[58] = 1, [59] = 100, [0] = 50, [1] = 0, [2] = 200}, .count = 5, .last = 2};
    struct value value = {.kind = VALUE_TREND, .trend = &trend};
    struct value_style ascii = {.ascii = true};

    CHECK_EQ_STR(value_text(&value, &plain, 5, out), "▂▅▃▁█");
    CHECK_EQ_STR(value_text(&value, &ascii, 5, out), ".=: #");
    CHECK_EQ_STR(value_text(&value, &ascii, 7, out), "  .=: #");
    CHECK_EQ_STR(value_text(&value, &plain, 7, out), "  ▂▅▃▁█");
    CHECK_EQ_STR(value_text(&value, &ascii, 2, out), " #");
    CHECK_EQ_INT(column_width(value_text(&value, &plain, 1000, out)), SAMPLE_TREND_MAX);
    trend.values[2] = 0;
    CHECK_EQ_STR(value_text(&value, &plain, 2, out), "▁▁");
    value.trend = NULL;
    CHECK_EQ_STR(value_text(&value, &plain, 5, out), "");
}

static void nothing_is_a_dash_unless_it_has_a_text(void)
{
    struct value value = {.kind = VALUE_NONE};

    CHECK_EQ_STR(value_text(&value, &plain, 5, out), "-");
    value.text = "DR";
    CHECK_EQ_STR(value_text(&value, &plain, 5, out), "DR");
    value = (struct value){.kind = VALUE_COUNT, .number = 130, .text = "130/150"};
    CHECK_EQ_STR(value_text(&value, &plain, 5, out), "130/150");
}

static void a_long_text_is_cut_between_characters(void)
{
    char longer[400];
    struct value value = {.kind = VALUE_TEXT, .text = longer};

    memset(longer, 'x', sizeof(longer));
    memcpy(longer + 254, "中", 4);
    CHECK_EQ_INT(strlen(value_text(&value, &plain, 5, out)), 254);
}

/* ---- the order ---- */

static int order(const char *a, const char *b)
{
    struct value one = {.kind = VALUE_TEXT, .text = a}, other = {.kind = VALUE_TEXT, .text = b};
    int result = value_compare(&one, &other), back = value_compare(&other, &one);

    CHECK((result < 0 && back > 0) || (result > 0 && back < 0) || (result == 0 && back == 0));
    return result;
}

static void texts_are_in_natural_order(void)
{
    static const char *const sorted[] = {
        "9.0.0.1",      "10.0.0.9",    "10.0.0.9:80", "10.0.0.9:443", "10.0.0.10",
        "10.0.0.10/24", "2001:db8::9", "2001:db8::a", "2001:db8::10", "[2001:db8::10]:80",
        "fe80::1",      "9x",          "10.0.0.300",  "abc",          "VI_2",
        "vi_10",        "VI_010b",     "网站"};

    for (size_t i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++)
        for (size_t n = i + 1; n < sizeof(sorted) / sizeof(sorted[0]); n++)
            if (order(sorted[i], sorted[n]) >= 0)
                CHECK_EQ_STR(sorted[i], sorted[n]);
    CHECK_EQ_INT(order("VI_2", "vi_2"), 0);
    CHECK_EQ_INT(order("VI_2", "VI_02"), 0);
    CHECK(order("VI_", "VI_1") < 0);
}

static void numbers_come_in_their_order_and_nothing_last(void)
{
    static const double sorted[] = {-1e300, -2, -0.5, 0, 0.25, 1, 1.5, 1000, 1e300};
    struct value nothing = {.kind = VALUE_NONE}, text = {.kind = VALUE_TEXT, .text = "\xff\xff"};
    struct value zero = {.kind = VALUE_RATE, .number = 0}, minus = {.kind = VALUE_RATE, .number = -0.0};

    for (size_t i = 0; i + 1 < sizeof(sorted) / sizeof(sorted[0]); i++) {
        struct value a = {.kind = VALUE_COUNT, .number = sorted[i]};
        struct value b = {.kind = VALUE_COUNT, .number = sorted[i + 1]};

        CHECK(value_compare(&a, &b) < 0 && value_compare(&b, &a) > 0 && value_compare(&a, &a) == 0);
        CHECK(value_compare(&b, &nothing) < 0 && value_compare(&nothing, &b) > 0);
        CHECK(value_compare(&b, &text) < 0);
    }
    CHECK(value_compare(&text, &nothing) < 0);
    CHECK_EQ_INT(value_compare(&nothing, &nothing), 0);
    CHECK_EQ_INT(value_compare(&zero, &minus), 0);
}

int main(void)
{
    locale_init();
    numbers_are_short();
    small_rates_have_a_fraction();
    bytes_may_be_bits();
    durations_have_two_units();
    a_time_of_another_day_has_its_date();
    a_bar_has_eighths_of_a_column();
    a_bar_beyond_its_limit_says_so();
    a_trend_is_scaled_to_its_largest();
    nothing_is_a_dash_unless_it_has_a_text();
    a_long_text_is_cut_between_characters();
    texts_are_in_natural_order();
    numbers_come_in_their_order_and_nothing_last();
    return check_report("value");
}
