/* Where virtual servers are programmed; see place.h. */
#include "vrrpd/lvs/place.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    return addr_compare(a, b);
}

bool place_is_local(const struct conf_virtual_server *service, const struct addr *own, size_t count)
{
    for (size_t i = 0; i < service->server_count && count > 0; i++)
        if (bsearch(&service->servers[i].address, own, count, sizeof(*own), by_value) != NULL)
            return true;
    return false;
}

bool place_wanted(const struct conf_virtual_server *service, bool local, bool master)
{
    if (service->instance < 0 || master)
        return true;
    switch (service->program) {
    case CONF_PROGRAM_MASTER:
        return false;
    case CONF_PROGRAM_AUTO:
        return !local;
    case CONF_PROGRAM_ALWAYS:
        break;
    }
    return true;
}
