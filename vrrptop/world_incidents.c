/* Incidents that are not over; see world_state.h. */
#include "vrrptop/world_state.h"

#include <string.h>

static void remove_at(struct world *world, size_t index)
{
    memmove(&world->open[index], &world->open[index + 1],
            (world->open_count - index - 1) * sizeof(*world->open));
    world->open_count--;
}

/* Its maker was started anew: what it had opened will not be closed any more. */
static void forget_older_boots(struct world *world, int host, const struct event *event)
{
    for (size_t i = world->open_count; i-- > 0;) {
        const struct world_open *open = &world->open[i];

        if (open->incident.host == host && open->boot != event->boot &&
            strcmp(open->source, event->source) == 0)
            remove_at(world, i);
    }
}

static long find(const struct world *world, int host, const char *id)
{
    for (size_t i = 0; i < world->open_count; i++)
        if (world->open[i].incident.host == host && strcmp(world->open[i].incident.id, id) == 0)
            return (long)i;
    return -1;
}

/* A place at the end; when all are taken, that of the oldest of the mildest that is no graver. */
static struct world_open *place_for(struct world *world, enum world_severity severity)
{
    size_t mildest = 0;

    if (world->open_count < WORLD_INCIDENTS_MAX)
        return &world->open[world->open_count++];
    for (size_t i = 1; i < world->open_count; i++)
        if (world->open[i].incident.severity < world->open[mildest].incident.severity)
            mildest = i;
    if (world->open[mildest].incident.severity > severity)
        return NULL;
    remove_at(world, mildest);
    return &world->open[world->open_count++];
}

static void fill(const struct event *event, int host, struct world_open *out)
{
    const struct event_incident *incident = &event->incident;
    struct world_incident *shown = &out->incident;
    char name[STATUS_NAME_MAX];

    memset(out, 0, sizeof(*out));
    out->boot = event->boot;
    memcpy(out->source, event->source, sizeof(out->source));
    memcpy(shown->id, incident->id, sizeof(shown->id));
    shown->host = (uint8_t)host;
    shown->severity = world_severity_of(incident->severity);
    memcpy(shown->code, incident->code, sizeof(shown->code));
    status_copy_text(shown->subject, sizeof(shown->subject),
                     event->instance[0] != '\0' ? event->instance
                                                : world_router_name(event, incident->vlan, name));
    shown->vrid = event->vrid;
    memcpy(shown->family, event->family, sizeof(shown->family));
    memcpy(shown->interface, event->interface, sizeof(shown->interface));
    memcpy(shown->cause, incident->cause, sizeof(shown->cause));
    memcpy(shown->fix, incident->fix, sizeof(shown->fix));
    shown->since_wall_us = incident->since_wall_us > 0 ? incident->since_wall_us : event->wall_us;
}

void world_take_incident(struct world *world, int host, const struct event *event)
{
    const struct event_incident *incident = &event->incident;
    struct world_open *open;
    long at;

    forget_older_boots(world, host, event);
    at = find(world, host, incident->id);
    if (strcmp(incident->phase, "closed") == 0) {
        if (at >= 0)
            remove_at(world, (size_t)at);
        return;
    }
    open = at >= 0 ? &world->open[at] : place_for(world, world_severity_of(incident->severity));
    if (open != NULL)
        fill(event, host, open);
}
