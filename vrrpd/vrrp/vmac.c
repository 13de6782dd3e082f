/* The virtual MAC's interface; see vmac.h. */
#include "vrrpd/vrrp/vmac.h"

#include <string.h>

enum vmac_step vmac_next(const struct vmac_found *found, int base_index, const uint8_t mac[CONF_MAC_SIZE],
                         bool ours)
{
    if (base_index == 0)
        return VMAC_WAIT;
    if (found->index == 0)
        return VMAC_CREATE;
    if (found->macvlan && found->parent_index == base_index && memcmp(found->mac, mac, CONF_MAC_SIZE) == 0)
        return VMAC_USE;
    return ours && found->macvlan ? VMAC_REBUILD : VMAC_FOREIGN;
}

static bool any(const struct conf_instance *instance, const struct conf_address *addresses, size_t count,
                enum addr_family family)
{
    for (size_t i = 0; i < count; i++)
        if (addresses[i].address.family == family &&
            strcmp(addresses[i].interface, instance->vmac_interface) == 0)
            return true;
    return false;
}

bool vmac_carries(const struct conf_instance *instance, enum addr_family family)
{
    return instance->family == family ||
           any(instance, instance->addresses, instance->address_count, family) ||
           any(instance, instance->excluded, instance->excluded_count, family);
}
