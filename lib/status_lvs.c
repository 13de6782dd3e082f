/* Virtual servers of the status; see status_lvs.h. */
#include "lib/status_lvs.h"

#include <stdlib.h>

void status_services_free(struct status_service *services, size_t count)
{
    for (size_t i = 0; services != NULL && i < count; i++) {
        free(services[i].endpoints);
        free(services[i].servers);
    }
    free(services);
}
