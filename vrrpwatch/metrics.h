/* The state of a run as the text that Prometheus reads. Only text: the file is state_file's. Owns nothing.
 * Pure. */
#ifndef VRRPWATCH_METRICS_H
#define VRRPWATCH_METRICS_H

#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/incidents.h"
#include "vrrpwatch/observe.h"
#include "vrrpwatch/print_names.h"
#include "vrrpwatch/summary.h"

/* What there is to tell; nothing is owned. */
struct metrics_state {
    const struct summary *summary;
    const struct observe_counters *counters;
    const struct incidents *incidents;
    const struct print_names *names;
    int64_t wall_us; /* now, for vrrpwatch_last_run_timestamp_seconds */
};

/* Writes everything. */
void metrics_print(FILE *out, const struct metrics_state *state);

#endif
