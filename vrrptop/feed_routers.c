/* Virtual routers of vrrpwatch; see feed_routers.h. */
#include "vrrptop/feed_routers.h"

#include <stdlib.h>
#include <string.h>

#include "vrrptop/world.h"

enum { SILENT_INTERVALS = 3 };

struct feed_router {
    struct status_instance instance; /* `addresses` is ours */
    int64_t last_us;                 /* advert, wall clock; 0: not known */
    uint32_t round;
};

void feed_routers_free(struct feed_routers *routers)
{
    for (size_t i = 0; i < routers->count; i++)
        free(routers->items[i].instance.addresses);
    free(routers->items);
    free(routers->slots);
    memset(routers, 0, sizeof(*routers));
}

/* ---- by name ---- */

static uint32_t *slot_of(const struct feed_routers *routers, const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    size_t at;

    for (const char *c = name; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
    at = (size_t)(hash % routers->slot_count);
    while (routers->slots[at] != 0 && strcmp(routers->items[routers->slots[at] - 1].instance.name, name) != 0)
        at = (at + 1) % routers->slot_count;
    return &routers->slots[at];
}

static void index_all(struct feed_routers *routers)
{
    memset(routers->slots, 0, routers->slot_count * sizeof(*routers->slots));
    for (size_t i = 0; i < routers->count; i++)
        *slot_of(routers, routers->items[i].instance.name) = (uint32_t)i + 1;
}

static bool grow(struct feed_routers *routers)
{
    size_t room = routers->room == 0 ? 16 : 2 * routers->room;
    struct feed_router *items;
    uint32_t *slots;

    if (routers->count < routers->room)
        return true;
    items = reallocarray(routers->items, room, sizeof(*items));
    if (items == NULL)
        return false;
    routers->items = items;
    slots = reallocarray(routers->slots, 2 * room, sizeof(*slots));
    if (slots == NULL)
        return false;
    routers->slots = slots;
    routers->slot_count = 2 * room;
    routers->room = room;
    index_all(routers);
    return true;
}

static struct feed_router *find(const struct feed_routers *routers, const char *name)
{
    uint32_t at = routers->slot_count > 0 ? *slot_of(routers, name) : 0;

    return at > 0 ? &routers->items[at - 1] : NULL;
}

/* Of those there is no place for, *out is NULL. False without memory. */
static bool make(struct feed_routers *routers, const char *name, struct feed_router **out)
{
    struct feed_router *router;

    *out = NULL;
    if (routers->count == FEED_ROUTERS_MAX)
        return true;
    if (!grow(routers))
        return false;
    router = *out = &routers->items[routers->count];
    memset(router, 0, sizeof(*router));
    status_copy_text(router->instance.name, sizeof(router->instance.name), name);
    strcpy(router->instance.state, "INIT");
    router->instance.last_advert_age_us = router->instance.deadline_us = -1;
    router->round = routers->round;
    *slot_of(routers, name) = (uint32_t)++routers->count;
    return true;
}

/* ---- what is said of one ---- */

static bool set_addresses(struct status_instance *instance, const char (*vips)[STATUS_ADDRESS_MAX],
                          size_t count)
{
    if (count != instance->address_count) {
        void *addresses = reallocarray(instance->addresses, count + 1, sizeof(*instance->addresses));

        if (addresses == NULL)
            return false;
        instance->addresses = addresses;
    }
    if (count > 0)
        memcpy(instance->addresses, vips, count * sizeof(*vips));
    instance->address_count = count;
    instance->addresses_present = (uint32_t)count; /* nobody says that one is missing */
    return true;
}

/* The state in force from then on, with the reason where one was said. */
static void set_state(struct status_instance *instance, const char *state, int64_t wall_us,
                      const struct event_incident *why)
{
    struct status_transition *last = &instance->last_transition;

    if (strcmp(instance->state, state) == 0 && why == NULL)
        return;
    *last = (struct status_transition){.known = true, .at_wall_us = wall_us};
    memcpy(last->from, instance->state, sizeof(last->from));
    status_copy_text(last->to, sizeof(last->to), state);
    if (why != NULL) {
        status_copy_text(last->reason, sizeof(last->reason), why->cause);
        status_copy_text(last->reason_code, sizeof(last->reason_code), why->code);
    }
    status_copy_text(instance->state, sizeof(instance->state), state);
    instance->since_wall_us = wall_us;
}

static void fill_settings(const struct feed_summary *row, struct status_instance *out)
{
    memcpy(out->family, row->family, sizeof(out->family));
    memcpy(out->interface, row->interface, sizeof(out->interface));
    out->vrid = row->vrid;
    out->version = row->version;
    out->priority = out->effective_priority = row->priority;
    out->advert_interval_us = row->interval_us;
    out->master_down_us = SILENT_INTERVALS * row->interval_us;
    out->transitions = row->handovers;
    out->adverts_received = row->adverts;
}

static void judge(const struct feed_summary *row, struct feed_router *router)
{
    struct status_instance *instance = &router->instance;
    bool alive = row->has_master && row->wall_us - row->last_us < instance->master_down_us;
    bool first = strcmp(instance->state, "INIT") == 0;

    instance->master.known = row->has_master;
    if (row->has_master) {
        memcpy(instance->master.address, row->master, sizeof(instance->master.address));
        instance->master.priority = row->priority;
        instance->master.interval_us = row->interval_us;
    }
    set_state(instance, alive ? "MASTER" : "SILENT", row->wall_us, NULL);
    if (!first)
        return;
    /* What was before we came is told by its end: one master since the first advert when none took over. */
    instance->since_wall_us = alive && row->handovers == 0 ? row->first_us : alive ? 0 : row->last_us;
    instance->last_transition.known = false;
}

bool feed_routers_row(struct feed_routers *routers, const struct feed_summary *row)
{
    struct event key = {.vrid = row->vrid};
    struct feed_router *router;
    char name[STATUS_NAME_MAX];

    memcpy(key.family, row->family, sizeof(key.family));
    memcpy(key.interface, row->interface, sizeof(key.interface));
    router = find(routers, world_router_name(&key, row->vlan, name));
    if (router == NULL && !make(routers, name, &router))
        return false;
    if (router == NULL)
        return true;
    router->round = routers->round + 1;
    router->last_us = row->last_us;
    fill_settings(row, &router->instance);
    judge(row, router);
    return set_addresses(&router->instance, row->vips, row->vip_count);
}

void feed_routers_end(struct feed_routers *routers)
{
    size_t kept = 0;

    routers->round++;
    for (size_t i = 0; i < routers->count; i++) {
        if (routers->items[i].round == routers->round)
            routers->items[kept++] = routers->items[i];
        else
            free(routers->items[i].instance.addresses);
    }
    if (kept == routers->count)
        return;
    routers->count = kept;
    index_all(routers);
}

/* ---- events ---- */

enum said { SAID_NOTHING, SAID_MASTER, SAID_NOBODY };

/* After these the first of the masters is the one there is; as when a split brain or a silence is over. */
static enum said understand(const struct event_incident *incident)
{
    static const char *const changes[] = {"master", "hand-over", "take-over", "preemption"};
    bool closed = strcmp(incident->phase, "closed") == 0;

    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
        if (strcmp(incident->event, changes[i]) == 0)
            return incident->master_count > 0 ? SAID_MASTER : SAID_NOTHING;
    if (strcmp(incident->event, "silence") == 0 && !closed)
        return SAID_NOBODY;
    if ((strcmp(incident->event, "silence") == 0 || strcmp(incident->event, "split-brain") == 0) && closed)
        return incident->master_count > 0 ? SAID_MASTER : SAID_NOTHING;
    return SAID_NOTHING;
}

static void set_master(const struct event *event, struct feed_router *router)
{
    const struct event_holder *holder = &event->incident.masters[0];
    struct status_instance *instance = &router->instance;
    bool same = instance->master.known && strcmp(instance->master.address, holder->address) == 0 &&
                strcmp(instance->state, "MASTER") == 0;

    instance->master.known = true;
    memcpy(instance->master.address, holder->address, sizeof(instance->master.address));
    instance->master.interval_us = instance->advert_interval_us;
    if (holder->priority >= 0)
        instance->master.priority = instance->priority = instance->effective_priority =
            (uint8_t)holder->priority;
    set_state(instance, "MASTER", event->wall_us, same ? NULL : &event->incident);
    if (event->wall_us > router->last_us)
        router->last_us = event->wall_us; /* its advert is how vrrpwatch knows */
}

bool feed_routers_event(struct feed_routers *routers, const struct event *event, bool *changed)
{
    enum said said = understand(&event->incident);
    struct feed_router *router;
    char name[STATUS_NAME_MAX];

    *changed = false;
    if (said == SAID_NOTHING || event->vrid == 0 || event->wall_us <= 0)
        return true;
    router = find(routers, world_router_name(event, event->incident.vlan, name));
    if (router == NULL && !make(routers, name, &router))
        return false;
    if (router == NULL)
        return true;
    *changed = true;
    memcpy(router->instance.family, event->family, sizeof(router->instance.family));
    memcpy(router->instance.interface, event->interface, sizeof(router->instance.interface));
    router->instance.vrid = event->vrid;
    if (said == SAID_MASTER)
        set_master(event, router);
    else
        set_state(&router->instance, "SILENT", event->wall_us, &event->incident);
    router->instance.master.known = said == SAID_MASTER;
    if (event->vip_count == 0 || router->instance.address_count >= event->vip_count)
        return true; /* an event has the first ones only */
    return set_addresses(&router->instance, event->vips, event->vip_count);
}

/* ---- the status ---- */

static bool copy_one(const struct feed_router *router, int64_t wall_us, struct status_instance *out)
{
    *out = router->instance;
    out->addresses = calloc(out->address_count + 1, sizeof(*out->addresses));
    if (out->addresses == NULL)
        return false;
    if (out->address_count > 0)
        memcpy(out->addresses, router->instance.addresses, out->address_count * sizeof(*out->addresses));
    out->last_advert_age_us = router->last_us == 0        ? -1
                              : wall_us > router->last_us ? wall_us - router->last_us
                                                          : 0;
    return true;
}

bool feed_routers_copy(const struct feed_routers *routers, int64_t wall_us, struct status *out)
{
    out->instances = calloc(routers->count + 1, sizeof(*out->instances));
    if (out->instances == NULL)
        return false;
    for (; out->instance_count < routers->count; out->instance_count++)
        if (!copy_one(&routers->items[out->instance_count], wall_us, &out->instances[out->instance_count])) {
            status_free(out);
            return false;
        }
    return true;
}
