/* Weights on two nodes; see compare_weights.h. The arithmetic is that of vrrpd/vrrp/priority.h. */
#include "conf/compare_weights.h"

#include <stdio.h>
#include <string.h>

enum { HIGHEST = 254, LOWEST = 1, OWNER = 255 };

/* The priority with everything well, and with every weighted check failing; files are left out: their numbers
 * are not in the configuration. */
struct range {
    int well, worst;
    size_t weighted; /* trackers with a weight */
    bool fault;      /* some tracker means FAULT instead */
};

static int clamp(int priority)
{
    return priority < LOWEST ? LOWEST : priority > HIGHEST ? HIGHEST : priority;
}

static void add_tracks(const struct conf *conf, const struct conf_track *tracks, size_t count,
                       struct range *range)
{
    for (size_t i = 0; i < count; i++) {
        int weight = tracks[i].reverse ? -tracks[i].weight : tracks[i].weight;

        if (conf->trackers[tracks[i].tracker].kind == CONF_TRACK_FILE)
            continue;
        range->fault |= tracks[i].weight == 0;
        range->weighted += tracks[i].weight != 0;
        if (tracks[i].weight > 0)
            range->well += weight;
        else
            range->worst += weight;
    }
}

/* A group's trackers count for all its members. */
static struct range range_of(const struct conf *conf, const struct conf_instance *instance)
{
    const struct conf_group *group = instance->group_index < 0 ? NULL : &conf->groups[instance->group_index];
    struct range range = {.well = instance->priority, .worst = instance->priority};

    for (size_t i = 0; group != NULL && i < group->member_count; i++) {
        const struct conf_instance *member = &conf->instances[group->members[i]];

        if (member != instance)
            add_tracks(conf, member->tracks, member->track_count, &range);
    }
    if (group != NULL)
        add_tracks(conf, group->tracks, group->track_count, &range);
    add_tracks(conf, instance->tracks, instance->track_count, &range);
    range.well = instance->priority == OWNER ? OWNER : clamp(range.well);
    range.worst = instance->priority == OWNER ? OWNER : clamp(range.worst);
    return range;
}

static void report_useless(struct compare_pair *pair, size_t strong, const struct range *ranges)
{
    size_t weak = 1 - strong;
    struct compare_finding *finding =
        compare_pair_add(pair, COMPARE_WARNING, "weight-too-small", CONF_KEY_TRACK);

    if (finding == NULL)
        return;
    snprintf(finding->sides[strong].value, COMPARE_VALUE_MAX, "priority %d, with every check failing %d",
             ranges[strong].well, ranges[strong].worst);
    snprintf(finding->sides[weak].value, COMPARE_VALUE_MAX, "priority %d", ranges[weak].well);
    snprintf(finding->wire, sizeof finding->wire,
             "the checks fail and nothing moves: the failing node still has the higher priority%s",
             ranges[strong].worst == ranges[weak].well ? " or the same" : "");
    snprintf(finding->fix, sizeof finding->fix,
             "make the weights at least %d in sum, or leave the weight out: then a failing check is FAULT",
             -(ranges[weak].well - ranges[strong].well) + 1);
}

static void report_unable(struct compare_pair *pair, size_t weak, const struct range *ranges)
{
    struct compare_finding *finding =
        compare_pair_add(pair, COMPARE_WARNING, "weight-and-nopreempt", CONF_KEY_PREEMPT);

    if (finding == NULL)
        return;
    snprintf(finding->sides[1 - weak].value, COMPARE_VALUE_MAX, "falls to priority %d",
             ranges[1 - weak].worst);
    snprintf(finding->sides[weak].value, COMPARE_VALUE_MAX, "nopreempt");
    snprintf(
        finding->wire, sizeof finding->wire,
        "a BACKUP with nopreempt does not take over from a living master, however low its priority is: the "
        "failing node keeps the addresses");
    snprintf(finding->fix, sizeof finding->fix,
             "leave the weight out, so that a failing check is FAULT and the master resigns");
}

static void report_one_sided(struct compare_pair *pair, size_t with, const struct range *ranges)
{
    struct compare_finding *finding =
        compare_pair_add(pair, COMPARE_WARNING, "checks-differ", CONF_KEY_TRACK);

    if (finding == NULL)
        return;
    snprintf(finding->sides[with].value, COMPARE_VALUE_MAX, "%zu weighted check(s)%s", ranges[with].weighted,
             ranges[with].fault ? " and some that mean FAULT" : "");
    snprintf(finding->sides[1 - with].value, COMPARE_VALUE_MAX, "no check");
    snprintf(finding->wire, sizeof finding->wire,
             "the node without checks keeps the addresses, or gets them, even when its service is dead");
    snprintf(finding->fix, sizeof finding->fix, "track the same on both nodes");
}

void compare_weights_check(struct compare_pair *pair)
{
    struct range ranges[2];
    size_t strong, weak;

    for (size_t i = 0; i < 2; i++)
        ranges[i] = range_of(pair->confs[i], pair->instances[i]);
    strong = ranges[0].well >= ranges[1].well ? 0 : 1;
    weak = 1 - strong;
    for (size_t i = 0; i < 2; i++)
        if (ranges[i].weighted + ranges[i].fault > 0 && ranges[1 - i].weighted + ranges[1 - i].fault == 0)
            report_one_sided(pair, i, ranges);
    if (ranges[strong].weighted == 0)
        return;
    if (ranges[strong].worst >= ranges[weak].well)
        report_useless(pair, strong, ranges);
    else if (!pair->instances[weak]->preempt && !ranges[strong].fault)
        report_unable(pair, weak, ranges);
}
