/* The incidents of a run, one entry each with what was said of it last while it was open: for those who tell
 * at the end.
 * Bounded; what there was no room for is counted. Prints nothing, decides on no severity. Pure. */
#ifndef VRRPWATCH_INCIDENTS_H
#define VRRPWATCH_INCIDENTS_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpwatch/finding.h"

enum { INCIDENTS_MAX = 128, INCIDENTS_SEVERITIES = SEVERITY_CRITICAL + 1 };

struct incidents {
    struct finding *kept; /* in the order in which they began; phase CLOSED or NOTE: over */
    size_t count, size;
    enum severity worst[INCIDENTS_MAX];   /* that each of them has reached */
    uint64_t total[INCIDENTS_SEVERITIES]; /* incidents that reached that severity */
    uint64_t left_out;                    /* incidents not in `kept` */
};

/* Takes a finding: a finding_sink whose context is a zeroed struct incidents. Allocates for incidents only.
 * When full, one that is over and less grave makes room. */
void incidents_take(void *context, const struct finding *finding);

/* Frees what is kept, not the struct. */
void incidents_free(struct incidents *incidents);

/* How many are kept that are not over, of `severity`. */
size_t incidents_open(const struct incidents *incidents, enum severity severity);

#endif
