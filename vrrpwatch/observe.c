/* The detector's front: its memory, its time, what comes in. See observe.h. */
#include "vrrpwatch/observe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpwatch/observe_advert.h"
#include "vrrpwatch/observe_state.h"

enum { ROUTERS = 4096, SOURCES = 8192, ADDRESSES = 16384 };

static size_t or_default(size_t value, size_t otherwise)
{
    return value != 0 ? value : otherwise;
}

static bool take_memory(struct observe *observe)
{
    size_t routers = observe->options.routers_max, vips = observe->options.addresses_max;

    observe->hash_size = 1;
    while (observe->hash_size < routers || observe->hash_size < vips)
        observe->hash_size *= 2;
    observe->router_hash = calloc(observe->hash_size, sizeof(*observe->router_hash));
    observe->vip_hash = calloc(observe->hash_size, sizeof(*observe->vip_hash));
    observe->entries = calloc(routers + vips, sizeof(*observe->entries));
    observe->free_router_slots = calloc(routers, sizeof(*observe->free_router_slots));
    observe->free_vip_slots = calloc(vips, sizeof(*observe->free_vip_slots));
    observe->router_of_slot = calloc(routers, sizeof(*observe->router_of_slot));
    observe->vip_of_slot = calloc(vips, sizeof(*observe->vip_of_slot));
    return observe->router_hash != NULL && observe->vip_hash != NULL && observe->entries != NULL &&
           observe->free_router_slots != NULL && observe->free_vip_slots != NULL &&
           observe->router_of_slot != NULL && observe->vip_of_slot != NULL;
}

struct observe *observe_new(const struct observe_options *options, finding_sink *sink, void *context)
{
    struct observe *observe = calloc(1, sizeof(*observe));

    if (observe == NULL)
        return NULL;
    observe->options = *options;
    observe->options.routers_max = or_default(options->routers_max, ROUTERS);
    observe->options.sources_max = or_default(options->sources_max, SOURCES);
    observe->options.addresses_max = or_default(options->addresses_max, ADDRESSES);
    observe->sink = sink;
    observe->context = context;
    if (!take_memory(observe)) {
        observe_free(observe);
        return NULL;
    }
    for (uint32_t i = 0; i < observe->options.routers_max; i++)
        observe->free_router_slots[i] = i;
    for (uint32_t i = 0; i < observe->options.addresses_max; i++)
        observe->free_vip_slots[i] = (uint32_t)observe->options.routers_max + i;
    schedule_init(&observe->schedule, observe->entries,
                  observe->options.routers_max + observe->options.addresses_max);
    return observe;
}

void observe_free(struct observe *observe)
{
    if (observe == NULL)
        return;
    observe_forget_all(observe);
    observe_free_vips(observe);
    free(observe->router_hash);
    free(observe->vip_hash);
    free(observe->entries);
    free(observe->free_router_slots);
    free(observe->free_vip_slots);
    free(observe->router_of_slot);
    free(observe->vip_of_slot);
    free(observe);
}

void observe_advance(struct observe *observe, int64_t now_us)
{
    if (now_us > observe->now_us)
        observe->now_us = now_us;
    while (schedule_next_us(&observe->schedule) <= observe->now_us) {
        size_t slot = schedule_first(&observe->schedule);
        size_t routers = observe->options.routers_max;

        schedule_set(&observe->schedule, slot, SCHEDULE_NEVER);
        if (slot < routers)
            observe_wake_up_router(observe, observe->router_of_slot[slot]);
        else
            observe_wake_up_vip(observe, observe->vip_of_slot[slot - routers]);
    }
}

int64_t observe_deadline_us(const struct observe *observe)
{
    return schedule_next_us(&observe->schedule);
}

static void bad(struct observe *observe, const struct frame *frame)
{
    observe->counters.bad++;
    if (frame->error < FRAME_ERROR_END)
        observe->counters.bad_by_error[frame->error]++;
}

static void members(struct observe *observe, const struct frame *frame)
{
    struct router *router;
    struct source *source;

    if (frame->members.query) {
        observe_link(observe, frame->interface, frame->vlan)->query_us = frame->time_us;
        return;
    }
    /* A report with a virtual MAC from a backup teaches switches the wrong port. */
    if (!frame->has_mac || !frame_mac_is_virtual(frame->mac))
        return;
    router = observe_find_router(observe, frame, frame->source.family, frame->mac[5]);
    for (source = router != NULL ? router->sources : NULL; source != NULL; source = source->next)
        if (addr_equal(&source->address, &frame->source) && router->master != NULL &&
            source != router->master && observe_is_alive(router->master, observe->now_us))
            observe_open(observe, VERDICT_STALE_CACHE, CAUSE_E2, SEVERITY_WARNING,
                         &(struct subject){.router = router, .winner = router->master, .other = source});
}

/* Only the first piece says whose it is; the others count for it. */
static void fragment(struct observe *observe, const struct frame *frame)
{
    struct router *router;
    bool made;
    struct source *source;

    if (frame->fragment.offset != 0 || frame->fragment.vrid == 0)
        return;
    router = observe_router(observe, frame, frame->source.family, frame->fragment.vrid);
    source = router != NULL ? observe_source(observe, router, &frame->source, &made) : NULL;
    if (source == NULL)
        return;
    observe_open(observe, VERDICT_LOSS, CAUSE_A12, SEVERITY_WARNING,
                 &(struct subject){.router = router, .other = source});
    observe_advert_piece(observe, router, source);
    observe_wake_router(observe, router, observe->now_us + 60 * INT64_C(1000000));
}

void observe_frame(struct observe *observe, const struct frame *frame)
{
    observe->counters.frames++;
    if (frame->time_us > observe->now_us)
        observe->now_us = frame->time_us;
    if (schedule_next_us(&observe->schedule) <= observe->now_us)
        observe_advance(observe, observe->now_us);
    switch (frame->kind) {
    case FRAME_ADVERT:
        observe->counters.adverts++;
        observe_advert(observe, frame);
        break;
    case FRAME_CLAIM:
        observe->counters.claims++;
        observe_claim(observe, frame);
        break;
    case FRAME_MEMBERS:
        members(observe, frame);
        break;
    case FRAME_FRAGMENT:
        fragment(observe, frame);
        break;
    case FRAME_BAD:
        bad(observe, frame);
        break;
    case FRAME_FOREIGN:
        observe->counters.foreign++;
        break;
    }
}

int observe_expect(struct observe *observe, uint16_t interface, uint16_t vlan, uint8_t vrid,
                   const struct addr *vip)
{
    struct vip *known = observe_add_vip(observe, interface, vlan, vip);

    if (known == NULL)
        return -ENOMEM;
    known->expected = true;
    known->expected_vrid = vrid;
    return 0;
}

bool observe_unsettled(const struct observe *observe)
{
    for (const struct router *router = observe->first_router; router != NULL; router = router->private->next)
        for (const struct source *source = router->sources; router->private->overlapped && source != NULL;
             source = source->next)
            if (source->overlap.since_us != 0 && !source->overlap.certain &&
                source->overlap.own + source->overlap.masters > 1)
                return true;
    return false;
}

int64_t observe_interval_us(const struct observe *observe)
{
    int64_t longest_us = 0;

    for (const struct router *router = observe->first_router; router != NULL; router = router->private->next)
        for (const struct source *source = router->sources; source != NULL; source = source->next)
            longest_us = source->interval_us > longest_us ? source->interval_us : longest_us;
    return longest_us;
}

void observe_finish(struct observe *observe, int64_t now_us)
{
    observe_advance(observe, now_us);
    for (struct router *router = observe->first_router; router != NULL; router = router->private->next)
        observe_overlap_finish(observe, router);
}

const struct observe_counters *observe_counters(const struct observe *observe)
{
    return &observe->counters;
}

void observe_routers(const struct observe *observe, void (*visit)(void *context, const struct router *router),
                     void *context)
{
    for (const struct router *router = observe->first_router; router != NULL; router = router->private->next)
        visit(context, router);
}

void observe_addresses(const struct observe *observe, void (*visit)(void *context, const struct vip *vip),
                       void *context)
{
    for (const struct vip *vip = observe->first_vip; vip != NULL; vip = vip->private->next)
        visit(context, vip);
}
