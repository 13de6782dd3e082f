/* Arbiters, counted; see engine_services_arbiter.h. */
#include "vrrpd/engine_services_arbiter.h"

#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "vrrpd/engine_services_heartbeat.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/vrrp/arbiter.h"

static const struct conf_arbiter *conf_of(const struct services *services)
{
    return &services->child->conf->global.arbiter;
}

static struct arbiter_count count_targets(const struct services *services)
{
    const struct conf_arbiter *conf = conf_of(services);
    struct arbiter_count count = {.total = 0};

    for (size_t i = 0; i < conf->target_count; i++) {
        const struct page_tracker *record = &services->tracking.items[conf->targets[i].tracker].record;

        if (record->disabled)
            continue;
        count.total++;
        count.unknown += !record->known;
        count.answering += record->known && record->ok != conf->targets[i].reverse;
    }
    return count;
}

/* The slowest of them says how long another node may take to find out. */
static struct arbiter_rule rule_of(const struct services *services)
{
    const struct conf *conf = services->child->conf;
    const struct conf_arbiter *arbiter = &conf->global.arbiter;
    struct arbiter_rule rule = {.minimum = arbiter->minimum, .stay = arbiter->stay};

    for (size_t i = 0; i < arbiter->target_count; i++) {
        const struct conf_tracker *tracker = &conf->trackers[arbiter->targets[i].tracker];
        int64_t grace_us = arbiter_grace_us(tracker->interval_us, tracker->timeout_us,
                                            tracker->fall > tracker->rise ? tracker->fall : tracker->rise,
                                            conf->global.heartbeat.interval_us);

        rule.grace_us = grace_us > rule.grace_us ? grace_us : rule.grace_us;
    }
    return rule;
}

static void say(const struct services *services, const struct page_arbiter *before,
                const struct page_arbiter *now)
{
    if (before->known == now->known && before->may_rise == now->may_rise &&
        before->must_yield == now->must_yield && before->lost == now->lost)
        return;
    if (!now->known)
        return;
    if (now->may_rise)
        log_line(LOG_LEVEL_NOTICE, "%u of %u arbiters answer, %u are needed to become master", now->answering,
                 now->total, conf_of(services)->minimum);
    else if (!now->lost)
        log_line(LOG_LEVEL_WARNING,
                 "%u of %u arbiters answer, %u are needed to become master: a master stays", now->answering,
                 now->total, conf_of(services)->minimum);
    else
        log_line(LOG_LEVEL_WARNING, "none of %u arbiters answers: a master %s", now->total,
                 now->must_yield ? "yields" : "stays, nobody is known to hear one");
}

void services_arbiter_round(struct services *services, int64_t now_us)
{
    const struct arbiter_rule rule = rule_of(services);
    const struct arbiter_count count = count_targets(services);
    enum arbiter_others others = services_heartbeat_arbiters(services, now_us);
    struct page_arbiter record = services->arbiter;
    struct arbiter_verdict verdict;

    if (conf_of(services)->target_count == 0)
        return;
    if (count.answering > 0 || count.unknown > 0 || count.total == 0)
        record.lost_since_us = 0;
    else if (record.lost_since_us == 0)
        record.lost_since_us = now_us;
    if (record.lost_since_us == 0 || others != ARBITER_OTHERS_HEAR)
        services->arbiter_contradicted_us = 0;
    else if (services->arbiter_contradicted_us == 0)
        services->arbiter_contradicted_us = now_us;
    verdict = arbiter_judge(&rule, &count, others, services->arbiter_contradicted_us, now_us);
    record.known = verdict.known;
    record.may_rise = verdict.may_rise;
    record.must_yield = verdict.must_yield;
    record.lost = verdict.lost;
    record.answering = count.answering;
    record.total = count.total;
    services->arbiter_due_us =
        arbiter_due_us(&rule, &count, others, services->arbiter_contradicted_us, now_us);
    if (memcmp(&record, &services->arbiter, sizeof(record)) == 0 && services->arbiter_published)
        return;
    say(services, &services->arbiter, &record);
    services->arbiter = record;
    services->arbiter_published = true;
    services->tracking.changed = true;
    page_write_arbiter(services->child->page, services->child->table, &record);
}

int64_t services_arbiter_due_us(const struct services *services)
{
    return services->arbiter_published ? services->arbiter_due_us : INT64_MAX;
}

void services_arbiter_report(const struct services *services, struct status *status)
{
    const struct conf_arbiter *conf = conf_of(services);
    const struct page_arbiter *record = &services->arbiter;
    struct status_arbiter *out = &status->arbiter;

    if (conf->target_count == 0)
        return;
    out->targets = (uint32_t)conf->target_count;
    out->minimum = conf->minimum;
    out->answering = record->answering;
    out->may_rise = record->known && record->may_rise;
    out->must_yield = record->must_yield;
    status_copy_text(out->on_lost, sizeof(out->on_lost), conf->stay ? "stay" : "yield");
    if (record->lost_since_us != 0)
        out->lost_since_wall_us = clock_wall_us() - (clock_now_us() - record->lost_since_us);
}
