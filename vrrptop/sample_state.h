/* The parts of sample.c: how rates come from counters, trends from rates. Pure. */
#ifndef VRRPTOP_SAMPLE_STATE_H
#define VRRPTOP_SAMPLE_STATE_H

#include "vrrptop/sample.h"

/* One more value of a trend at that time; a rate that is not known (negative) is left out. Steps without a
 * value are 0. */
void sample_trend_add(struct sample_trend *trend, int64_t at_us, double rate);

/* A smoothed rate a second: `now` of a counter that was `before` so many seconds ago; -1 when it fell or too
 * little time has been seen. *pace is what it was and goes on. */
double sample_pace_step(struct sample_pace *pace, uint64_t before, uint64_t now, double seconds);

/* What a server's rates are: `counted_us` is when its counts were taken (-1: never, or too long ago).
 * `before` and `was`, NULL for a new one, are what the sample and status before have of it. */
void sample_server_rates(struct sample_server *out, const struct status_server *server, int64_t counted_us,
                         const struct sample_server *before, const struct status_server *was);

/* Sums two rates of which each may be unknown: the known ones count. */
double sample_rate_sum(double a, double b);

#endif
