/* Joins what vantage points wrote as JSON lines: in a partition each side sees one master, and only both
 * together see two. Lines go in, findings come out; reads no file, prints nothing. Bounded; what there was no
 * room for is counted. Pure. */
#ifndef VRRPWATCH_MERGE_H
#define VRRPWATCH_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/print_names.h"

enum {
    MERGE_VANTAGES_MAX = 16,
    MERGE_LINE_MAX = 65536,
    MERGE_FRESH_US = 60000000, /* for how long a view holds at the end of what a vantage point wrote */
    MERGE_SETTLE_US = 3000000, /* shorter disagreements are a hand-over told by two clocks */
};

struct merge;

struct merge_counters {
    uint64_t lines, used; /* `used`: said who is master */
    uint64_t bad;         /* neither event nor summary, too long, or without a time */
    uint64_t left_out;    /* for want of room */
};

/* An empty collection; NULL without memory. */
struct merge *merge_new(void);
void merge_free(struct merge *merge);

/* Takes a line (without newline) of vantage point `vantage`, 0 to MERGE_VANTAGES_MAX - 1, in any order of
 * time. */
void merge_line(struct merge *merge, size_t vantage, const char *line);

/* Tells `sink` where two vantage points saw different masters at the same time, in the order of time: opened,
 * and closed when they agreed again. To be called once, after the last line. */
void merge_finish(struct merge *merge, finding_sink *sink, void *context);

/* The interfaces that the findings name; valid as long as the merge. */
struct print_names merge_names(const struct merge *merge);

const struct merge_counters *merge_counters(const struct merge *merge);

#endif
