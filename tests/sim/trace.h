/* What happened in a simulation: the last events for people, a hash of all of them for comparing runs (I15).
 */
#ifndef TESTS_SIM_TRACE_H
#define TESTS_SIM_TRACE_H

#include <stdint.h>
#include <stdio.h>

enum {
    TRACE_KEPT = 64,
    TRACE_NO_NODE = 255,
};

struct trace_entry {
    int64_t at_us;
    const char *what; /* a static string; not hashed */
    uint8_t code;     /* what `what` names */
    uint8_t node;
    uint8_t before, after; /* enum election_state */
    uint8_t reason;        /* enum election_reason of a transition */
    uint8_t detail;        /* priority heard, other node, ... */
    uint16_t actions;      /* a bit per enum election_action_kind */
};

struct trace {
    struct trace_entry entries[TRACE_KEPT];
    uint64_t count;
    uint64_t hash;
};

/* Adds an entry, forgetting the oldest. */
void trace_add(struct trace *trace, const struct trace_entry *entry);

/* Prints the entries kept, oldest first, one line each. */
void trace_print(const struct trace *trace, FILE *out);

#endif
