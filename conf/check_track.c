/* Trackers nobody uses, and weights that cannot do what they are for. */
#include "conf/check_track.h"

#include <string.h>

#include "conf/tracker.h"

enum {
    PRIORITY_OWNER = 255,
};

/* FILE_CHECK of a real server names a file, not the tracker. */
static bool is_checked(const struct conf *conf, const struct conf_tracker *tracker)
{
    for (size_t i = 0; tracker->kind == CONF_TRACK_FILE && i < conf->virtual_server_count; i++) {
        const struct conf_virtual_server *service = &conf->virtual_servers[i];
        for (size_t s = 0; s < service->server_count; s++)
            for (size_t c = 0; c < service->servers[s].check_count; c++)
                if (service->servers[s].checks[c].kind == CONF_CHECK_FILE &&
                    strcmp(service->servers[s].checks[c].path, tracker->path) == 0)
                    return true;
    }
    return false;
}

static bool is_used(const struct conf *conf, size_t tracker)
{
    const struct conf_arbiter *arbiter = &conf->global.arbiter;

    if (tracker_is_used(arbiter->targets, arbiter->target_count, tracker))
        return true;
    for (size_t i = 0; i < conf->instance_count; i++)
        if (tracker_is_used(conf->instances[i].tracks, conf->instances[i].track_count, tracker))
            return true;
    for (size_t i = 0; i < conf->group_count; i++)
        if (tracker_is_used(conf->groups[i].tracks, conf->groups[i].track_count, tracker))
            return true;
    return is_checked(conf, &conf->trackers[tracker]);
}

static void check_tracker(struct reader *reader, size_t i)
{
    const struct conf_tracker *tracker = &reader->conf->trackers[i];

    if (!is_used(reader->conf, i))
        conf_errors_add(reader->errors, CONF_WARNING, &tracker->place,
                        "%s `%s' is used by no instance and no group: it is not watched",
                        conf_track_kind_name(tracker->kind), tracker->name);
    if (tracker->quorum_max && tracker->quorum_max < tracker->quorum)
        conf_errors_add(reader->errors, CONF_WARNING, &tracker->place,
                        "process `%s' has a largest number below its smallest: it always fails",
                        tracker->name);
}

static const struct conf_track *find_weight(const struct conf_track *tracks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tracks[i].weight)
            return &tracks[i];
    return NULL;
}

/* A weight counts for every member of a group. */
static const struct conf_track *weight_of(const struct conf *conf, const struct conf_instance *instance)
{
    const struct conf_track *found = find_weight(instance->tracks, instance->track_count);

    if (found || instance->group_index < 0)
        return found;
    const struct conf_group *group = &conf->groups[instance->group_index];
    found = find_weight(group->tracks, group->track_count);
    for (size_t i = 0; i < group->member_count && !found; i++) {
        const struct conf_instance *member = &conf->instances[group->members[i]];
        found = find_weight(member->tracks, member->track_count);
    }
    return found;
}

static void check_weights(struct reader *reader, const struct conf_instance *instance)
{
    const struct conf_track *weight = weight_of(reader->conf, instance);
    const char *name = weight ? reader->conf->trackers[weight->tracker].name : NULL;

    if (weight && instance->priority == PRIORITY_OWNER)
        conf_errors_add(reader->errors, CONF_WARNING, &weight->place,
                        "the weight of `%s' has no effect: instance `%s' has priority 255, which no weight "
                        "changes",
                        name, instance->name);
    else if (weight && !instance->preempt)
        conf_errors_add(
            reader->errors, CONF_WARNING, &weight->place,
            "the weight of `%s' cannot move the addresses of instance `%s' while its master lives: "
            "with nopreempt no backup takes over from a lower priority. Use weight 0, so that the "
            "failing node gives up, or let it preempt",
            name, instance->name);
}

void check_track(struct reader *reader)
{
    const struct conf *conf = reader->conf;
    const struct conf_place *place;

    if (conf->tracker_count > CONF_TRACKERS_MAX) {
        place = &conf->trackers[CONF_TRACKERS_MAX].place;
        conf_errors_add(reader->errors, CONF_ERROR, place, "more than %d trackers", CONF_TRACKERS_MAX);
    }
    if (conf->group_count > CONF_GROUPS_MAX) {
        place = &conf->groups[CONF_GROUPS_MAX].place;
        conf_errors_add(reader->errors, CONF_ERROR, place, "more than %d groups", CONF_GROUPS_MAX);
        return;
    }
    for (size_t i = 0; i < conf->tracker_count; i++)
        check_tracker(reader, i);
    for (size_t i = 0; i < conf->instance_count; i++)
        check_weights(reader, &conf->instances[i]);
}
