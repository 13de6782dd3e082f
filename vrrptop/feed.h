/* Lines of JSON become what the world knows: statuses and events of vrrpd, events and summaries of vrrpwatch,
 * errors of a control socket. Trusts no line. Pure. */
#ifndef VRRPTOP_FEED_H
#define VRRPTOP_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrptop/world.h"

enum feed_result {
    FEED_TAKEN,
    FEED_IGNORED, /* an object of a kind we do not show */
    FEED_BAD,     /* no object of ours */
    FEED_ERROR,   /* the daemon's "no": its message is the host's trouble */
    FEED_NO_MEMORY,
};

struct feed;

/* Feeds `world` (not owned) as `host`. NULL without memory. */
struct feed *feed_new(struct world *world, int host);
void feed_free(struct feed *feed); /* NULL is fine */

/* One line without its newline. vrrpwatch's summaries become a status of their own with an instance for each
 * virtual router: its state is MASTER while somebody adverts, "SILENT" after that. The status is told when
 * the summary is complete, and at once when an event says that the master is another one; of many such events
 * at once not each makes one, see feed_settle(). Once vrrpd's statuses come, vrrpwatch's lines make none. */
enum feed_result feed_line(struct feed *feed, const char *line, int64_t now_us, int64_t wall_us);

/* To be called when there is no line to read for now: tells what is still to be told. False without memory.
 */
bool feed_settle(struct feed *feed, int64_t now_us, int64_t wall_us);

/* When the line says that it was written (status "time", event, summary), -1: it does not. For recordings. */
int64_t feed_line_time(const char *line);

#endif
