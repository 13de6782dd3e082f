/* Weights; see priority.h. */
#include "vrrpd/vrrp/priority.h"

enum {
    OWNER = 255,
    HIGHEST = 254,
    LOWEST = 1,
    FILE_FAULT = -254, /* a single file's contribution that means FAULT */
};

static size_t add_uses(const struct conf_track *tracks, size_t track_count, struct conf_track *uses,
                       size_t count)
{
    for (size_t i = 0; i < track_count; i++) {
        size_t n = 0;

        while (n < count && uses[n].tracker != tracks[i].tracker)
            n++;
        if (n == count && count < CONF_TRACKERS_MAX)
            uses[count++] = tracks[i];
    }
    return count;
}

size_t priority_collect(const struct conf *conf, size_t index, struct conf_track *uses)
{
    const struct conf_instance *instance = &conf->instances[index];
    const struct conf_group *group = instance->group_index < 0 ? NULL : &conf->groups[instance->group_index];
    size_t count;

    if (group == NULL)
        return add_uses(instance->tracks, instance->track_count, uses, 0);
    count = add_uses(group->tracks, group->track_count, uses, 0);
    for (size_t i = 0; i < group->member_count; i++) {
        const struct conf_instance *member = &conf->instances[group->members[i]];

        count = add_uses(member->tracks, member->track_count, uses, count);
    }
    return count;
}

/* 64 bits: a file's number times its weight fits. */
static int64_t contribution(const struct conf_tracker *tracker, const struct conf_track *use,
                            const struct priority_verdict *verdict)
{
    int64_t sign = use->reverse ? -1 : 1;

    if (tracker->kind == CONF_TRACK_FILE)
        return sign * use->weight * verdict->value;
    return verdict->ok == (use->weight > 0) ? sign * use->weight : 0;
}

static bool means_fault(const struct conf_tracker *tracker, const struct conf_track *use,
                        const struct priority_verdict *verdict)
{
    bool ok = tracker->kind == CONF_TRACK_FILE ? verdict->value == 0 : verdict->ok;

    if (use->weight == 0)
        return ok == use->reverse;
    return tracker->kind == CONF_TRACK_FILE && contribution(tracker, use, verdict) <= FILE_FAULT;
}

struct priority_result priority_sum(const struct conf *conf, uint8_t base, const struct conf_track *uses,
                                    size_t count, const struct priority_verdict *verdicts)
{
    struct priority_result result = {.failed = PRIORITY_NO_TRACKER, .pending = PRIORITY_NO_TRACKER};
    int64_t sum = base;

    for (size_t i = 0; i < count; i++) {
        const struct conf_tracker *tracker = &conf->trackers[uses[i].tracker];
        const struct priority_verdict *verdict = &verdicts[uses[i].tracker];

        if (verdict->disabled)
            continue;
        if (!verdict->known) {
            result.pending = (int)uses[i].tracker;
            continue;
        }
        if (result.failed == PRIORITY_NO_TRACKER && means_fault(tracker, &uses[i], verdict))
            result.failed = (int)uses[i].tracker;
        sum += contribution(tracker, &uses[i], verdict);
    }
    if (base == OWNER)
        result.priority = OWNER;
    else
        result.priority = (uint8_t)(sum < LOWEST ? LOWEST : sum > HIGHEST ? HIGHEST : sum);
    return result;
}
