/* What happened, as lines say it; see world_state.h. */
#include "vrrptop/world_state.h"

#include <stdio.h>
#include <string.h>

/* ---- the ring ---- */

struct world_event *world_event_new(struct world *world, int host, enum world_severity severity,
                                    int64_t wall_us)
{
    struct world_event *event = &world->events[world->event_end % WORLD_EVENTS_MAX];

    memset(event, 0, sizeof(*event));
    event->number = world->event_end++;
    event->wall_us = wall_us;
    event->host = (uint8_t)host;
    event->severity = severity;
    if (world->event_end - world->event_first > WORLD_EVENTS_MAX)
        world->event_first = world->event_end - WORLD_EVENTS_MAX;
    return event;
}

const struct world_event *scene_event(const struct scene *scene, uint64_t number)
{
    const struct world *world = scene->world;

    if (world == NULL || number < scene->event_first || number >= scene->event_end ||
        number < world->event_first || number >= world->event_end)
        return NULL;
    return &world->events[number % WORLD_EVENTS_MAX];
}

/* ---- how bad ---- */

enum world_severity world_severity_of(const char *name)
{
    if (strcmp(name, "critical") == 0)
        return WORLD_CRITICAL;
    return strcmp(name, "warning") == 0 ? WORLD_WARNING : WORLD_INFO;
}

enum world_severity world_state_severity(const char *state)
{
    if (strcmp(state, "FAULT") == 0)
        return WORLD_CRITICAL;
    return strcmp(state, "STOP") == 0 || strcmp(state, "DELETED") == 0 ? WORLD_WARNING : WORLD_INFO;
}

enum world_severity world_server_severity(const char *state)
{
    return strcmp(state, "DOWN") == 0 ? WORLD_WARNING : WORLD_INFO;
}

enum world_severity world_quorum_severity(bool up)
{
    return up ? WORLD_INFO : WORLD_CRITICAL;
}

/* ---- lines ---- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash;
}

/* A daemon counts what concerns real servers by itself. */
static bool is_balance(const struct event *event)
{
    return strcmp(event->kind, "server") == 0 || strcmp(event->kind, "quorum") == 0;
}

static uint64_t fingerprint(int host, const struct event *event)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    bool balance = is_balance(event);

    hash = mix(hash, &host, sizeof(host));
    hash = mix(hash, &balance, sizeof(balance));
    hash = mix(hash, event->source, strlen(event->source));
    hash = mix(hash, &event->boot, sizeof(event->boot));
    return mix(hash, &event->sequence, sizeof(event->sequence));
}

const char *world_router_name(const struct event *event, uint16_t vlan, char out[STATUS_NAME_MAX])
{
    char tag[8] = "";

    if (vlan != 0)
        snprintf(tag, sizeof(tag), ".%u", vlan);
    snprintf(out, STATUS_NAME_MAX, "%s%s/%u/%s", event->interface, tag, event->vrid, event->family);
    return out;
}

void world_server_subject(const char *service, const char *server, char out[WORLD_SUBJECT_MAX])
{
    char text[2 * STATUS_SERVICE_MAX + 1];

    snprintf(text, sizeof(text), "%s %s", service, server);
    status_copy_text(out, WORLD_SUBJECT_MAX, text);
}

static void tell_incident(const struct event *event, struct world_event *out)
{
    const struct event_incident *incident = &event->incident;
    bool note = event_incident_is_note(incident);
    char name[STATUS_NAME_MAX];

    out->severity = world_severity_of(incident->severity);
    if (strcmp(incident->phase, "closed") == 0 && !note)
        out->severity = WORLD_INFO; /* it is over */
    status_copy_text(out->subject, sizeof(out->subject),
                     event->instance[0] != '\0' ? event->instance
                                                : world_router_name(event, incident->vlan, name));
    status_copy_text(out->to, sizeof(out->to), note ? "note" : incident->phase);
    status_copy_text(out->code, sizeof(out->code), incident->code);
    status_copy_text(out->text, sizeof(out->text), incident->cause);
    status_copy_text(out->fix, sizeof(out->fix), incident->fix);
}

static void tell_change(const struct event *event, struct world_event *out)
{
    char text[WORLD_TEXT_MAX + STATUS_REASON_MAX];

    if (strcmp(event->kind, "server") == 0) {
        out->severity = world_server_severity(event->to);
        world_server_subject(event->service, event->server, out->subject);
    } else if (strcmp(event->kind, "quorum") == 0) {
        out->severity = world_quorum_severity(strcmp(event->to, "UP") == 0);
        status_copy_text(out->subject, sizeof(out->subject), event->service);
    } else {
        if (strcmp(event->kind, "transition") == 0)
            out->severity = world_state_severity(event->to);
        status_copy_text(out->subject, sizeof(out->subject), event->instance);
    }
    status_copy_text(out->to, sizeof(out->to), event->to);
    if (event->from[0] != '\0' && strcmp(event->from, event->to) != 0)
        snprintf(text, sizeof(text), "%s -> %s: %s", event->from, event->to, event->reason);
    else
        snprintf(text, sizeof(text), "%s", event->reason);
    status_copy_text(out->text, sizeof(out->text), text);
}

void world_take_event(struct world *world, int host, const struct event *event)
{
    bool incident = strcmp(event->kind, "incident") == 0;
    struct world_event *out;

    if (!world_has_host(world, host) || !seen_add(&world->seen, fingerprint(host, event)))
        return;
    if (is_balance(event) || strcmp(event->kind, "transition") == 0)
        world_expect_events(world, host);
    out = world_event_new(world, host, WORLD_INFO, event->wall_us > 0 ? event->wall_us : 0);
    status_copy_text(out->kind, sizeof(out->kind), event->kind);
    if (!incident) {
        tell_change(event, out);
        return;
    }
    tell_incident(event, out);
    if (!event_incident_is_note(&event->incident))
        world_take_incident(world, host, event);
}
