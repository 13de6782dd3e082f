/* Links within a sample; see sample_links.h. */
#include "vrrptop/sample_links.h"

#include <string.h>

#include "vrrptop/match.h"

static struct match_key instance_key(const void *list, size_t index)
{
    return (struct match_key){((const struct status_instance *)list)[index].name, ""};
}

static bool has_any_in_table(const struct status_service *service)
{
    for (size_t i = 0; i < service->server_count; i++)
        if (service->servers[i].in_table)
            return true;
    return false;
}

/* As status_service_waits() says, which would look through all instances for each service. */
static bool waits(const struct status *status, const struct status_service *service, struct match *match)
{
    long at;

    if (service->instance[0] == '\0' || status->lvs.error[0] != '\0' || has_any_in_table(service))
        return false;
    at = match_find(match, (struct match_key){service->instance, ""});
    return at < 0 || strcmp(status->instances[at].state, "MASTER") != 0;
}

void sample_link(struct sample *sample)
{
    const struct status *status = &sample->status;
    struct match match = {.list = status->instances, .count = status->instance_count, .key = instance_key};

    for (size_t i = 0; i < status->group_count; i++) {
        const struct status_group *group = &status->groups[i];

        for (size_t n = 0; n < group->member_count; n++) {
            long at = match_find(&match, (struct match_key){group->members[n], ""});

            if (at >= 0)
                sample->routers[at].group = group->name;
        }
    }
    for (size_t i = 0; i < status->virtual_server_count; i++)
        sample->services[i].waits = waits(status, &status->virtual_servers[i], &match);
    match_free(&match);
}
