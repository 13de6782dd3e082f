/* The faults that a swarm injects: a table of named kinds, each with a way to begin and, where it lasts, a
 * way to end. Owns the list of faults under way; decides at random, from the LAN's own sequence. */
#ifndef TESTS_SIM_FAULT_H
#define TESTS_SIM_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sim/lan.h"

enum {
    FAULT_KINDS_MAX = 64,
    FAULT_UNDER_WAY_MAX = 64,
};

struct fault_under_way {
    int64_t ends_us;
    int kind, index, other;
};

struct faults {
    uint64_t enabled; /* a bit per kind */
    int under_way_count;
    struct fault_under_way under_way[FAULT_UNDER_WAY_MAX];
    int injected;
    uint32_t injected_kinds[FAULT_KINDS_MAX];
};

/* Chooses the kinds for this run: a random subset that can always do something. */
void fault_choose(struct faults *faults, struct rng *rng);

/* Begins one fault, to end after `length_us` if it lasts; false when it is not possible now. */
bool fault_begin(struct faults *faults, struct lan *lan, struct fault_under_way fault, int64_t length_us);

/* Tries until some enabled kind takes effect on some router, a few dozen times. */
bool fault_inject(struct faults *faults, struct lan *lan);

/* When the next fault under way ends, NODE_NEVER if none. */
int64_t fault_next_end_us(const struct faults *faults);

/* Ends what is due. */
void fault_end_due(struct faults *faults, struct lan *lan);

/* Ends all faults and puts every router and link back to work. */
void fault_end_all(struct faults *faults, struct lan *lan);

int fault_kind_count(void);
const char *fault_kind_name(int kind);

#endif
