/* One line of text in columns: pads and cuts, leaves no blanks at its end. Knows no fields. Pure. */
#ifndef VRRPTOP_BATCH_LINE_H
#define VRRPTOP_BATCH_LINE_H

#include <stdbool.h>
#include <stdio.h>

struct batch_line {
    FILE *out;
    unsigned left;    /* columns that the line may still have */
    unsigned pending; /* blanks that are written when something follows */
};

/* Writes `text` up to `end` with a '?' for whatever a terminal would obey or not understand. */
void batch_line_clean(const char *text, const char *end, FILE *out);

/* Begins a line of at most `width` columns, 0: of any number. */
void batch_line_begin(struct batch_line *line, FILE *out, unsigned width);

/* `text` in `width` columns; what is cut ends in "~", what a terminal would obey is "?". */
void batch_line_put(struct batch_line *line, const char *text, unsigned width, bool right);

/* `text` as wide as it is. */
void batch_line_add(struct batch_line *line, const char *text);

void batch_line_end(struct batch_line *line);

#endif
