/* The event record as JSON; see event.h. */
#include "lib/event.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *string_of(const char *text)
{
    json_t *string = json_string(text);

    return string != NULL ? string : json_string("?");
}

static json_t *group_of(const struct event *event)
{
    return event->group[0] != '\0' ? string_of(event->group) : json_null();
}

static json_t *print_master(const struct status_master *master)
{
    if (!master->known)
        return json_null();
    return json_pack("{s:s, s:i, s:I}", "address", master->address, "priority", (int)master->priority,
                     "interval_us", (json_int_t)master->interval_us);
}

static json_t *print_addresses(const char (*addresses)[STATUS_ADDRESS_MAX], size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, string_of(addresses[i]));
    return list;
}

static json_t *print_holders(const struct event_incident *incident)
{
    json_t *list = json_array();

    for (size_t i = 0; i < incident->master_count; i++) {
        const struct event_holder *holder = &incident->masters[i];
        json_t *priority = holder->priority >= 0 ? json_integer(holder->priority) : json_null();

        json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "address", string_of(holder->address), "mac",
                                              string_of(holder->mac), "priority", priority));
    }
    return list;
}

static json_t *print_evidence(const struct event_incident *incident)
{
    json_t *object = json_object();

    for (size_t i = 0; i < incident->evidence_count; i++)
        json_object_set_new(object, incident->evidence[i].name,
                            json_integer((json_int_t)incident->evidence[i].value));
    return object;
}

static json_t *print_incident(const struct event_incident *incident)
{
    char time[40];
    json_t *object =
        json_pack("{s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s}", "incident", string_of(incident->id),
                  "phase", incident->phase, "code", incident->code, "severity", incident->severity, "cause",
                  string_of(incident->cause), "fix", string_of(incident->fix), "vantage",
                  string_of(incident->vantage), "masters", print_holders(incident), "evidence",
                  print_evidence(incident), "since", status_time(incident->since_wall_us, time));

    if (incident->event[0] != '\0')
        json_object_set_new(object, "event", string_of(incident->event));
    json_object_set_new(object, "vlan", json_integer(incident->vlan));
    json_object_set_new(object, "unseen", string_of(incident->unseen));
    if (incident->duration_us >= 0)
        json_object_set_new(object, "duration_us", json_integer(incident->duration_us));
    return object;
}

static json_t *print_transition(const struct event *event)
{
    return json_pack("{s:s, s:s, s:i, s:s, s:o, s:o}", "from", event->from, "to", event->to, "priority",
                     (int)event->priority, "reason_code", event->reason_code, "reason",
                     string_of(event->reason), "master", print_master(&event->master));
}

static json_t *print_balance(const struct event *event)
{
    json_t *object = json_pack("{s:o, s:s, s:o}", "service", string_of(event->service), "to", event->to,
                               "reason", string_of(event->reason));

    if (event->server[0] != '\0')
        json_object_update_new(
            object, json_pack("{s:o, s:s}", "server", string_of(event->server), "from", event->from));
    return object;
}

static json_t *print_router(const struct event *event)
{
    return json_pack("{s:o, s:o, s:i, s:s, s:o}", "instance", string_of(event->instance), "group",
                     group_of(event), "vrid", (int)event->vrid, "family", event->family, "interface",
                     string_of(event->interface));
}

static char *print_with(const struct event *event, size_t address_count)
{
    bool incident = strcmp(event->kind, "incident") == 0;
    bool balance = strcmp(event->kind, "server") == 0 || strcmp(event->kind, "quorum") == 0;
    const char(*addresses)[STATUS_ADDRESS_MAX] = event->addresses != NULL ? event->addresses : event->vips;
    char time[40], boot[24];
    json_t *object;
    char *text;

    snprintf(boot, sizeof(boot), "%016" PRIx64, event->boot);
    object = json_pack("{s:i, s:s, s:I, s:s, s:s, s:I, s:o, s:s, s:s}", "schema", 1, "type", "event", "seq",
                       (json_int_t)event->sequence, "boot", boot, "time", status_time(event->wall_us, time),
                       "mono_us", (json_int_t)event->mono_us, "host", string_of(event->host), "source",
                       event->source, "kind", event->kind);
    if (!balance)
        json_object_update_new(object, print_router(event));
    json_object_update_new(object, incident  ? print_incident(&event->incident)
                                   : balance ? print_balance(event)
                                             : print_transition(event));
    if (!balance)
        json_object_set_new(object, incident ? "vips" : "addresses",
                            print_addresses(addresses, address_count));
    text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

char *event_print(const struct event *event)
{
    size_t have = event->addresses != NULL ? event->address_count : event->vip_count;
    size_t count = have < 100 ? have : 100;
    char *text = print_with(event, count);

    while (text != NULL && strlen(text) >= EVENT_TEXT_MAX && count > 0) {
        free(text);
        count /= 2;
        text = print_with(event, count);
    }
    return text;
}

static void take_string(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));

    if (text != NULL)
        status_copy_text(out, size, text);
}

static void take_master(const json_t *object, struct status_master *out)
{
    out->known = json_is_object(object);
    take_string(object, "address", out->address, sizeof(out->address));
    out->priority = (uint8_t)json_integer_value(json_object_get(object, "priority"));
    out->interval_us = json_integer_value(json_object_get(object, "interval_us"));
}

static void take_addresses(const json_t *list, struct event *out)
{
    size_t count = json_array_size(list);

    for (size_t i = 0; i < count && out->vip_count < EVENT_VIPS_MAX; i++) {
        const char *text = json_string_value(json_array_get(list, i));

        if (text != NULL)
            status_copy_text(out->vips[out->vip_count++], STATUS_ADDRESS_MAX, text);
    }
}

static void take_holders(const json_t *list, struct event_incident *out)
{
    size_t count = json_array_size(list);

    for (size_t i = 0; i < count && out->master_count < EVENT_MASTERS_MAX; i++) {
        const json_t *object = json_array_get(list, i), *priority = json_object_get(object, "priority");
        struct event_holder *holder = &out->masters[out->master_count++];

        take_string(object, "address", holder->address, sizeof(holder->address));
        take_string(object, "mac", holder->mac, sizeof(holder->mac));
        holder->priority = json_is_integer(priority) ? (int16_t)(json_integer_value(priority) & 0xff) : -1;
    }
}

static void take_evidence(json_t *object, struct event_incident *out)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        struct status_counter *counter = &out->evidence[out->evidence_count];

        if (out->evidence_count == EVENT_EVIDENCE_MAX)
            return;
        if (!json_is_integer(value))
            continue;
        status_copy_text(counter->name, sizeof(counter->name), key);
        counter->value = (uint64_t)json_integer_value(value);
        out->evidence_count++;
    }
}

static void take_incident(const json_t *object, struct event_incident *out)
{
    const json_t *duration = json_object_get(object, "duration_us");

    take_string(object, "incident", out->id, sizeof(out->id));
    take_string(object, "phase", out->phase, sizeof(out->phase));
    take_string(object, "code", out->code, sizeof(out->code));
    take_string(object, "severity", out->severity, sizeof(out->severity));
    take_string(object, "cause", out->cause, sizeof(out->cause));
    take_string(object, "fix", out->fix, sizeof(out->fix));
    take_string(object, "vantage", out->vantage, sizeof(out->vantage));
    take_string(object, "event", out->event, sizeof(out->event));
    take_string(object, "unseen", out->unseen, sizeof(out->unseen));
    out->vlan = (uint16_t)(json_integer_value(json_object_get(object, "vlan")) & 0xfff);
    take_holders(json_object_get(object, "masters"), out);
    take_evidence(json_object_get(object, "evidence"), out);
    out->since_wall_us = status_parse_time(json_string_value(json_object_get(object, "since")));
    out->duration_us = json_is_integer(duration) ? json_integer_value(duration) : -1;
}

static void take(const json_t *object, struct event *out)
{
    const char *boot = json_string_value(json_object_get(object, "boot"));

    out->sequence = (uint64_t)json_integer_value(json_object_get(object, "seq"));
    out->boot = boot != NULL ? strtoull(boot, NULL, 16) : 0;
    out->wall_us = status_parse_time(json_string_value(json_object_get(object, "time")));
    out->mono_us = json_integer_value(json_object_get(object, "mono_us"));
    take_string(object, "host", out->host, sizeof(out->host));
    take_string(object, "source", out->source, sizeof(out->source));
    take_string(object, "kind", out->kind, sizeof(out->kind));
    take_string(object, "instance", out->instance, sizeof(out->instance));
    take_string(object, "group", out->group, sizeof(out->group));
    take_string(object, "family", out->family, sizeof(out->family));
    take_string(object, "interface", out->interface, sizeof(out->interface));
    take_string(object, "from", out->from, sizeof(out->from));
    take_string(object, "to", out->to, sizeof(out->to));
    take_string(object, "reason_code", out->reason_code, sizeof(out->reason_code));
    take_string(object, "reason", out->reason, sizeof(out->reason));
    out->vrid = (uint8_t)json_integer_value(json_object_get(object, "vrid"));
    out->priority = (uint8_t)json_integer_value(json_object_get(object, "priority"));
    take_master(json_object_get(object, "master"), &out->master);
    take_string(object, "service", out->service, sizeof(out->service));
    take_string(object, "server", out->server, sizeof(out->server));
    take_addresses(json_object_get(object, "addresses"), out);
    take_addresses(json_object_get(object, "vips"), out);
    take_incident(object, &out->incident);
}

bool event_parse(const char *text, struct event *out)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const char *type = json_string_value(json_object_get(object, "type"));
    bool good = type != NULL && strcmp(type, "event") == 0 &&
                json_integer_value(json_object_get(object, "schema")) == 1;

    memset(out, 0, sizeof(*out));
    if (good)
        take(object, out);
    json_decref(object);
    return good;
}

bool event_incident_is_note(const struct event_incident *incident)
{
    return strcmp(incident->phase, "note") == 0 ||
           (strcmp(incident->phase, "closed") == 0 && incident->duration_us == 0);
}
