/* Sync groups in the engine; see engine_vrrp_groups.h. */
#include "vrrpd/engine_vrrp_groups.h"

#include <stdlib.h>
#include <string.h>

#include "vrrpd/engine_vrrp_out.h"

/* Who decides when members prefer different nodes must be the same on all nodes, whatever the order of their
 * files. */
static bool decides_before(const struct conf_instance *a, const struct conf_instance *b)
{
    if (a->vrid != b->vrid)
        return a->vrid < b->vrid;
    if (a->family != b->family)
        return a->family < b->family;
    return strcmp(a->interface, b->interface) < 0;
}

static void put_decider_first(struct engine_group *group, const struct conf *conf)
{
    for (size_t i = 1; i < group->count; i++) {
        size_t first = group->instances[0];

        if (!decides_before(&conf->instances[group->instances[i]], &conf->instances[first]))
            continue;
        group->instances[0] = group->instances[i];
        group->instances[i] = first;
    }
}

static bool prepare_group(struct engine *engine, size_t number)
{
    const struct conf_group *conf = &engine->child->conf->groups[number];
    struct engine_group *group = &engine->groups[number];

    group->count = conf->member_count;
    group->instances = calloc(group->count + 1, sizeof(*group->instances));
    group->members = calloc(group->count + 1, sizeof(*group->members));
    if (group->instances == NULL || group->members == NULL)
        return false;
    memcpy(group->instances, conf->members, group->count * sizeof(*group->instances));
    put_decider_first(group, engine->child->conf);
    for (size_t i = 0; i < group->count; i++) {
        struct engine_slot *slot = &engine->slots[group->instances[i]];

        slot->group = (int)number;
        slot->member = i;
        group->members[i].election = &engine->instances[group->instances[i]].election;
    }
    return true;
}

bool engine_groups_prepare(struct engine *engine)
{
    engine->group_count = engine->child->conf->group_count;
    engine->groups = calloc(engine->group_count + 1, sizeof(*engine->groups));
    for (size_t i = 0; i < engine->count; i++)
        engine->slots[i].group = ENGINE_NO_GROUP;
    for (size_t i = 0; engine->groups != NULL && i < engine->group_count; i++)
        if (!prepare_group(engine, i))
            return false;
    return engine->groups != NULL;
}

static struct engine_group *group_of(struct engine *engine, size_t index)
{
    int number = engine->slots[index].group;

    return number == ENGINE_NO_GROUP ? NULL : &engine->groups[number];
}

void engine_group_note(struct engine *engine, size_t index, bool faulty)
{
    struct engine_group *group = group_of(engine, index);

    if (group != NULL)
        group->members[engine->slots[index].member].faulty = faulty;
}

void engine_group_steel(struct engine *engine, size_t index, int64_t now_us)
{
    struct engine_group *group = group_of(engine, index);
    struct sync_group view;

    if (group == NULL)
        return;
    view = (struct sync_group){.members = group->members, .count = group->count};
    engine->instances[index].election.stubborn =
        sync_group_stubborn(&view, engine->slots[index].member, now_us);
}

static void carry_out(struct engine *engine, const struct engine_group *group,
                      const struct sync_group_step *step, int64_t now_us)
{
    size_t index = group->instances[step->member];
    struct election *election = &engine->instances[index].election;
    const struct addr source = election->source;
    struct election_output out = {.count = 0};

    if (step->act == SYNC_GROUP_FAULT || step->act == SYNC_GROUP_LEAVE)
        engine_set_subject(engine, index, engine->instances[group->instances[step->cause]].conf->name);
    if (step->act == SYNC_GROUP_FAULT)
        election_fault(election, ELECTION_GROUP_FAULT, now_us, &out);
    else if (step->act == SYNC_GROUP_RECOVER)
        election_recover(election, &source, now_us, &out);
    else if (step->act == SYNC_GROUP_TAKE)
        election_take(election, now_us, &out);
    else
        election_leave(election, now_us, &out);
    engine_carry_out(engine, index, &out, now_us);
}

void engine_group_settle(struct engine *engine, size_t index, int64_t now_us)
{
    struct engine_group *group = group_of(engine, index);
    struct sync_group view;

    if (group == NULL || group->settling || engine->adopting || engine->stopping || engine->done)
        return;
    group->settling = true;
    view = (struct sync_group){.members = group->members, .count = group->count};
    for (size_t steps = 0; steps < 2 * group->count; steps++) {
        struct sync_group_step step = sync_group_next(&view);

        if (step.act == SYNC_GROUP_AGREED)
            break;
        carry_out(engine, group, &step, now_us);
    }
    group->settling = false;
}
