/* The last line of what a program writes, byte by byte as it comes, made fit for a log: printable UTF-8, no
 * longer than its buffer. Remembers nothing else. */
#ifndef LIB_LAST_LINE_H
#define LIB_LAST_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum { LAST_LINE_MAX = 128 };

struct last_line {
    char line[LAST_LINE_MAX]; /* the one that is being written */
    size_t used;
    char last[LAST_LINE_MAX]; /* the last one that was not empty */
};

/* Takes what was read next. */
void last_line_take(struct last_line *text, const char *bytes, size_t size);

/* Writes the last line that says something to `out`, "" when there is none. */
void last_line_get(const struct last_line *text, char *out, size_t size);

#endif
