/* The virtual routers that vrrpwatch tells of, row by row and event by event, as the instances of a status.
 * Knows no line and no world. Pure. */
#ifndef VRRPTOP_FEED_ROUTERS_H
#define VRRPTOP_FEED_ROUTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/event.h"
#include "vrrptop/feed_watch.h"

enum { FEED_ROUTERS_MAX = 4096 };

struct feed_router;

struct feed_routers {
    struct feed_router *items;
    size_t count, room;
    uint32_t *slots; /* a hash table: index + 1, 0: empty */
    size_t slot_count;
    uint32_t round; /* of summaries */
};

void feed_routers_free(struct feed_routers *routers);

/* Takes a row of a summary. False without memory; more than FEED_ROUTERS_MAX are left out. */
bool feed_routers_row(struct feed_routers *routers, const struct feed_summary *row);

/* The summary is complete: forgets those that had no row in it. */
void feed_routers_end(struct feed_routers *routers);

/* Takes a finding of vrrpwatch. *changed: it says who is master, or that nobody is. False without memory. */
bool feed_routers_event(struct feed_routers *routers, const struct event *event, bool *changed);

/* Fills the instances of *out, a zeroed status, as they were at that time. False without memory, after
 * freeing what is in it. */
bool feed_routers_copy(const struct feed_routers *routers, int64_t wall_us, struct status *out);

#endif
