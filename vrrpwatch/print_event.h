/* A finding as the event record that logs, the dispatcher and other programs read. Owns nothing; the JSON
 * itself is lib/event's. Pure. */
#ifndef VRRPWATCH_PRINT_EVENT_H
#define VRRPWATCH_PRINT_EVENT_H

#include <stdint.h>

#include "lib/event.h"
#include "vrrpwatch/finding.h"
#include "vrrpwatch/print_names.h"

/* Who speaks, and how the capture's clock relates to others. Texts are not owned. */
struct print_event_context {
    const char *host;
    uint64_t boot;          /* of this run: a random number */
    uint64_t sequence;      /* of the last event, 0 before the first; counted up by print_event_fill() */
    const char *vantage;    /* "eth0 on lb01", "FILE" */
    int64_t wall_offset_us; /* what makes wall clock time of a finding's, 0 if that is what it is */
    int64_t mono_offset_us; /* what makes monotonic time of it */
    struct print_names names;
};

/* Makes the event of a finding, as the next one of `context`. Nothing in *out is allocated or borrowed. */
void print_event_fill(struct print_event_context *context, const struct finding *finding, struct event *out);

/* One line of JSON without a newline, below EVENT_TEXT_MAX bytes, malloc'ed; NULL without memory. */
char *print_event(struct print_event_context *context, const struct finding *finding);

#endif
