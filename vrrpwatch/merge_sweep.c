/* Statements become findings; see merge_sweep.h. */
#include "vrrpwatch/merge_sweep.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two views that differ, and the statements by which they do at first. */
struct split {
    size_t first, second; /* statements */
    int64_t begin_us, end_us;
    bool healed; /* they differ no longer at `end_us`; else nothing is known of later */
    struct addr winner;
    int16_t winner_priority;
};

struct splits {
    struct split items[MERGE_SPLITS_MAX];
    size_t count;
    uint64_t left_out;
};

static int by_time(const void *a, const void *b)
{
    const struct merge_statement *first = a, *second = b;

    return first->time_us != second->time_us ? (first->time_us < second->time_us ? -1 : 1)
                                             : (int)first->view - second->view;
}

/* Sorts, then ends each statement where its view says the next thing. */
static void settle(struct merge *merge)
{
    if (merge->count != 0)
        qsort(merge->statements, merge->count, sizeof(merge->statements[0]), by_time);
    for (size_t i = 0; i < merge->view_count; i++)
        merge->views[i].current = SIZE_MAX;
    for (size_t i = merge->count; i-- > 0;) {
        struct merge_statement *statement = &merge->statements[i];
        struct merge_view *view = &merge->views[statement->view];
        int64_t fresh_us = statement->time_us + MERGE_FRESH_US, end_us = merge->end_us[view->vantage];

        statement->last = view->current == SIZE_MAX;
        statement->until_us = !statement->last    ? merge->statements[view->current].time_us
                              : end_us > fresh_us ? end_us
                                                  : fresh_us;
        view->current = i;
    }
    for (size_t i = 0; i < merge->view_count; i++)
        merge->views[i].current = SIZE_MAX;
}

static bool share_vips(const struct merge_view *a, const struct merge_view *b)
{
    for (size_t i = 0; i < a->vip_count; i++)
        for (size_t k = 0; k < b->vip_count; k++)
            if (addr_equal(&a->vips[i], &b->vips[k]))
                return true;
    return false;
}

static bool differ(const struct merge_statement *a, const struct merge_statement *b)
{
    return a->master.family != ADDR_NONE && b->master.family != ADDR_NONE &&
           !addr_equal(&a->master, &b->master);
}

/* The split between two views that is still going on at `begin_us`, else a new one; NULL without room. */
static struct split *take_split(const struct merge *merge, struct splits *splits, size_t first, size_t second,
                                int64_t begin_us)
{
    const struct merge_statement *statements = merge->statements;
    uint16_t a = statements[first].view, b = statements[second].view;

    for (size_t i = splits->count; i-- > 0;) {
        struct split *split = &splits->items[i];
        uint16_t c = statements[split->first].view, d = statements[split->second].view;

        if (((a == c && b == d) || (a == d && b == c)) && begin_us - split->end_us <= MERGE_SETTLE_US)
            return split;
    }
    if (splits->count == MERGE_SPLITS_MAX) {
        splits->left_out++;
        return NULL;
    }
    splits->items[splits->count] = (struct split){.first = first, .second = second, .begin_us = begin_us};
    return &splits->items[splits->count++];
}

static void compare(const struct merge *merge, struct splits *splits, size_t first, size_t second)
{
    const struct merge_statement *a = &merge->statements[first], *b = &merge->statements[second];
    const struct merge_statement *ends = a->until_us < b->until_us ? a : b;
    struct split *split;

    if (!differ(a, b) || ends->until_us - b->time_us < MERGE_SETTLE_US)
        return;
    split = take_split(merge, splits, first, second, b->time_us);
    if (split == NULL)
        return;
    split->end_us = ends->until_us;
    split->healed = !ends->last;
    split->winner.family = ADDR_NONE;
    for (size_t i = second; i < merge->count && merge->statements[i].time_us <= split->end_us; i++)
        if (split->healed && merge->statements[i].view == ends->view &&
            merge->statements[i].time_us == split->end_us) {
            split->winner = merge->statements[i].master;
            split->winner_priority = merge->statements[i].priority;
        }
}

static void sweep(struct merge *merge, struct splits *splits)
{
    for (size_t i = 0; i < merge->count; i++) {
        struct merge_view *view = &merge->views[merge->statements[i].view];

        for (size_t k = 0; k < merge->view_count; k++) {
            const struct merge_view *other = &merge->views[k];

            if (other->vantage != view->vantage && other->vrid == view->vrid &&
                other->family == view->family && other->current != SIZE_MAX &&
                merge->statements[other->current].until_us > merge->statements[i].time_us &&
                share_vips(view, other))
                compare(merge, splits, other->current, i);
        }
        view->current = i;
    }
}

/* ---- findings ---- */

static void add_party(struct finding *out, const struct addr *address, int16_t priority)
{
    out->parties[out->party_count++] = (struct party){.address = *address, .priority = priority};
}

static void describe(const struct merge *merge, const struct split *split, struct finding *out)
{
    const struct merge_statement *a = &merge->statements[split->first],
                                 *b = &merge->statements[split->second];
    const struct merge_view *first = &merge->views[a->view], *second = &merge->views[b->view];
    char one[ADDR_TEXT_MAX], other[ADDR_TEXT_MAX];

    *out = (struct finding){
        .verdict = VERDICT_SPLIT,
        .cause = CAUSE_A6,
        .severity = SEVERITY_CRITICAL,
        .phase = FINDING_OPEN,
        .time_us = split->begin_us,
        .since_us = split->begin_us,
        .duration_us = -1,
        .interface = first->interface,
        .vlan = first->vlan,
        .family = first->family,
        .vrid = first->vrid,
        .vip_count = first->vip_count,
        .vip_total = first->vip_count,
        .evidence = {{"vantages", 2}, {"seconds", (split->end_us - split->begin_us) / 1000000}},
        .evidence_count = 2};
    memcpy(out->vips, first->vips, sizeof(out->vips));
    add_party(out, &a->master, a->priority);
    add_party(out, &b->master, b->priority);
    snprintf(
        out->sentence, sizeof(out->sentence),
        "Two vantage points see different masters for vrid %u: %s (%.40s) and %s (%.40s): layer-2 partition",
        (unsigned)first->vrid, addr_format(&a->master, one), first->place, addr_format(&b->master, other),
        second->place);
    snprintf(
        out->fix, sizeof(out->fix),
        "restore the trunk, VLAN or inter-switch link between the two sides; let nodes that lose the gateway "
        "give up (track_script with a ping)");
    snprintf(out->unseen, sizeof(out->unseen), "which link is cut; the two clocks are trusted");
}

static void close_finding(const struct split *split, struct finding *out)
{
    out->phase = FINDING_CLOSED;
    out->time_us = split->end_us;
    out->duration_us = split->end_us - split->begin_us;
    out->party_count = 0;
    if (split->winner.family != ADDR_NONE)
        add_party(out, &split->winner, split->winner_priority);
    snprintf(out->sentence, sizeof(out->sentence), "the vantage points no longer see different masters");
}

/* The split that has the next thing to tell: its opening or, `*closing`, its end. */
static size_t next(const struct splits *splits, const uint8_t *told, bool *closing)
{
    size_t best = splits->count;
    int64_t best_us = INT64_MAX;

    for (size_t i = 0; i < splits->count; i++) {
        const struct split *split = &splits->items[i];
        int64_t at_us = told[i] == 0 ? split->begin_us : split->end_us;

        if (told[i] < 1 + split->healed && at_us < best_us) {
            best = i;
            best_us = at_us;
        }
    }
    *closing = best < splits->count && told[best] == 1;
    return best;
}

void merge_finish(struct merge *merge, finding_sink *sink, void *context)
{
    struct splits *splits = calloc(1, sizeof(*splits));
    uint8_t told[MERGE_SPLITS_MAX] = {0};
    struct finding finding;
    bool closing;

    if (splits == NULL) {
        merge->counters.left_out += merge->count;
        return;
    }
    settle(merge);
    sweep(merge, splits);
    merge->counters.left_out += splits->left_out;
    for (size_t at; (at = next(splits, told, &closing)) < splits->count; told[at]++) {
        describe(merge, &splits->items[at], &finding);
        finding.number = (uint32_t)at + 1;
        if (closing)
            close_finding(&splits->items[at], &finding);
        sink(context, &finding);
    }
    free(splits);
}
