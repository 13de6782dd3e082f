/* Finding a text in a line; see rows_match.h. */
#include "vrrptop/rows_match.h"

#include <stdio.h>
#include <string.h>

#include "vrrptop/field_events.h"
#include "vrrptop/field_part.h"
#include "vrrptop/field_routers.h"
#include "vrrptop/field_services.h"

static char lower(char character)
{
    return character >= 'A' && character <= 'Z' ? (char)(character | 0x20) : character;
}

void row_match_make(struct row_match *match, const char *text)
{
    match->length = strnlen(text, sizeof(match->text) - 1);
    for (size_t i = 0; i < match->length; i++)
        match->text[i] = lower(text[i]);
    match->text[match->length] = '\0';
}

static bool begins(const struct row_match *match, const char *text)
{
    size_t i = 0;

    while (i < match->length && lower(text[i]) == match->text[i])
        i++;
    return i == match->length;
}

static bool has(const struct row_match *match, const char *text)
{
    char first = match->text[0];

    if (match->length == 0)
        return true;
    for (; *text != '\0'; text++)
        if (lower(*text) == first && begins(match, text))
            return true;
    return false;
}

static bool has_host(const struct row_match *match, const struct scene *scene, const struct row *row)
{
    return row->host < scene->host_count && scene->hosts[row->host].name != NULL &&
           has(match, scene->hosts[row->host].name);
}

static bool has_number(const struct row_match *match, unsigned number)
{
    char text[16];

    snprintf(text, sizeof(text), "%u", number);
    return has(match, text);
}

static bool row_match_router(const struct row_match *match, const struct scene *scene, const struct row *row)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance == NULL)
        return false;
    if (has(match, instance->name) || has(match, instance->state) || has(match, instance->interface) ||
        has(match, instance->family) || has_number(match, instance->vrid) || has_host(match, scene, row))
        return true;
    if ((instance->master.known && has(match, instance->master.address)) ||
        (instance->drained && has(match, "drained")) ||
        (field_is_contested(scene, row) && has(match, "contested!!")))
        return true;
    for (size_t i = 0; i < instance->address_count; i++)
        if (has(match, instance->addresses[i]))
            return true;
    return false;
}

bool row_match_service(const struct row_match *match, const struct scene *scene, const struct row *row)
{
    const struct status_service *service = field_service(scene, row);

    if (service == NULL)
        return false;
    if (has(match, service->name) || has(match, service->instance) || has_host(match, scene, row))
        return true;
    for (size_t i = 0; i < service->endpoint_count; i++)
        if (has(match, service->endpoints[i]))
            return true;
    return false;
}

/* Words that are no names: they find the service, and not for that all its servers. */
static bool row_match_service_words(const struct row_match *match, const struct scene *scene,
                                    const struct row *row)
{
    const struct status_service *service = field_service(scene, row);

    return service != NULL && (has(match, field_service_state(service)) || has(match, service->protocol) ||
                               has(match, service->scheduler) || has(match, service->method));
}

static bool row_match_server(const struct row_match *match, const struct scene *scene, const struct row *row)
{
    const struct status_server *server = field_server(scene, row);

    return server != NULL && (has(match, server->address) || has(match, server->state) ||
                              has(match, server->check.kind) || has(match, server->check.last));
}

static bool row_match_event(const struct row_match *match, const struct scene *scene, const struct row *row)
{
    const struct world_event *event = scene_event(scene, row->number);

    return event != NULL && (has(match, event->subject) || has(match, event->text) || has(match, event->to) ||
                             has(match, event->kind) || has(match, event->code) ||
                             has(match, field_severity(event->severity)) || has_host(match, scene, row));
}

bool row_match_line(const struct row_match *match, const struct scene *scene, enum view_kind view,
                    const struct row *row)
{
    if (match->length == 0)
        return true;
    switch (view) {
    case VIEW_ROUTERS:
        return row_match_router(match, scene, row);
    case VIEW_EVENTS:
        return row_match_event(match, scene, row);
    case VIEW_SERVERS:
        if (row->sub != ROW_WHOLE)
            return row_match_server(match, scene, row);
        break;
    default:
        break;
    }
    return row_match_service(match, scene, row) || row_match_service_words(match, scene, row);
}

bool rows_match(const struct scene *scene, enum view_kind view, const struct row *row, const char *text)
{
    struct row_match match;

    row_match_make(&match, text);
    return row_match_line(&match, scene, view, row) ||
           (view == VIEW_SERVERS && row_match_service(&match, scene, row));
}
