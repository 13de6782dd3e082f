/* Which MAC belongs to which address: a bounded memory that forgets by being overwritten, and what follows
 * for the sources of a router. */
#include <string.h>

#include "vrrpwatch/observe_state.h"

static size_t place_of(uint16_t interface, uint16_t vlan, const struct addr *address)
{
    uint64_t words[2];

    memcpy(words, address->bytes, sizeof(words));
    return (size_t)((words[0] ^ words[1] ^ (uint64_t)interface << 32 ^ (uint64_t)vlan << 48) *
                        0x9e3779b97f4a7c15u >>
                    40) %
           OBSERVE_NEIGHBOURS;
}

void observe_learn(struct observe *observe, const struct frame *frame, const struct addr *address,
                   const uint8_t *mac)
{
    struct neighbour *neighbour = &observe->neighbours[place_of(frame->interface, frame->vlan, address)];

    if (address->family == ADDR_NONE || frame_mac_is_virtual(mac))
        return;
    neighbour->interface = frame->interface;
    neighbour->vlan = frame->vlan;
    neighbour->address = *address;
    memcpy(neighbour->mac, mac, FRAME_MAC_SIZE);
}

struct addr observe_address_of(const struct observe *observe, uint16_t interface, uint16_t vlan,
                               uint8_t family, const uint8_t *mac)
{
    for (size_t i = 0; i < OBSERVE_NEIGHBOURS; i++) {
        const struct neighbour *neighbour = &observe->neighbours[i];

        if (neighbour->address.family == family && neighbour->interface == interface &&
            neighbour->vlan == vlan && memcmp(neighbour->mac, mac, FRAME_MAC_SIZE) == 0 &&
            observe_find_vip(observe, interface, vlan, &neighbour->address) == NULL)
            return neighbour->address;
    }
    return (struct addr){.family = ADDR_NONE};
}

bool observe_is_mac_of(const struct observe *observe, const struct source *source, const uint8_t *mac)
{
    const struct router *router = source->router;
    const struct neighbour *neighbour =
        &observe->neighbours[place_of(router->interface, router->vlan, &source->address)];

    for (size_t i = 0; i < source->mac_count; i++)
        if (memcmp(source->macs[i].mac, mac, FRAME_MAC_SIZE) == 0)
            return true;
    return addr_equal(&neighbour->address, &source->address) && neighbour->interface == router->interface &&
           neighbour->vlan == router->vlan && memcmp(neighbour->mac, mac, FRAME_MAC_SIZE) == 0;
}

struct source *observe_source_of_mac(const struct observe *observe, const struct router *router,
                                     const uint8_t *mac)
{
    if (router->master != NULL && observe_is_mac_of(observe, router->master, mac))
        return router->master;
    for (struct source *source = router->sources; source != NULL; source = source->next)
        if (observe_is_mac_of(observe, source, mac))
            return source;
    return NULL;
}
