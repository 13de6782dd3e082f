/* Which events are known already: remembers the last SEEN_MAX of them, so that a source that begins again
 * tells nothing twice. Knows no event, only its number. Pure. */
#ifndef VRRPTOP_SEEN_H
#define VRRPTOP_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEEN_MAX = 4096, SEEN_SLOTS = 4 * SEEN_MAX };

struct seen {
    uint64_t slots[SEEN_SLOTS]; /* a hash table, 0: empty */
    uint64_t history[SEEN_MAX]; /* a ring, for when the table is full */
    size_t used;                /* slots */
    uint64_t count;             /* ever */
};

/* Remembers a number (a good hash; 0 counts as 1). True when it is new. */
bool seen_add(struct seen *seen, uint64_t number);

/* Forgets everything. */
void seen_clear(struct seen *seen);

#endif
