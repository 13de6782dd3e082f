/* What kind of object a line holds, and vrrpwatch's summaries of virtual routers. The only file of vrrptop
 * that knows the JSON library. Keeps nothing. Pure. */
#ifndef VRRPTOP_FEED_WATCH_H
#define VRRPTOP_FEED_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

enum feed_kind {
    FEED_KIND_BAD, /* no object of schema 1 */
    FEED_KIND_OTHER,
    FEED_KIND_STATUS,
    FEED_KIND_EVENT,
    FEED_KIND_ANSWER,   /* of a control socket */
    FEED_KIND_SUMMARY,  /* of a virtual router */
    FEED_KIND_COUNTERS, /* the end of a summary of all */
};

enum { FEED_VIPS_MAX = 64 };

/* One row of vrrpwatch's summary. Times are 0 where they are not said. */
struct feed_summary {
    int64_t wall_us; /* of the line; of FEED_KIND_COUNTERS too */
    char host[STATUS_NAME_MAX];
    char interface[16], family[8];
    uint16_t vlan;
    uint8_t vrid;
    bool has_master;
    char master[STATUS_ADDRESS_MAX];
    uint8_t priority, version;
    int64_t interval_us, first_us, last_us;
    char vips[FEED_VIPS_MAX][STATUS_ADDRESS_MAX];
    size_t vip_count;
    uint64_t adverts, handovers;
};

/* Looks at a line; *out is filled for a summary, and its time and host for the counters. */
enum feed_kind feed_watch_read(const char *line, struct feed_summary *out);

#endif
