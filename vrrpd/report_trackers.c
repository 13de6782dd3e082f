/* The page's trackers for readers; see report_trackers.h. */
#include "vrrpd/report_trackers.h"

#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "vrrpd/vrrp/priority.h"

/* An interface's state is the kernel process's to tell. */
static void fill_link(const struct page *page, unsigned table, const char *name, struct status_tracker *out)
{
    struct page_link link;

    for (size_t i = 0; i < CONF_INTERFACES_MAX && page_read_link(page, table, i, &link); i++) {
        if (strcmp(link.name, name) != 0)
            continue;
        out->known = true;
        out->ok = link.running;
        status_copy_text(out->reason, sizeof(out->reason),
                         link.index == 0 ? "does not exist"
                         : link.running  ? "up"
                                         : "down");
        return;
    }
}

static void fill_tracker(const struct page_tracker *record, struct status_tracker *out)
{
    out->known = record->known;
    out->ok = record->ok;
    out->disabled = record->disabled;
    status_copy_text(out->reason, sizeof(out->reason), record->reason);
    if (record->known)
        out->since_wall_us = clock_wall_us() - (clock_now_us() - record->since_us);
}

static void fill(const struct page *page, unsigned table, const struct conf *conf,
                 const struct conf_track *track, struct status_tracker *out)
{
    const struct conf_tracker *tracker = &conf->trackers[track->tracker];
    struct page_tracker record;

    status_copy_text(out->name, sizeof(out->name), tracker->name);
    status_copy_text(out->kind, sizeof(out->kind), conf_track_kind_name(tracker->kind));
    out->weight = track->weight;
    out->reverse = track->reverse;
    if (tracker->kind == CONF_TRACK_INTERFACE)
        fill_link(page, table, tracker->name, out);
    else if (page_read_tracker(page, table, track->tracker, &record))
        fill_tracker(&record, out);
    out->ok = out->known && !out->disabled ? out->ok != track->reverse : out->ok;
}

bool report_trackers(const struct page *page, unsigned table, const struct conf *conf,
                     const struct conf_instance *instance, struct status_instance *out)
{
    struct conf_track *uses = calloc(CONF_TRACKERS_MAX, sizeof(*uses));
    size_t count;

    if (uses == NULL)
        return false;
    count = priority_collect(conf, (size_t)(instance - conf->instances), uses);
    out->trackers = calloc(count + 1, sizeof(*out->trackers));
    for (size_t i = 0; out->trackers != NULL && i < count; i++)
        fill(page, table, conf, &uses[i], &out->trackers[out->tracker_count++]);
    free(uses);
    return out->trackers != NULL;
}
