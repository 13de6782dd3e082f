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

static char *print_with(const struct event *event, size_t address_count)
{
    char time[40], boot[24];
    json_t *addresses = json_array();
    json_t *object;
    char *text;

    for (size_t i = 0; i < address_count; i++)
        json_array_append_new(addresses, json_string(event->addresses[i]));
    snprintf(boot, sizeof(boot), "%016" PRIx64, event->boot);
    object = json_pack("{s:i, s:s, s:I, s:s, s:s, s:I, s:o, s:s, s:s, s:o, s:o, s:i, s:s, s:o}", "schema", 1,
                       "type", "event", "seq", (json_int_t)event->sequence, "boot", boot, "time",
                       status_time(event->wall_us, time), "mono_us", (json_int_t)event->mono_us, "host",
                       string_of(event->host), "source", event->source, "kind", event->kind, "instance",
                       string_of(event->instance), "group", group_of(event), "vrid", (int)event->vrid,
                       "family", event->family, "interface", string_of(event->interface));
    json_object_update_new(object, json_pack("{s:s, s:s, s:i, s:s, s:o, s:o, s:o}", "from", event->from, "to",
                                             event->to, "priority", (int)event->priority, "reason_code",
                                             event->reason_code, "reason", string_of(event->reason),
                                             "addresses", addresses, "master", print_master(&event->master)));
    text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

char *event_print(const struct event *event)
{
    size_t count = event->address_count < 100 ? event->address_count : 100;
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
