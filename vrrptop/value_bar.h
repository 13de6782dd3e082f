/* Bars and trends: numbers as pictures of one line. Knows no units. Pure. */
#ifndef VRRPTOP_VALUE_BAR_H
#define VRRPTOP_VALUE_BAR_H

#include <stdbool.h>

#include "vrrptop/sample.h"
#include "vrrptop/value.h"

/* `number` of `limit` in at most `width` columns, in eighths of a column ('#' and whole columns where
 * `ascii`); beyond the limit the last column is '!', so that colour is not the only sign. "" when there is
 * no limit. */
void value_bar(double number, double limit, bool ascii, unsigned width, char out[VALUE_TEXT_MAX]);

/* The last `width` steps, the newest at the right, scaled to the largest of them. Steps before the first one
 * are blank. NULL: "". */
void value_trend(const struct sample_trend *trend, bool ascii, unsigned width, char out[VALUE_TEXT_MAX]);

#endif
