/* Text in columns: counts what a terminal shows, not bytes, so that names in any script stand in line. What a
 * terminal would obey instead of showing it is a question mark. */
#ifndef VRRPD_CTL_COLUMN_H
#define VRRPD_CTL_COLUMN_H

#include <stddef.h>
#include <stdio.h>

/* Lets characters be what they are in UTF-8, whatever the locale; call first in main(). */
void column_init(void);

/* The columns that `text` takes. */
size_t column_width(const char *text);

/* Writes `text` and spaces up to `width` columns; longer text is not cut. */
void column_print(FILE *out, const char *text, size_t width);

#endif
