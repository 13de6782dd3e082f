/* Stretches of time in their order, never more than a fixed number: neighbours that lie close together become
 * one, the closest first, so that a picture of any length fits into the same memory. Pure. */
#ifndef VRRPWATCH_REPORT_SPANS_H
#define VRRPWATCH_REPORT_SPANS_H

#include <stddef.h>
#include <stdint.h>

enum { REPORT_SPANS_MAX = 256 };

struct report_span {
    int64_t begin_us, end_us;
    uint64_t count;  /* of what it stands for: adverts, claims, changes */
    uint32_t merged; /* how many stretches it was made of, 1: as it was */
    uint8_t kind;    /* of the caller's; where kinds meet the higher one stays */
};

struct report_spans {
    struct report_span *items;
    size_t count, size;
    int64_t nearness_us; /* neighbours at most this far apart have become one */
    uint64_t lost;       /* for want of memory */
};

/* A stretch that begins at or after the last one began. Returns it, valid until the next call; NULL without
 * memory.
 */
struct report_span *report_spans_add(struct report_spans *spans, int64_t time_us, uint8_t kind);

/* The latest one, NULL when there is none. */
struct report_span *report_spans_last(const struct report_spans *spans);

/* Frees the items, not the struct. */
void report_spans_free(struct report_spans *spans);

#endif
