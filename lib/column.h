/* Text in columns: counts what a terminal shows, not bytes, so that names in any script stand in line. What a
 * terminal would obey instead of showing it is a question mark. Pure; the locale must be one of UTF-8, see
 * locale.h. */
#ifndef LIB_COLUMN_H
#define LIB_COLUMN_H

#include <stddef.h>
#include <stdio.h>

/* The character that `text`, which is not empty, begins with: its bytes, at least 1. *columns is what it
 * takes on a terminal (0 for a mark that joins the character before it), or -1 when it is not to be shown. */
size_t column_character(const char *text, int *columns);

/* The columns that `text` takes. */
size_t column_width(const char *text);

/* Writes `text` and spaces up to `width` columns; longer text is not cut. */
void column_print(FILE *out, const char *text, size_t width);

#endif
