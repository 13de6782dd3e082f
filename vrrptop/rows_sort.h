/* The order of lines. Pure. */
#ifndef VRRPTOP_ROWS_SORT_H
#define VRRPTOP_ROWS_SORT_H

#include "vrrptop/rows.h"

/* Sorts as the wish says; lines that are alike stay as they stand. Where there are lines of depth 1 those
 * above them are sorted, each with its own below it, and these among themselves. False without memory: the
 * order is what it was. */
bool rows_sort(const struct scene *scene, const struct rows_wish *wish, struct rows *rows);

#endif
