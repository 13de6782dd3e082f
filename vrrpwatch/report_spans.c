/* Bounded stretches of time; see report_spans.h. */
#include "vrrpwatch/report_spans.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 8, NEARNESS_FIRST_US = 1000 };

/* Makes one of all neighbours within the nearness. */
static void join(struct report_spans *spans)
{
    size_t kept = 0;

    for (size_t i = 1; i < spans->count; i++) {
        struct report_span *last = &spans->items[kept], *here = &spans->items[i];

        if (here->begin_us - last->end_us > spans->nearness_us) {
            spans->items[++kept] = *here;
            continue;
        }
        last->end_us = here->end_us > last->end_us ? here->end_us : last->end_us;
        last->count += here->count;
        last->merged += here->merged;
        last->kind = here->kind > last->kind ? here->kind : last->kind;
    }
    spans->count = kept + 1;
}

/* Halves the number, so that it happens seldom. */
static void thin(struct report_spans *spans)
{
    while (spans->count > REPORT_SPANS_MAX / 2) {
        spans->nearness_us = spans->nearness_us != 0 ? 2 * spans->nearness_us : NEARNESS_FIRST_US;
        join(spans);
    }
}

static bool has_room(struct report_spans *spans)
{
    size_t size = spans->size != 0 ? 2 * spans->size : FIRST_SIZE;
    struct report_span *more;

    if (spans->count == REPORT_SPANS_MAX)
        thin(spans);
    if (spans->count < spans->size)
        return true;
    more = reallocarray(spans->items, size, sizeof(*more));
    if (more == NULL)
        return false;
    spans->items = more;
    spans->size = size;
    return true;
}

struct report_span *report_spans_add(struct report_spans *spans, int64_t time_us, uint8_t kind)
{
    struct report_span *span;

    if (!has_room(spans)) {
        spans->lost++;
        return NULL;
    }
    span = &spans->items[spans->count++];
    *span =
        (struct report_span){.begin_us = time_us, .end_us = time_us, .count = 1, .merged = 1, .kind = kind};
    return span;
}

struct report_span *report_spans_last(const struct report_spans *spans)
{
    return spans->count != 0 ? &spans->items[spans->count - 1] : NULL;
}

void report_spans_free(struct report_spans *spans)
{
    free(spans->items);
    memset(spans, 0, sizeof(*spans));
}
