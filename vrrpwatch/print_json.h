/* The lines of JSON that are no events: the summary of a virtual router, and of a run. The only file of
 * vrrpwatch that knows the JSON library. Pure. */
#ifndef VRRPWATCH_PRINT_JSON_H
#define VRRPWATCH_PRINT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpwatch/observe.h"
#include "vrrpwatch/summary.h"

/* {"schema":1,"type":"summary",...}: one line without a newline, malloc'ed; NULL without memory. `wall_us` is
 * the time of the summary, `wall_offset_us` makes wall clock time of the row's. */
char *print_json_row(const struct summary_row *row, const char *host, int64_t wall_us,
                     int64_t wall_offset_us);

/* {"schema":1,"type":"counters",...}, likewise. */
char *print_json_counters(const struct observe_counters *counters, const char *host, int64_t wall_us);

/* Reads a summary line; `*wall_us` is its time, `row` has wall clock times. False when it is no summary of
 * schema 1. */
bool print_json_parse_row(const char *text, struct summary_row *row, int64_t *wall_us);

#endif
