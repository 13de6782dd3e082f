/* Who is master, since when, and how it came: hand-overs, silence, lateness, mastership that goes to and fro.
 */
#include "vrrpwatch/diagnose_pair.h"
#include "vrrpwatch/observe_state.h"

#define SECOND_US INT64_C(1000000)

enum {
    VERSION_2 = 2,
    LATE_TOGETHER = 4,    /* routers late within one interval: not their fault */
    FLAPS = 4,            /* changes of the master within the window */
    FLAP_DOWNS = 20,      /* the window, in Master_Down intervals, at least FLAP_US */
    LATE_INTERVALS = 100, /* an incident of late adverts ends after that many in time */
};

static const int64_t flap_us = 60 * SECOND_US;
static const int64_t announce_us = SECOND_US; /* a new master announces within this */

int64_t observe_down_us(const struct source *source)
{
    int64_t unit_us = source->version == VERSION_2 ? SECOND_US : source->interval_us;

    return 3 * source->interval_us + (256 - source->priority) * unit_us / 256;
}

bool observe_is_alive(const struct source *source, int64_t now_us)
{
    return source->resigned_us == 0 && now_us - source->last_us <= observe_down_us(source);
}

bool observe_outranks(const struct source *a, const struct source *b)
{
    if (a->priority != b->priority)
        return a->priority > b->priority;
    return addr_compare(&a->address, &b->address) > 0;
}

/* When the weakest backup would have taken over, and half an interval more. */
static int64_t silence_from_us(const struct source *master)
{
    int64_t skew_us = master->version == VERSION_2 ? SECOND_US : master->interval_us;
    int64_t wait_us = skew_us + master->interval_us / 2 + SECOND_US / 20;

    return master->resigned_us != 0 ? master->resigned_us + wait_us
                                    : master->last_us + 3 * master->interval_us + wait_us;
}

static int64_t flap_window_us(const struct source *master)
{
    int64_t window_us = FLAP_DOWNS * observe_down_us(master);

    return window_us > flap_us ? window_us : flap_us;
}

/* A querier that is missing shows as take-overs every few minutes (IGMP group memberships end after 260 s).
 */
static bool is_snooping_rhythm(struct observe *observe, const struct router *router)
{
    const struct router_private *private = router->private;
    const struct link *link = observe_link(observe, router->interface, router->vlan);
    int64_t least_us = INT64_MAX, most_us = 0;

    if (private->change_count < FLAPS || link->query_us != 0)
        return false;
    for (uint32_t i = private->change_count - FLAPS + 1; i < private->change_count; i++) {
        int64_t gap_us =
            private->changes_us[i % OBSERVE_CHANGES] - private->changes_us[(i - 1) % OBSERVE_CHANGES];

        least_us = gap_us < least_us ? gap_us : least_us;
        most_us = gap_us > most_us ? gap_us : most_us;
    }
    return least_us > 200 * SECOND_US && most_us < 400 * SECOND_US && most_us - least_us < least_us / 8;
}

static void note_change(struct observe *observe, struct router *router)
{
    struct router_private *private = router->private;
    const struct subject subject = {
        .router = router, .winner = router->master, .other = private->last_master};
    int64_t first_us;

    private->changes_us[private->change_count++ % OBSERVE_CHANGES] = observe->now_us;
    if (private->change_count < FLAPS)
        return;
    first_us = private->changes_us[(private->change_count - FLAPS) % OBSERVE_CHANGES];
    /* To and fro: each newcomer once is a growing cluster. */
    if (router->master->reigns > 1 && observe->now_us - first_us <= flap_window_us(router->master))
        observe_open(observe, VERDICT_FLAPPING, CAUSE_F7, SEVERITY_WARNING, &subject);
    else if (is_snooping_rhythm(observe, router))
        observe_open(observe, VERDICT_FLAPPING, CAUSE_A3, SEVERITY_WARNING, &subject);
}

/* Settings of two masters in a row that would keep them from hearing each other. */
static void compare_with_last(struct observe *observe, struct router *router, const struct source *last)
{
    const struct subject subject = {.router = router, .winner = router->master, .other = last};
    enum cause cause;

    if (last == NULL || observe->now_us - last->last_us > 10 * observe_down_us(last))
        return;
    cause = diagnose_pair(router->master, last);
    if (cause == CAUSE_A || cause == CAUSE_A8)
        observe_close(observe, VERDICT_MISMATCH, &subject);
    else if (cause == CAUSE_B11)
        observe_open(observe, VERDICT_VRID_CLASH, cause, SEVERITY_WARNING, &subject);
    else
        observe_open(observe, VERDICT_MISMATCH, cause, SEVERITY_WARNING, &subject);
}

static void tell_change(struct observe *observe, struct router *router, enum verdict how)
{
    static const enum cause causes[VERDICT_COUNT] = {[VERDICT_MASTER] = CAUSE_F1,
                                                     [VERDICT_HANDOVER] = CAUSE_F2,
                                                     [VERDICT_TAKEOVER] = CAUSE_F3,
                                                     [VERDICT_PREEMPTION] = CAUSE_F4};
    struct source *master = router->master, *last = router->private->last_master;
    const struct subject subject = {
        .router = router, .winner = master, .other = last, .value_us = master->away_us};

    if (how == VERDICT_OVERLAP)
        return;
    observe_note(observe, how, causes[how], SEVERITY_INFO, &subject);
}

/* The one that was master before the last one has come back without having resigned. */
static bool was_paused(const struct observe *observe, const struct source *master,
                       const struct source *before)
{
    return master == before && master->away_us != 0 && master->away_us < 10 * 60 * SECOND_US &&
           observe->now_us - master->last_us <= master->interval_us * 3;
}

void observe_take_over(struct observe *observe, struct router *router, struct source *source,
                       enum verdict how)
{
    struct router_private *private = router->private;
    struct source *gone = router->master != NULL ? router->master : private->last_master;
    bool paused = (how == VERDICT_PREEMPTION || how == VERDICT_OVERLAP) &&
                  private->last_how == VERDICT_TAKEOVER && was_paused(observe, source, private->last_master);
    const struct subject subject = {
        .router = router, .winner = source, .other = gone, .value_us = source->away_us};

    if (gone == source)
        how = VERDICT_MASTER; /* it was silent, and nobody came in between */
    private->last_master = gone != source ? gone : NULL;
    router->master = source;
    router->master_since_us = observe->now_us;
    private->began_us = source->overlap.since_us != 0 ? source->overlap.since_us : observe->now_us;
    source->overlap = (struct overlap){.since_us = 0};
    source->mac_switches = 0;
    source->reigns++;
    observe_close(observe, VERDICT_SILENCE, &subject);
    tell_change(observe, router, how);
    if (private->had_master && gone != source) {
        router->handovers++;
        note_change(observe, router);
        compare_with_last(observe, router, gone);
        private->announce_by_us = observe->now_us + announce_us;
        observe_wake_router(observe, router, private->announce_by_us);
    }
    if (paused) {
        observe_note(observe, VERDICT_OVERLAP, CAUSE_D1, SEVERITY_WARNING, &subject);
        source->away_us = 0;
    }
    private->had_master = true;
    private->last_how = how;
    observe_wake_router(observe, router, silence_from_us(source));
}

/* Adverts of several routers, from several senders or one, are late within one interval: the link loses them.
 */
static bool is_common(struct observe *observe, const struct router *router, const struct source *source)
{
    struct link *link = observe_link(observe, router->interface, router->vlan);

    if (observe->now_us - link->late_us > source->interval_us) {
        link->late_us = observe->now_us;
        link->late = 0;
    }
    return ++link->late >= LATE_TOGETHER;
}

void observe_gap(struct observe *observe, struct router *router, struct source *source, int64_t gap_us)
{
    int64_t deviation_us =
        gap_us > source->interval_us ? gap_us - source->interval_us : source->interval_us - gap_us;
    const struct subject subject = {.router = router, .winner = source, .other = source, .value_us = gap_us};

    source->jitter_us += ((double)deviation_us - source->jitter_us) / 16;
    if (gap_us > source->gap_max_us)
        source->gap_max_us = gap_us;
    if (2 * gap_us <= 3 * source->interval_us)
        return;
    source->late++;
    if (is_common(observe, router, source)) {
        observe_open(observe, VERDICT_LOSS, CAUSE_A11, SEVERITY_WARNING, &subject);
        return;
    }
    observe_open(observe, VERDICT_LATE,
                 source->interval_us < SECOND_US && gap_us > 2 * source->interval_us ? CAUSE_D3 : CAUSE_D2,
                 SEVERITY_WARNING, &subject);
}

static void fall_silent(struct observe *observe, struct router *router)
{
    struct source *master = router->master;
    const struct subject subject = {.router = router,
                                    .winner = NULL,
                                    .other = master,
                                    .since_us =
                                        master->resigned_us != 0 ? master->resigned_us : master->last_us};

    observe_open(observe, VERDICT_SILENCE, CAUSE_F8, SEVERITY_CRITICAL, &subject);
    router->private->last_master = master;
    router->master = NULL;
}

/* Incidents without an end of their own are over when there was no sign of them for a while. */
static void age_incidents(struct observe *observe, struct router *router)
{
    const struct source *master = router->master;
    int64_t calm_us = master != NULL ? LATE_INTERVALS * master->interval_us : flap_us;
    struct incident *next;

    calm_us = calm_us > flap_us ? calm_us : flap_us;
    for (struct incident *incident = router->private->incidents; incident != NULL; incident = next) {
        bool ages = incident->verdict == VERDICT_LATE || incident->verdict == VERDICT_FLAPPING ||
                    incident->verdict == VERDICT_LOSS || incident->verdict == VERDICT_ROGUE ||
                    incident->verdict == VERDICT_MISMATCH || incident->cause == CAUSE_B10;

        next = incident->next;
        if (ages && observe->now_us - incident->last_us > calm_us)
            observe_close_incident(observe, incident, &(struct subject){.router = router, .winner = master});
    }
    if (router->private->incidents != NULL)
        observe_wake_router(observe, router, observe->now_us + calm_us / 4);
}

void observe_wake_up_router(struct observe *observe, struct router *router)
{
    if (router->private->overlapped)
        observe_overlap_settle(observe, router);
    if (router->private->announce_by_us != 0 && observe->now_us >= router->private->announce_by_us) {
        router->private->announce_by_us = 0;
        observe_check_announced(observe, router);
    }
    age_incidents(observe, router);
    if (router->master != NULL && observe->now_us >= silence_from_us(router->master))
        fall_silent(observe, router);
    if (router->master != NULL)
        observe_wake_router(observe, router, silence_from_us(router->master));
    if (router->private->overlapped && router->master != NULL)
        observe_wake_router(observe, router, observe->now_us + router->master->interval_us / 2);
    if (router->private->announce_by_us != 0)
        observe_wake_router(observe, router, router->private->announce_by_us);
}
