/* Routers, their sources and address sets: found, made, forgotten. */
#include <stdlib.h>
#include <string.h>

#include "vrrpwatch/observe_state.h"

enum { SOURCE_KNOWN = 3 }; /* adverts after which a source is not forgotten for a newer one */

static size_t router_place(const struct observe *observe, const struct router *key)
{
    uint64_t mixed = ((uint64_t)key->interface << 40 | (uint64_t)key->vlan << 24 |
                      (uint64_t)key->family << 8 | key->vrid) *
                     0x9e3779b97f4a7c15u;

    return (size_t)(mixed >> 40) & (observe->hash_size - 1);
}

static bool same_router(const struct router *a, const struct router *b)
{
    return a->vrid == b->vrid && a->family == b->family && a->interface == b->interface && a->vlan == b->vlan;
}

static void release_set(struct source *source)
{
    if (source->vips != NULL && --source->vips->users == 0)
        free(source->vips);
    source->vips = NULL;
}

static void unlink_age(struct observe *observe, struct source *source)
{
    *(source->older != NULL ? &source->older->newer : &observe->oldest) = source->newer;
    *(source->newer != NULL ? &source->newer->older : &observe->newest) = source->older;
}

/* A flood of forged sources throws out its own: who was heard seldom goes first. */
static void link_oldest(struct observe *observe, struct source *source)
{
    source->older = NULL;
    source->newer = observe->oldest;
    *(observe->oldest != NULL ? &observe->oldest->older : &observe->newest) = source;
    observe->oldest = source;
}

static void link_newest(struct observe *observe, struct source *source)
{
    source->older = observe->newest;
    source->newer = NULL;
    *(observe->newest != NULL ? &observe->newest->newer : &observe->oldest) = source;
    observe->newest = source;
}

static void forget_source(struct observe *observe, struct source *source)
{
    struct router *router = source->router;
    struct source **link = &router->sources;

    while (*link != source)
        link = &(*link)->next;
    *link = source->next;
    router->source_count--;
    if (router->master == source)
        router->master = NULL;
    if (router->private->last_master == source)
        router->private->last_master = NULL;
    unlink_age(observe, source);
    release_set(source);
    observe->source_count--;
    free(source);
}

static void forget_router(struct observe *observe, struct router *router)
{
    struct router_private *private = router->private;
    struct router **link = &observe->router_hash[router_place(observe, router)];

    while (router->sources != NULL)
        forget_source(observe, router->sources);
    observe_leave_vips(observe, router);
    observe_drop_incidents(observe, &private->incidents);
    while (*link != router)
        link = &(*link)->private->hash_next;
    *link = private->hash_next;
    *(private->previous != NULL ? &private->previous->private->next : &observe->first_router) = private->next;
    *(private->next != NULL ? &private->next->private->previous : &observe->last_router) = private->previous;
    if (observe->latest == router)
        observe->latest = NULL;
    schedule_set(&observe->schedule, private->slot, SCHEDULE_NEVER);
    observe->router_of_slot[private->slot] = NULL;
    observe->router_count--;
    observe->free_router_slots[observe->options.routers_max - observe->router_count - 1] = private->slot;
    free(private);
    free(router);
}

/* Makes room: what was not heard for longest goes, a router with its last source. */
static void forget_oldest(struct observe *observe)
{
    struct source *oldest = observe->oldest;
    struct router *router;

    if (oldest == NULL)
        return;
    router = oldest->router;
    forget_source(observe, oldest);
    observe->counters.sources_forgotten++;
    if (router->sources == NULL) {
        forget_router(observe, router);
        observe->counters.routers_forgotten++;
    }
}

static struct router *new_router(struct observe *observe, const struct router *key)
{
    struct router *router = malloc(sizeof(*router));
    struct router_private *private = calloc(1, sizeof(*private));

    if (router == NULL || private == NULL) {
        free(router);
        free(private);
        return NULL;
    }
    while (observe->router_count >= observe->options.routers_max && observe->oldest != NULL)
        forget_oldest(observe);
    *router = *key;
    router->private = private;
    router->first_us = observe->now_us;
    private->slot = observe->free_router_slots[observe->options.routers_max - observe->router_count - 1];
    observe->router_of_slot[private->slot] = router;
    observe->router_count++;
    private->previous = observe->last_router;
    *(observe->last_router != NULL ? &observe->last_router->private->next : &observe->first_router) = router;
    observe->last_router = router;
    return router;
}

struct router *observe_find_router(const struct observe *observe, const struct frame *frame, uint8_t family,
                                   uint8_t vrid)
{
    struct router key = {.interface = frame->interface, .vlan = frame->vlan, .family = family, .vrid = vrid};
    struct router *router;

    if (observe->latest != NULL && same_router(observe->latest, &key))
        return observe->latest;
    router = observe->router_hash[router_place(observe, &key)];
    while (router != NULL && !same_router(router, &key))
        router = router->private->hash_next;
    return router;
}

struct router *observe_router(struct observe *observe, const struct frame *frame, uint8_t family,
                              uint8_t vrid)
{
    struct router key = {.interface = frame->interface, .vlan = frame->vlan, .family = family, .vrid = vrid};
    struct router *router = observe_find_router(observe, frame, family, vrid);

    if (router == NULL && (router = new_router(observe, &key)) != NULL) {
        struct router **place = &observe->router_hash[router_place(observe, &key)];

        router->private->hash_next = *place;
        *place = router;
    }
    observe->latest = router;
    return router;
}

struct source *observe_source(struct observe *observe, struct router *router, const struct addr *address,
                              bool *made)
{
    struct source *source;

    *made = false;
    for (source = router->sources; source != NULL; source = source->next)
        if (addr_equal(&source->address, address))
            return source;
    /* The newest is never the one to go, so that the router at hand stays. */
    while (observe->source_count >= observe->options.sources_max && observe->oldest->router != router)
        forget_oldest(observe);
    if (observe->source_count >= observe->options.sources_max) {
        forget_source(observe, observe->oldest);
        observe->counters.sources_forgotten++;
    }
    source = calloc(1, sizeof(*source));
    if (source == NULL)
        return NULL;
    source->address = *address;
    source->router = router;
    source->next = router->sources;
    source->first_us = observe->now_us;
    router->sources = source;
    router->source_count++;
    observe->source_count++;
    link_oldest(observe, source);
    *made = true;
    return source;
}

void observe_touch(struct observe *observe, struct source *source)
{
    if (observe->newest == source || source->adverts < SOURCE_KNOWN)
        return;
    unlink_age(observe, source);
    link_newest(observe, source);
}

/* Order matters on the wire (the first IPv6 address is link-local), not for what a router stands for. */
static uint64_t fingerprint_of(const struct packet *advert)
{
    size_t size = addr_size(&advert->source), total = size * advert->address_count;
    uint64_t print = advert->address_count;

    for (size_t i = 0; i + 4 <= total; i += 4) {
        uint32_t word;

        memcpy(&word, advert->addresses + i, sizeof(word));
        print = (print ^ word) * 0x100000001b3u;
        print ^= print >> 29;
    }
    return print;
}

bool observe_take_vips(struct observe *observe, struct source *source, const struct packet *advert)
{
    uint64_t print = fingerprint_of(advert);
    struct vip_set *set;

    if (source->vips != NULL && source->vips->fingerprint == print &&
        source->vips->count == advert->address_count)
        return true;
    for (const struct source *other = source->router->sources; other != NULL; other = other->next)
        if (other->vips != NULL && other->vips->fingerprint == print) {
            release_set(source);
            source->vips = other->vips;
            source->vips->users++;
            return true;
        }
    set = malloc(sizeof(*set) + advert->address_count * sizeof(set->addresses[0]));
    if (set == NULL)
        return false;
    *set = (struct vip_set){.fingerprint = print, .users = 1, .count = advert->address_count};
    for (size_t i = 0; i < set->count; i++)
        set->addresses[i] = packet_address(advert, i);
    release_set(source);
    source->vips = set;
    observe_join_vips(observe, source->router, set);
    return true;
}

bool observe_set_holds(const struct vip_set *set, const struct addr *address)
{
    for (size_t i = 0; set != NULL && i < set->count; i++)
        if (addr_equal(&set->addresses[i], address))
            return true;
    return false;
}

bool observe_sets_meet(const struct vip_set *a, const struct vip_set *b)
{
    if (a == b || a == NULL || b == NULL || a->count == 0 || b->count == 0)
        return true;
    for (size_t i = 0; i < a->count; i++)
        if (observe_set_holds(b, &a->addresses[i]))
            return true;
    return false;
}

void observe_forget_all(struct observe *observe)
{
    while (observe->first_router != NULL)
        forget_router(observe, observe->first_router);
}

struct link *observe_link(struct observe *observe, uint16_t interface, uint16_t vlan)
{
    struct link *link = &observe->links[(interface * 31u + vlan) % OBSERVE_LINKS_MAX];

    if (!link->used || link->interface != interface || link->vlan != vlan)
        *link =
            (struct link){.used = true, .interface = interface, .vlan = vlan, .first_us = observe->now_us};
    return link;
}

void observe_wake_router(struct observe *observe, struct router *router, int64_t at_us)
{
    if (observe->entries[router->private->slot].deadline_us > at_us)
        schedule_set(&observe->schedule, router->private->slot, at_us);
}

void observe_wake_vip(struct observe *observe, struct vip *vip, int64_t at_us)
{
    if (observe->entries[vip->private->slot].deadline_us > at_us)
        schedule_set(&observe->schedule, vip->private->slot, at_us);
}
