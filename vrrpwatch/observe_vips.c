/* Virtual addresses on a link: found, made, joined with the routers that advertise them, forgotten. */
#include <stdlib.h>
#include <string.h>

#include "vrrpwatch/observe_state.h"

static size_t vip_place(const struct observe *observe, uint16_t interface, uint16_t vlan,
                        const struct addr *address)
{
    uint64_t words[2], mixed;

    memcpy(words, address->bytes, sizeof(words));
    mixed = (words[0] ^ words[1] * 0x100000001b3u ^ (uint64_t)interface << 48 ^ (uint64_t)vlan << 32 ^
             address->family) *
            0x9e3779b97f4a7c15u;
    return (size_t)(mixed >> 40) & (observe->hash_size - 1);
}

struct vip *observe_find_vip(const struct observe *observe, uint16_t interface, uint16_t vlan,
                             const struct addr *address)
{
    struct vip *vip = observe->vip_hash[vip_place(observe, interface, vlan, address)];

    while (vip != NULL &&
           (vip->interface != interface || vip->vlan != vlan || !addr_equal(&vip->address, address)))
        vip = vip->private->hash_next;
    return vip;
}

static void forget_vip(struct observe *observe, struct vip *vip)
{
    struct vip_private *private = vip->private;
    struct vip **link = &observe->vip_hash[vip_place(observe, vip->interface, vip->vlan, &vip->address)];

    while (*link != vip)
        link = &(*link)->private->hash_next;
    *link = private->hash_next;
    *(private->previous != NULL ? &private->previous->private->next : &observe->first_vip) = private->next;
    *(private->next != NULL ? &private->next->private->previous : &observe->last_vip) = private->previous;
    observe_drop_incidents(observe, &private->incidents);
    schedule_set(&observe->schedule, private->slot, SCHEDULE_NEVER);
    observe->vip_of_slot[private->slot - observe->options.routers_max] = NULL;
    observe->vip_count--;
    observe->free_vip_slots[observe->options.addresses_max - observe->vip_count - 1] = private->slot;
    free(private);
    free(vip);
}

struct vip *observe_add_vip(struct observe *observe, uint16_t interface, uint16_t vlan,
                            const struct addr *address)
{
    struct vip *vip = observe_find_vip(observe, interface, vlan, address), **place;
    struct vip_private *private;

    if (vip != NULL)
        return vip;
    if (observe->vip_count >= observe->options.addresses_max) {
        observe->counters.addresses_forgotten++;
        return NULL;
    }
    vip = calloc(1, sizeof(*vip));
    private = calloc(1, sizeof(*private));
    if (vip == NULL || private == NULL) {
        free(vip);
        free(private);
        return NULL;
    }
    *vip = (struct vip){.interface = interface, .vlan = vlan, .address = *address, .private = private};
    private->slot = observe->free_vip_slots[observe->options.addresses_max - observe->vip_count - 1];
    observe->vip_of_slot[private->slot - observe->options.routers_max] = vip;
    observe->vip_count++;
    place = &observe->vip_hash[vip_place(observe, interface, vlan, address)];
    private->hash_next = *place;
    *place = vip;
    private->previous = observe->last_vip;
    *(observe->last_vip != NULL ? &observe->last_vip->private->next : &observe->first_vip) = vip;
    observe->last_vip = vip;
    return vip;
}

static bool is_joined(const struct vip *vip, const struct router *router)
{
    for (size_t i = 0; i < vip->router_count; i++)
        if (vip->routers[i] == router)
            return true;
    return false;
}

void observe_join_vips(struct observe *observe, struct router *router, const struct vip_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct vip *vip = observe_add_vip(observe, router->interface, router->vlan, &set->addresses[i]);

        if (vip == NULL || is_joined(vip, router) || vip->router_count == VIP_ROUTERS_MAX)
            continue;
        vip->routers[vip->router_count++] = router;
        for (size_t k = 0; vip->router_count > 1 && k < vip->router_count; k++)
            vip->routers[k]->private->shares_vip = true;
    }
}

static void leave_vip(struct observe *observe, struct vip *vip, const struct router *router)
{
    size_t kept = 0;

    for (size_t i = 0; i < vip->router_count; i++)
        if (vip->routers[i] != router)
            vip->routers[kept++] = vip->routers[i];
    vip->router_count = kept;
    if (kept == 0 && !vip->expected)
        forget_vip(observe, vip);
}

/* The addresses of all its sources are gone by now, so all addresses are looked at: forgetting is rare, or
 * the table is full and then small in comparison. */
void observe_leave_vips(struct observe *observe, struct router *router)
{
    struct vip *next;

    for (struct vip *vip = observe->first_vip; vip != NULL; vip = next) {
        next = vip->private->next;
        if (vip->interface == router->interface && is_joined(vip, router))
            leave_vip(observe, vip, router);
    }
}

void observe_free_vips(struct observe *observe)
{
    while (observe->first_vip != NULL)
        forget_vip(observe, observe->first_vip);
}
