/* Sync groups; see sync_group.h. */
#include "vrrpd/vrrp/sync_group.h"

enum { NOBODY = -1 };

/* How long the first member's victory over a weaker master is remembered, in its own down intervals. */
enum { MEMORY_DOWN_INTERVALS = 3 };

static const struct election_memory *memory_of(const struct sync_group *group, size_t index)
{
    return &group->members[index].election->memory;
}

static int find_faulty(const struct sync_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->members[i].faulty)
            return (int)i;
    return NOBODY;
}

static int find_state(const struct sync_group *group, enum election_state state)
{
    for (size_t i = 0; i < group->count; i++)
        if (memory_of(group, i)->state == state)
            return (int)i;
    return NOBODY;
}

static int find_left(const struct sync_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (memory_of(group, i)->state == ELECTION_BACKUP && memory_of(group, i)->left)
            return (int)i;
    return NOBODY;
}

static bool is_willing(const struct election_memory *memory)
{
    return memory->state == ELECTION_MASTER || (memory->state == ELECTION_BACKUP && memory->wants);
}

static bool all_willing(const struct sync_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (!is_willing(memory_of(group, i)))
            return false;
    return true;
}

static struct sync_group_step step(enum sync_group_act act, int member, int cause)
{
    return (struct sync_group_step){.act = act, .member = (size_t)member, .cause = (size_t)cause};
}

/* A member that has not started yet counts neither way. */
static struct sync_group_step spread_fault(const struct sync_group *group, int cause)
{
    for (size_t i = 0; i < group->count; i++)
        if (memory_of(group, i)->state == ELECTION_BACKUP || memory_of(group, i)->state == ELECTION_MASTER)
            return step(SYNC_GROUP_FAULT, (int)i, cause);
    return step(SYNC_GROUP_AGREED, 0, 0);
}

struct sync_group_step sync_group_next(const struct sync_group *group)
{
    int faulty = find_faulty(group), faulted = find_state(group, ELECTION_FAULT);
    int master = find_state(group, ELECTION_MASTER), left = find_left(group);

    if (faulty != NOBODY)
        return spread_fault(group, faulty);
    if (faulted != NOBODY)
        return step(SYNC_GROUP_RECOVER, faulted, faulted);
    if (all_willing(group)) {
        int waiting = find_state(group, ELECTION_BACKUP);

        return waiting == NOBODY ? step(SYNC_GROUP_AGREED, 0, 0) : step(SYNC_GROUP_TAKE, waiting, waiting);
    }
    if (master != NOBODY && left != NOBODY)
        return step(SYNC_GROUP_LEAVE, master, left);
    return step(SYNC_GROUP_AGREED, 0, 0);
}

bool sync_group_stubborn(const struct sync_group *group, size_t index, int64_t now_us)
{
    const struct election_memory *first = memory_of(group, 0);
    int64_t memory_us = MEMORY_DOWN_INTERVALS * election_down_us(group->members[0].election);

    return index != 0 && first->state == ELECTION_MASTER && first->weaker_heard_us != 0 &&
           now_us - first->weaker_heard_us < memory_us;
}

bool sync_group_split(const struct sync_group *group, size_t *waiting, size_t *denied)
{
    bool some_wait = false, some_deny = false;

    for (size_t i = 0; i < group->count; i++) {
        const struct election_memory *memory = memory_of(group, i);

        if (memory->state != ELECTION_BACKUP)
            continue;
        if (memory->wants) {
            *waiting = i;
            some_wait = true;
        } else if (memory->master.address.family != ADDR_NONE) {
            *denied = i;
            some_deny = true;
        }
    }
    return some_wait && some_deny;
}
