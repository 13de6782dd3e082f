/* What stands in a cell before it is text: typed, so that sorting, CSV and JSON have the number and people
 * have "3m12s" and "1.2M". Pure. */
#ifndef VRRPTOP_VALUE_H
#define VRRPTOP_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sample_trend;

enum value_kind {
    VALUE_NONE, /* "-"; sorts last */
    VALUE_TEXT,
    VALUE_COUNT,     /* a whole number: 1234, 12.3K, 4.5M */
    VALUE_RATE,      /* a second, as a count */
    VALUE_BYTES,     /* bytes, or bits where the reader wants them */
    VALUE_BYTE_RATE, /* a second, likewise */
    VALUE_DURATION,  /* microseconds: "3m12s" */
    VALUE_TIME,      /* microseconds since 1970: "10:00:00", with the date when it is another day's */
    VALUE_BAR,       /* `number` of `limit`, both microseconds: a bar */
    VALUE_TREND,
};

/* How a cell looks beside its text; the letter in the cell says the same, colour is never alone. */
enum value_tone { TONE_PLAIN, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_DIM };

struct value {
    enum value_kind kind;
    enum value_tone tone;
    const char *text; /* TEXT; borrowed from the row, or from `room`. Of other kinds, where it is not NULL,
                       * what people read in the number's place: "130/150", "DR" */
    const char *word; /* TEXT: what programs read in its place, "MASTER" for "M MASTER"; NULL: the text */
    double number;
    double limit;
    const struct sample_trend *trend;
    char room[96]; /* for text that is put together */
};

/* How people want numbers. */
struct value_style {
    bool bits;  /* not bytes */
    bool exact; /* no K, M, G */
    bool ascii; /* bars and trends from ASCII */
    int64_t now_wall_us;
    int64_t zone_us; /* east of UTC: times are shown there */
};

enum { VALUE_TEXT_MAX = 256 };

/* The text of a cell that is `width` columns wide (bars and trends fill it; texts are not cut). Returns
 * `out`. */
const char *value_text(const struct value *value, const struct value_style *style, unsigned width,
                       char out[VALUE_TEXT_MAX]);

/* <0, 0, >0. NONE comes after everything, whatever the other is. Texts compare so that 10.0.0.9 comes before
 * 10.0.0.10 and VI_2 before VI_10, and without regard to case. */
int value_compare(const struct value *a, const struct value *b);

#endif
