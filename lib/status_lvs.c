/* Virtual servers of the status; see status_lvs.h. */
#include "lib/status_lvs.h"

#include <stdlib.h>
#include <string.h>

#include "lib/status.h"

static bool is_master(const struct status *status, const char *instance)
{
    for (size_t i = 0; i < status->instance_count; i++)
        if (strcmp(status->instances[i].name, instance) == 0)
            return strcmp(status->instances[i].state, "MASTER") == 0;
    return false;
}

bool status_service_waits(const struct status *status, const struct status_service *service)
{
    if (service->instance[0] == '\0' || status->lvs.error[0] != '\0')
        return false;
    for (size_t i = 0; i < service->server_count; i++)
        if (service->servers[i].in_table)
            return false;
    return !is_master(status, service->instance);
}

void status_services_free(struct status_service *services, size_t count)
{
    for (size_t i = 0; services != NULL && i < count; i++) {
        free(services[i].endpoints);
        free(services[i].servers);
    }
    free(services);
}
