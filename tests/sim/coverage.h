/* Which cells of (state x event x priority relation) a simulation has visited. Owns the names of events and
 * relations and the list of cells that cannot be reached, each with its reason. */
#ifndef TESTS_SIM_COVERAGE_H
#define TESTS_SIM_COVERAGE_H

#include <stdint.h>
#include <stdio.h>

#include "vrrpd/vrrp/election.h"

/* One name for every entry of election.h. */
enum coverage_event {
    COVERAGE_START,
    COVERAGE_ADOPT, /* the state is the predecessor's */
    COVERAGE_STOP,
    COVERAGE_HEAR,
    COVERAGE_TICK,
    COVERAGE_READY,
    COVERAGE_FAULT,
    COVERAGE_RECOVER,
    COVERAGE_SET_SOURCE,
    COVERAGE_SET_PRIORITY,
    COVERAGE_DRAIN,
    COVERAGE_UNDRAIN,
    COVERAGE_YIELD,
    COVERAGE_EVENT_COUNT
};

/* The other side, seen from this router: for COVERAGE_HEAR the advert heard, else the strongest other router
 * that takes part. */
enum coverage_relation {
    COVERAGE_NOBODY, /* COVERAGE_HEAR: priority 0 */
    COVERAGE_WEAKER,
    COVERAGE_EQUAL_SMALLER, /* equal priority, smaller address */
    COVERAGE_EQUAL_LARGER,
    COVERAGE_STRONGER,
    COVERAGE_RELATION_COUNT
};

struct coverage {
    uint32_t cells[ELECTION_STATE_COUNT][COVERAGE_EVENT_COUNT][COVERAGE_RELATION_COUNT];
    uint32_t reasons[ELECTION_REASON_COUNT];
};

/* How `priority` and `address` of the other stand to our own. */
enum coverage_relation coverage_relate(uint8_t other_priority, const struct addr *other, uint8_t own_priority,
                                       const struct addr *own);

const char *coverage_event_name(enum coverage_event event);

/* Prints the cells and reasons never visited; returns how many of them could have been. */
int coverage_print_missing(const struct coverage *coverage, FILE *out);

#endif
