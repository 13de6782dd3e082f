/* What a reader may set and keep: delay, view, sorting, columns, how numbers look. Text in, text out; where
 * the file lies is settings_file.c's. Pure. */
#ifndef VRRPTOP_SETTINGS_H
#define VRRPTOP_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrptop/field.h"

enum { SETTINGS_TEXT_MAX = 8192, SETTINGS_DELAY_MIN_US = 100000, SETTINGS_DELAY_MAX_US = 3600000000LL };

struct settings {
    int64_t delay_us;
    enum view_kind view;
    struct settings_view {
        int sort; /* -1: the source's order */
        bool reverse;
        bool fields[FIELDS_MAX]; /* shown */
    } views[VIEW_COUNT];
    bool tree, bits, exact, cumulative, ascii, mouse;
    bool colour; /* not kept: the terminal's and NO_COLOR's */
};

/* What holds unless said. */
void settings_default(struct settings *out);

/* Reads lines "key = value" (delay, view, tree, bits, exact, rates, ascii, mouse, vrrp.sort, vrrp.reverse,
 * vrrp.columns and so on); '#' begins a comment, keys of a later version are left alone. What is wrong stays
 * as it was, and the first such line is told in `error` ("line 3: .."), which is "" otherwise. */
void settings_read(const char *text, struct settings *out, char error[160]);

/* The same as text, malloc'ed; NULL without memory. */
char *settings_print(const struct settings *settings);

/* "0.5", "2", "500ms", "2s" as a delay; 0: none, or out of bounds. */
int64_t settings_delay(const char *text);

#endif
