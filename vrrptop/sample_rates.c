/* Rates from counters; see sample_state.h. */
#include "vrrptop/sample_state.h"

#include <stddef.h>

/* Adverts come one at a time: over some seconds they are a rate, between two looks they are none or one. */
static const double pace_seconds = 3.0;

/* A burst of statuses around a transition is no time to judge a rate by. */
static const double pace_least_seconds = 0.5;

/* Two counts that are closer than that are taken for the same: their age is told by another clock's reading
 * each time. */
static const int64_t counts_apart_us = 900000;

double sample_pace_step(struct sample_pace *pace, uint64_t before, uint64_t now, double seconds)
{
    double kept = pace_seconds / (pace_seconds + seconds);

    if (now < before) {
        *pace = (struct sample_pace){0, 0};
        return -1;
    }
    pace->amount = pace->amount * kept + (double)(now - before);
    pace->seconds = pace->seconds * kept + seconds;
    return pace->seconds >= pace_least_seconds ? pace->amount / pace->seconds : -1;
}

static struct sample_counts counts_of(const struct status_server *server, int64_t counted_us)
{
    return (struct sample_counts){counted_us, server->connections, server->bytes_in, server->bytes_out};
}

static bool fell(const struct status_server *server, const struct status_server *was)
{
    return server->connections < was->connections || server->bytes_in < was->bytes_in ||
           server->bytes_out < was->bytes_out;
}

void sample_server_rates(struct sample_server *out, const struct status_server *server, int64_t counted_us,
                         const struct sample_server *before, const struct status_server *was)
{
    double seconds;

    out->connection_rate = out->byte_rate_in = out->byte_rate_out = -1;
    out->base = counts_of(server, counted_us);
    if (before == NULL || counted_us < 0 || before->base.at_us < 0 || fell(server, was))
        return;
    if (counted_us - before->base.at_us < counts_apart_us) {
        out->connection_rate = before->connection_rate;
        out->byte_rate_in = before->byte_rate_in;
        out->byte_rate_out = before->byte_rate_out;
        out->base = before->base;
        return;
    }
    seconds = (double)(counted_us - before->base.at_us) / 1e6;
    out->connection_rate = (double)(server->connections - before->base.connections) / seconds;
    out->byte_rate_in = (double)(server->bytes_in - before->base.bytes_in) / seconds;
    out->byte_rate_out = (double)(server->bytes_out - before->base.bytes_out) / seconds;
}

double sample_rate_sum(double a, double b)
{
    if (a < 0)
        return b;
    return b < 0 ? a : a + b;
}
