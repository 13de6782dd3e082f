/* Tracking: the records, adoption, the rounds; see engine_services_track.h. */
#include "vrrpd/engine_services_track.h"

#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/state_page.h"
#include "lib/status.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/vrrp/tracked.h"

enum { LOOK_US = 1000000 };

/* ---- records ---- */

void track_publish(struct services *services, struct tracked *item)
{
    size_t index = (size_t)(item - services->tracking.items);

    page_write_tracker(services->child->page, services->child->table, index, &item->record);
    services->tracking.changed = true;
}

static void set_reason(struct tracked *item, const char *reason)
{
    memset(item->record.reason, 0, sizeof(item->record.reason));
    status_copy_text(item->record.reason, sizeof(item->record.reason), reason);
}

void track_verdict(struct services *services, struct tracked *item, bool ok, const char *reason)
{
    struct page_tracker *record = &item->record;
    bool changed = !record->known || record->ok != ok || record->disabled;

    if (!changed && strncmp(record->reason, reason, sizeof(record->reason) - 1) == 0)
        return;
    if (changed) {
        log_line(LOG_LEVEL_NOTICE, "%s %s %s: %s", conf_track_kind_name(item->conf->kind), item->conf->name,
                 ok ? "succeeded" : "failed", reason);
        record->since_us = clock_now_us();
    }
    record->known = true;
    record->ok = ok;
    record->disabled = false;
    set_reason(item, reason);
    track_publish(services, item);
}

void track_disable(struct services *services, struct tracked *item, const char *reason)
{
    struct page_tracker *record = &item->record;

    if (record->disabled && strncmp(record->reason, reason, sizeof(record->reason) - 1) == 0)
        return;
    log_line(LOG_LEVEL_ERROR,
             "%s %s is disabled: %s; those that track it do without this check until it is mended",
             conf_track_kind_name(item->conf->kind), item->conf->name, reason);
    if (!record->disabled)
        record->since_us = clock_now_us();
    record->known = record->ok = record->disabled = true;
    item->verdict.known = false; /* once mended, its first result decides */
    set_reason(item, reason);
    track_publish(services, item);
}

static void introduce(struct services *services, struct tracked *item, const struct conf_tracker *conf,
                      bool used)
{
    struct page_tracker *record = &item->record;
    bool checked =
        conf->kind == CONF_TRACK_SCRIPT || conf->kind == CONF_TRACK_PING || conf->kind == CONF_TRACK_TCP;

    (void)services;
    item->conf = conf;
    item->used = used && conf->kind != CONF_TRACK_INTERFACE;
    item->directory_watch = item->file_watch = -1;
    item->rule = (struct verdict_rule){.rise = conf->rise > 0 ? conf->rise : 1,
                                       .fall = conf->fall > 0 ? conf->fall : 1,
                                       .init_fail = checked && conf->init_fail,
                                       .interval_us = conf->interval_us > 0 ? conf->interval_us : LOOK_US};
    status_copy_text(record->name, sizeof(record->name), conf->name);
    record->kind = (uint8_t)conf->kind;
    record->definition = tracked_definition(conf);
    record->since_us = clock_now_us();
    verdict_start(&item->verdict, &item->rule, record->since_us);
    record->known = conf->kind == CONF_TRACK_INTERFACE || item->rule.init_fail;
    record->ok = conf->kind == CONF_TRACK_INTERFACE;
    if (item->rule.init_fail)
        set_reason(item, "init_fail, no result yet");
    else if (!used)
        set_reason(item, "used by no instance");
}

/* ---- adoption ---- */

static void adopt_one(struct tracked *item, const struct page_tracker *found)
{
    struct page_tracker *record = &item->record;

    if (!found->known || !item->used || found->kind != record->kind ||
        found->definition != record->definition || strcmp(found->name, record->name) != 0)
        return;
    *record = *found;
    verdict_adopt(&item->verdict, found->ok, clock_now_us());
    item->verdict.known = !found->disabled;
    if (record->kind == CONF_TRACK_PROCESS)
        item->count = (struct verdict_count){.known = true, .ok = found->ok, .enough = found->ok};
}

static void adopt(struct services *services, unsigned table)
{
    struct page_tracker found;

    for (size_t i = 0; i < CONF_TRACKERS_MAX && page_read_tracker(services->child->page, table, i, &found);
         i++)
        for (size_t k = 0; k < services->tracking.count; k++)
            adopt_one(&services->tracking.items[k], &found);
}

/* ---- start ---- */

/* The vrrp process of a new configuration may start as soon as we are ready: what is known has to be there.
 */
bool track_prepare(struct services *services)
{
    const struct conf *conf = services->child->conf;
    struct tracking *tracking = &services->tracking;
    struct page_supervisor supervisor;

    tracking->inotify = tracking->pings[0].fd = tracking->pings[1].fd = -1;
    tracking->items = calloc(conf->tracker_count + 1, sizeof(*tracking->items));
    if (tracking->items == NULL)
        return false;
    tracking->count = conf->tracker_count;
    for (size_t i = 0; i < tracking->count; i++)
        introduce(services, &tracking->items[i], &conf->trackers[i], tracked_used(conf, i));
    if (page_read_supervisor(services->child->page, &supervisor))
        adopt(services, supervisor.table);
    for (size_t i = 0; i < tracking->count; i++)
        track_publish(services, &tracking->items[i]);
    track_files_prepare(services);
    track_pings_prepare(services);
    return track_tcp_prepare(services);
}

bool track_start(struct services *services)
{
    struct tracking *tracking = &services->tracking;

    for (size_t i = 0; i < tracking->count; i++) {
        struct tracked *item = &tracking->items[i];

        tracking->has_files = tracking->has_files || (item->used && item->conf->kind == CONF_TRACK_FILE);
        tracking->has_processes =
            tracking->has_processes || (item->used && item->conf->kind == CONF_TRACK_PROCESS);
    }
    if (services->child->adopt_table >= 0)
        adopt(services, (unsigned)services->child->adopt_table);
    for (size_t i = 0; i < tracking->count; i++)
        track_publish(services, &tracking->items[i]);
    tracking->look_at_us = clock_now_us();
    return track_scripts_start(services) && track_files_start(services) && track_pings_start(services);
}

/* ---- rounds ---- */

void track_round(struct services *services, int64_t now_us)
{
    struct tracking *tracking = &services->tracking;

    track_scripts_round(services, now_us);
    track_pings_round(services, now_us);
    track_tcp_round(services, now_us);
    if ((tracking->has_files || tracking->has_processes) && now_us >= tracking->look_at_us) {
        tracking->look_at_us = now_us + LOOK_US;
        if (tracking->has_files)
            track_files_look(services);
        if (tracking->has_processes)
            track_processes_look(services, now_us);
    }
}

void track_tell(struct services *services)
{
    if (services->tracking.changed)
        state_page_ring(services->child->bells[PAGE_VRRP]);
    services->tracking.changed = false;
}

static int64_t earlier(int64_t a_us, int64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}

static int64_t item_due_us(const struct tracked *item)
{
    const struct ping_round_rule rule = {.count = item->conf->count,
                                         .interval_us = item->rule.interval_us,
                                         .timeout_us = item->conf->timeout_us};

    switch (item->conf->kind) {
    case CONF_TRACK_SCRIPT:
    case CONF_TRACK_TCP:
        return item->verdict.due_us;
    case CONF_TRACK_PING:
        return earlier(item->verdict.due_us, ping_round_due_us(&item->round, &rule));
    default:
        return LOOP_FOREVER;
    }
}

int64_t track_due_us(const struct services *services)
{
    const struct tracking *tracking = &services->tracking;
    int64_t due_us = tracking->has_files || tracking->has_processes ? tracking->look_at_us : LOOP_FOREVER;

    due_us = earlier(due_us, track_tcp_due_us(services));
    for (size_t i = 0; i < tracking->count; i++)
        if (tracking->items[i].used)
            due_us = earlier(due_us, item_due_us(&tracking->items[i]));
    return due_us;
}
