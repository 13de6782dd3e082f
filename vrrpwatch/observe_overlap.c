/* Two that advertise at once: legal while a master is elected, a split brain when it stays. The rule: one
 * more advert each than any election has (RFC 9568 6.4: who hears a better advert is silent from then on). */
#include "vrrpwatch/diagnose_pair.h"
#include "vrrpwatch/observe_state.h"

enum {
    ANSWER_US = 50000, /* an answer comes within this, or a tenth of the interval */
    ASKED_ENOUGH = 5,  /* adverts after which the reactions tell something */
};

static int64_t min_us(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t interval_of(const struct source *a, const struct source *b)
{
    return min_us(a->interval_us, b->interval_us);
}

static void tell(struct observe *observe, struct router *router, struct source *source)
{
    struct source *master = router->master;
    enum cause cause = diagnose_pair(master, source);
    const struct subject subject = {.router = router,
                                    .winner = master,
                                    .other = source,
                                    .since_us = source->overlap.since_us,
                                    .stage = source->overlap.stage};

    if (cause == CAUSE_A && master->pieces + source->pieces > 1)
        cause = CAUSE_A12;
    if (cause == CAUSE_B11)
        observe_open(observe, VERDICT_VRID_CLASH, cause, SEVERITY_CRITICAL, &subject);
    else
        observe_open(observe, VERDICT_SPLIT, cause, SEVERITY_CRITICAL, &subject);
}

/* Nearly all weaker adverts were answered, or nearly none by one that is known to answer. */
static bool answers_tell(const struct overlap *overlap, const struct source *master)
{
    return overlap->answered * 5 > overlap->asked * 4 ||
           (overlap->answered * 5 < overlap->asked && master->reacts);
}

static void judge(struct observe *observe, struct router *router, struct source *source)
{
    struct overlap *overlap = &source->overlap;

    if (!overlap->certain) {
        if (overlap->own_after < 2 || overlap->masters_after < 2 ||
            observe->now_us - overlap->since_us < interval_of(source, router->master))
            return;
        overlap->certain = true;
        tell(observe, router, source);
    } else if (overlap->stage == 0 && overlap->asked > ASKED_ENOUGH &&
               answers_tell(overlap, router->master) && diagnose_pair(router->master, source) == CAUSE_A) {
        overlap->stage = 1;
        tell(observe, router, source);
    }
}

/* Not certain and silent since `last_us`: a master would have been heard. Should it be only late, its next
 * advert begins anew, and the alarm comes a little later. */
static bool is_quiet(const struct observe *observe, const struct source *source, int64_t last_us)
{
    return 3 * (observe->now_us - last_us) > 4 * source->interval_us;
}

/* Answers and the last advert of one that yields come at once after others: they are not the steady adverts
 * of a master. */
static bool counts(const struct observe *observe, const struct source *source, int64_t *counted_us)
{
    if (*counted_us != 0 && observe->now_us - *counted_us < source->interval_us / 2)
        return false;
    *counted_us = observe->now_us;
    return true;
}

void observe_overlap_master(struct observe *observe, struct router *router)
{
    struct source *next;

    for (struct source *source = router->sources; source != NULL; source = next) {
        struct overlap *overlap = &source->overlap;

        next = source->next;
        /* A master that had stopped and is elected again did not take turns. */
        if (!overlap->certain && overlap->masters_us != 0 &&
            is_quiet(observe, router->master, overlap->masters_us))
            overlap->turns = 0;
        if (overlap->since_us == 0)
            continue;
        if (counts(observe, router->master, &overlap->masters_us)) {
            overlap->turns += !overlap->masters_turn;
            overlap->masters_turn = true;
            overlap->masters++;
            overlap->masters_after += overlap->own >= 2;
        }
        if (overlap->answer_by_us >= observe->now_us) {
            overlap->answered++;
            overlap->answer_by_us = 0;
        }
        if (overlap->asked > 1 && overlap->answered * 5 > overlap->asked * 4)
            router->master->reacts = true;
        judge(observe, router, source);
    }
    observe_overlap_settle(observe, router);
}

/* Both have sent more than once, in turns, for longer than adverts that cross need. */
static bool was_more_than_crossing(const struct overlap *overlap, int64_t loser_last_us, int64_t interval_us)
{
    return overlap->own >= 2 && overlap->masters >= 2 && overlap->turns >= 3 &&
           loser_last_us - overlap->since_us > interval_us / 2;
}

static void note_overlap(struct observe *observe, struct router *router, const struct source *winner,
                         const struct source *loser, const struct overlap *overlap)
{
    const struct subject subject = {
        .router = router, .winner = winner, .other = loser, .since_us = overlap->since_us};

    if (was_more_than_crossing(overlap, loser->last_us, interval_of(winner, loser))) {
        observe_note(observe, VERDICT_OVERLAP, CAUSE_F6, SEVERITY_WARNING, &subject);
        observe_check_caches(observe, router, overlap->since_us);
    } else if (winner == router->master)
        observe_note(observe, VERDICT_ELECTION, CAUSE_F5, SEVERITY_INFO, &subject);
}

void observe_overlap_other(struct observe *observe, struct router *router, struct source *source)
{
    struct source *master = router->master;
    struct overlap *overlap = &source->overlap;

    if (overlap->since_us != 0 && !overlap->certain && is_quiet(observe, source, overlap->own_us)) {
        struct overlap over = *overlap;

        *overlap = (struct overlap){.since_us = 0};
        note_overlap(observe, router, master, source, &over);
    }
    if (overlap->since_us == 0) {
        *overlap = (struct overlap){.since_us = observe->now_us};
        router->private->overlapped = true;
    }
    if (counts(observe, source, &overlap->own_us)) {
        overlap->turns += overlap->masters_turn;
        overlap->masters_turn = false;
        overlap->own++;
        overlap->own_after += overlap->masters >= 2;
    }
    if (observe_outranks(master, source)) {
        overlap->asked++;
        overlap->answer_by_us = observe->now_us + min_us(ANSWER_US, interval_of(source, master) / 10);
    }
    judge(observe, router, source);
    observe_wake_router(observe, router, observe->now_us + interval_of(source, master));
}

/* A master that has fallen silent beside this source: how long until it counts as gone. */
static bool master_is_gone(const struct observe *observe, const struct source *master,
                           const struct source *source)
{
    int64_t silent_us = observe->now_us - master->last_us;

    if (master->resigned_us != 0)
        return true;
    if (source->overlap.certain)
        return silent_us > observe_down_us(master);
    return observe_outranks(source, master) ? 2 * silent_us > 3 * master->interval_us
                                            : silent_us > 3 * master->interval_us;
}

static bool source_is_gone(const struct observe *observe, const struct source *source)
{
    if (source->resigned_us != 0)
        return true;
    return source->overlap.certain ? observe->now_us - source->last_us > observe_down_us(source)
                                   : is_quiet(observe, source, source->last_us);
}

/* The incident is over when nobody certain is left beside the master. */
static void close_split(struct observe *observe, struct router *router, const struct source *loser,
                        const struct overlap *overlap)
{
    const struct subject subject = {.router = router, .winner = router->master, .other = loser};

    for (const struct source *source = router->sources; source != NULL; source = source->next)
        if (source->overlap.certain)
            return;
    if (observe_incident(&subject, VERDICT_SPLIT) != NULL) {
        observe_close(observe, VERDICT_SPLIT, &subject);
        observe_check_caches(observe, router, overlap->since_us);
        if (router->master->first_us <= overlap->since_us)
            observe_note(observe, VERDICT_MASTER, CAUSE_E3, SEVERITY_INFO, &subject);
    }
    observe_close(observe, VERDICT_VRID_CLASH, &subject);
}

static void settle_source(struct observe *observe, struct router *router, struct source *source)
{
    struct source *master = router->master;
    struct overlap overlap = source->overlap;

    if (master_is_gone(observe, master, source) && !source_is_gone(observe, source)) {
        bool legal = !overlap.certain &&
                     !was_more_than_crossing(&overlap, master->last_us, interval_of(source, master));
        enum verdict how = !legal                             ? VERDICT_OVERLAP
                           : master->resigned_us != 0         ? VERDICT_HANDOVER
                           : observe_outranks(source, master) ? VERDICT_PREEMPTION
                                                              : VERDICT_TAKEOVER;

        if (!overlap.certain && !legal)
            note_overlap(observe, router, source, master, &overlap);
        observe_take_over(observe, router, source, how);
        if (overlap.certain)
            close_split(observe, router, master, &overlap);
    } else if (source_is_gone(observe, source)) {
        source->overlap = (struct overlap){.since_us = 0};
        if (overlap.certain)
            close_split(observe, router, source, &overlap);
        else
            note_overlap(observe, router, master, source, &overlap);
    }
}

void observe_overlap_settle(struct observe *observe, struct router *router)
{
    bool open = false;

    for (struct source *source = router->sources; source != NULL; source = source->next) {
        if (router->master == NULL)
            break;
        if (source->overlap.since_us != 0)
            settle_source(observe, router, source);
        open = open || source->overlap.since_us != 0;
    }
    router->private->overlapped = open;
}

void observe_overlap_finish(struct observe *observe, struct router *router)
{
    if (router->master == NULL)
        return;
    for (struct source *source = router->sources; source != NULL; source = source->next) {
        const struct overlap *overlap = &source->overlap;

        if (overlap->since_us != 0 && !overlap->certain && overlap->own + overlap->masters > 2)
            observe_note(observe, VERDICT_OVERLAP, CAUSE_F6, SEVERITY_WARNING,
                         &(struct subject){.router = router,
                                           .winner = router->master,
                                           .other = source,
                                           .since_us = overlap->since_us,
                                           .stage = 1});
    }
}
