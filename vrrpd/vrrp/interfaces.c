/* The interfaces of a configuration; see interfaces.h. */
#include "vrrpd/vrrp/interfaces.h"

#include <string.h>

int interfaces_find(const struct interfaces *interfaces, const char *name)
{
    for (size_t i = 0; i < interfaces->count; i++)
        if (strcmp(interfaces->names[i], name) == 0)
            return (int)i;
    return -1;
}

static bool add(struct interfaces *interfaces, const char *name)
{
    if (interfaces_find(interfaces, name) >= 0)
        return true;
    if (interfaces->count == CONF_INTERFACES_MAX)
        return false;
    strncpy(interfaces->names[interfaces->count], name, CONF_INTERFACE_MAX - 1);
    interfaces->names[interfaces->count++][CONF_INTERFACE_MAX - 1] = '\0';
    return true;
}

static bool add_all(struct interfaces *interfaces, const struct conf_address *addresses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!add(interfaces, addresses[i].interface))
            return false;
    return true;
}

static bool add_instance(struct interfaces *interfaces, const struct conf_instance *instance)
{
    return add(interfaces, instance->interface) &&
           (!instance->vmac || add(interfaces, instance->vmac_interface)) &&
           add_all(interfaces, instance->addresses, instance->address_count) &&
           add_all(interfaces, instance->excluded, instance->excluded_count);
}

static bool add_routes(struct interfaces *interfaces, const struct conf_instance *instance)
{
    for (size_t i = 0; i < instance->route_count; i++) {
        const struct conf_route *route = &instance->routes[i];

        for (size_t n = 0; n < route->nexthop_count; n++)
            if (route->nexthops[n].interface[0] != '\0' && !add(interfaces, route->nexthops[n].interface))
                return false;
    }
    return true;
}

bool interfaces_collect(struct interfaces *interfaces, const struct conf *conf)
{
    interfaces->count = 0;
    for (size_t i = 0; i < conf->instance_count; i++)
        if (!add_instance(interfaces, &conf->instances[i]))
            return false;
    for (size_t i = 0; i < conf->tracker_count; i++)
        if (conf->trackers[i].kind == CONF_TRACK_INTERFACE && !add(interfaces, conf->trackers[i].name))
            return false;
    for (size_t i = 0; i < conf->instance_count; i++)
        if (!add_routes(interfaces, &conf->instances[i]))
            return false;
    return true;
}
