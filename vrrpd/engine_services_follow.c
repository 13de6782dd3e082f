/* Clients that follow the status: whole ones, or what changed from one to the next. */
#include <malloc.h>
#include <stdlib.h>

#include "lib/control.h"
#include "lib/status_change.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_verbs.h"

static void forget(struct services *services)
{
    if (services->followed == NULL)
        return;
    status_free(services->followed);
    free(services->followed);
    services->followed = NULL;
}

/* Tells who knows `followed` what `now` is, and remembers it; takes *now over. */
static void tell_changes(struct services *services, struct status *now)
{
    struct status *before = services->followed;
    char *text = before != NULL ? status_change_print(before, now) : NULL;

    if (before != NULL && text == NULL)
        text = status_print(now); /* another shape: as a whole */
    if (text != NULL)
        control_broadcast(services->control, TAG_CHANGES, text, true);
    free(text);
    if (before == NULL) {
        services->followed = calloc(1, sizeof(*services->followed));
    } else {
        status_free(before);
    }
    if (services->followed != NULL)
        *services->followed = *now;
    else
        status_free(now);
}

void services_follow_changes(struct services *services, struct control_client *client)
{
    struct status now;
    char *text;

    if (control_count(services->control, TAG_CHANGES) == 0)
        forget(services);
    if (services_status(services, NULL, &now))
        tell_changes(services, &now); /* others have to know the same before this one joins them */
    text = services->followed != NULL ? status_print(services->followed) : NULL;
    control_set_tag(client, TAG_CHANGES);
    if (text != NULL)
        control_answer(client, text, true);
    free(text);
}

void services_follow_send(struct services *services)
{
    bool whole = control_count(services->control, TAG_STATUS) > 0;
    bool changes = control_count(services->control, TAG_CHANGES) > 0;
    struct status now;
    char *text;

    if (!changes)
        forget(services);
    if (services->is_followed && !whole && !changes)
        malloc_trim(0); /* JSON takes far more than it leaves */
    services->is_followed = whole || changes;
    if (!services->is_followed || !services_status(services, NULL, &now))
        return;
    text = whole ? status_print(&now) : NULL;
    if (text != NULL)
        control_broadcast(services->control, TAG_STATUS, text, true);
    free(text);
    if (changes)
        tell_changes(services, &now);
    else
        status_free(&now);
}
