/* What happened, as two samples of a host show it; see world_state.h. */
#include "vrrptop/world_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "vrrptop/match.h"

/* Who is told what about. */
struct teller {
    struct world *world;
    int host;
    const struct sample *before, *now;
};

/* ---- virtual routers ---- */

static struct match_key instance_key(const void *list, size_t index)
{
    return (struct match_key){((const struct status_instance *)list)[index].name, ""};
}

/* Also when it went to and fro between the two samples. */
static bool instance_changed(const struct status_instance *was, const struct status_instance *now)
{
    return strcmp(was->state, now->state) != 0 ||
           (now->transitions > was->transitions && now->last_transition.known &&
            now->last_transition.at_wall_us != was->last_transition.at_wall_us);
}

static void tell_instance(const struct teller *teller, const char *was, const struct status_instance *now)
{
    const struct status_transition *last = &now->last_transition;
    bool explained = last->known && strcmp(last->to, now->state) == 0;
    int64_t wall_us = explained && last->at_wall_us > 0 ? last->at_wall_us : teller->now->wall_us;
    struct world_event *event =
        world_event_new(teller->world, teller->host, world_state_severity(now->state), wall_us);
    char text[WORLD_TEXT_MAX];

    strcpy(event->kind, "transition");
    status_copy_text(event->subject, sizeof(event->subject), now->name);
    status_copy_text(event->to, sizeof(event->to), now->state);
    if (explained)
        snprintf(text, sizeof(text), "%s -> %s: %s", last->from, now->state, last->reason);
    else
        snprintf(text, sizeof(text), "%s -> %s", was, now->state);
    status_copy_text(event->text, sizeof(event->text), text);
}

static void tell_instances(const struct teller *teller)
{
    const struct status *was = &teller->before->status, *now = &teller->now->status;
    struct match match = {.list = was->instances, .count = was->instance_count, .key = instance_key};

    for (size_t i = 0; i < now->instance_count; i++) {
        long at = match_find(&match, instance_key(now->instances, i));

        if (at >= 0 && instance_changed(&was->instances[at], &now->instances[i]))
            tell_instance(teller, was->instances[at].state, &now->instances[i]);
    }
    match_free(&match);
}

/* ---- virtual servers ---- */

static struct match_key service_key(const void *list, size_t index)
{
    const struct status_service *service = &((const struct status_service *)list)[index];

    return (struct match_key){service->name, service->protocol};
}

static struct match_key server_key(const void *list, size_t index)
{
    return (struct match_key){((const struct status_server *)list)[index].address, ""};
}

static void tell_quorum(const struct teller *teller, const struct status_service *now)
{
    struct world_event *event =
        world_event_new(teller->world, teller->host, world_quorum_severity(now->up), teller->now->wall_us);

    strcpy(event->kind, "quorum");
    status_copy_text(event->subject, sizeof(event->subject), now->name);
    strcpy(event->to, now->up ? "UP" : "DOWN");
    snprintf(event->text, sizeof(event->text), "weight %" PRIu64 " of the living, quorum %u%s", now->weight,
             now->quorum, now->sorry ? ", the sorry server serves" : "");
}

static void tell_server(const struct teller *teller, const struct status_service *service,
                        const struct status_server *was, const struct status_server *now)
{
    int64_t wall_us = now->since_wall_us > 0 ? now->since_wall_us : teller->now->wall_us;
    struct world_event *event =
        world_event_new(teller->world, teller->host, world_server_severity(now->state), wall_us);
    const char *kind = now->check.kind, *reason = now->check.reason;
    char text[WORLD_TEXT_MAX];

    strcpy(event->kind, "server");
    world_server_subject(service->name, now->address, event->subject);
    status_copy_text(event->to, sizeof(event->to), now->state);
    snprintf(text, sizeof(text), "%s -> %s%s%s%s%s", was->state, now->state, kind[0] != '\0' ? ": " : "",
             kind, kind[0] != '\0' && reason[0] != '\0' ? ", " : "", reason);
    status_copy_text(event->text, sizeof(event->text), text);
}

static void tell_servers(const struct teller *teller, const struct status_service *was,
                         const struct status_service *now)
{
    struct match match = {.list = was->servers, .count = was->server_count, .key = server_key};

    for (size_t i = 0; i < now->server_count; i++) {
        long at = match_find(&match, server_key(now->servers, i));

        if (at >= 0 && strcmp(was->servers[at].state, now->servers[i].state) != 0)
            tell_server(teller, now, &was->servers[at], &now->servers[i]);
    }
    match_free(&match);
}

static void tell_services(const struct teller *teller)
{
    const struct status *was = &teller->before->status, *now = &teller->now->status;
    struct match match = {
        .list = was->virtual_servers, .count = was->virtual_server_count, .key = service_key};

    for (size_t i = 0; i < now->virtual_server_count; i++) {
        const struct status_service *service = &now->virtual_servers[i];
        long at = match_find(&match, service_key(now->virtual_servers, i));

        if (at < 0)
            continue;
        tell_servers(teller, &was->virtual_servers[at], service);
        if (was->virtual_servers[at].up != service->up)
            tell_quorum(teller, service);
    }
    match_free(&match);
}

void world_tell_changes(struct world *world, int host, const struct sample *before, const struct sample *now)
{
    struct teller teller = {world, host, before, now};

    tell_instances(&teller);
    tell_services(&teller);
}
