/* The status object as JSON; see status.h. */
#include "lib/status.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/status_json.h"
#include "lib/status_lvs_json.h"
#include "lib/status_paths_json.h"
#include "lib/status_value_json.h"

const char *status_time(int64_t wall_us, char text[40])
{
    time_t seconds = (time_t)(wall_us / 1000000);
    struct tm utc;
    char date[24];

    gmtime_r(&seconds, &utc);
    strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text, 40, "%s.%06dZ", date, (int)(wall_us % 1000000));
    return text;
}

int64_t status_parse_time(const char *text)
{
    struct tm utc = {.tm_sec = 0};
    const char *rest = text == NULL ? NULL : strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);
    int micros = 0;

    if (rest == NULL || sscanf(rest, ".%6d", &micros) != 1)
        return -1;
    return (int64_t)timegm(&utc) * 1000000 + micros;
}

void status_copy_text(char *out, size_t size, const char *text)
{
    size_t length = strnlen(text, size);

    if (length == size)
        for (length = size - 1; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--;
    memcpy(out, text, length);
    out[length] = '\0';
}

/* ---- printing ---- */

static json_t *print_counters(const struct status_counters *counters)
{
    json_t *object = json_object();

    for (size_t i = 0; i < counters->count; i++)
        json_object_set_new(object, counters->items[i].name,
                            json_integer((json_int_t)counters->items[i].value));
    return object;
}

static json_t *print_master(const struct status_master *master)
{
    if (!master->known)
        return json_null();
    return json_pack("{s:s, s:i, s:I}", "address", master->address, "priority", (int)master->priority,
                     "interval_us", (json_int_t)master->interval_us);
}

static json_t *print_transition(const struct status_transition *transition)
{
    if (!transition->known)
        return json_null();
    return json_pack("{s:s, s:s, s:o, s:o, s:s}", "from", transition->from, "to", transition->to, "at",
                     status_time_or_null(transition->at_wall_us), "reason",
                     status_safe_string(transition->reason), "reason_code", transition->reason_code);
}

static json_t *print_addresses(const struct status_instance *instance)
{
    json_t *array = json_array();

    for (size_t i = 0; i < instance->address_count; i++)
        json_array_append_new(array, json_string(instance->addresses[i]));
    return array;
}

static json_t *print_trackers(const struct status_instance *instance)
{
    json_t *array = json_array();

    for (size_t i = 0; i < instance->tracker_count; i++) {
        const struct status_tracker *tracker = &instance->trackers[i];

        json_array_append_new(array, json_pack("{s:o, s:s, s:o, s:b, s:b, s:i, s:o, s:o}", "name",
                                               status_safe_string(tracker->name), "kind", tracker->kind, "ok",
                                               tracker->known ? json_boolean(tracker->ok) : json_null(),
                                               "disabled", tracker->disabled, "reverse", tracker->reverse,
                                               "weight", (int)tracker->weight, "since",
                                               status_time_or_null(tracker->since_wall_us), "reason",
                                               status_safe_string(tracker->reason)));
    }
    return array;
}

static json_t *print_incident(const struct status_incident *incident)
{
    if (!incident->known)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "event", incident->event, "code", incident->code,
                     "severity", incident->severity, "cause", status_safe_string(incident->cause), "fix",
                     status_safe_string(incident->fix), "since",
                     status_time_or_null(incident->since_wall_us));
}

static json_t *print_instance(const struct status_instance *instance)
{
    json_t *object =
        json_pack("{s:o, s:s, s:o, s:i, s:i, s:s, s:o, s:i, s:i, s:I, s:o, s:o, s:I, s:o}", "name",
                  status_safe_string(instance->name), "family", instance->family, "interface",
                  status_safe_string(instance->interface), "vrid", (int)instance->vrid, "version",
                  (int)instance->version, "state", instance->state, "since",
                  status_time_or_null(instance->since_wall_us), "priority", (int)instance->priority,
                  "effective_priority", (int)instance->effective_priority, "advert_interval_us",
                  (json_int_t)instance->advert_interval_us, "addresses", print_addresses(instance), "master",
                  print_master(&instance->master), "transitions", (json_int_t)instance->transitions,
                  "last_transition", print_transition(&instance->last_transition));
    json_t *more = json_pack(
        "{s:I, s:I, s:I, s:o, s:b, s:i, s:I, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "adverts_sent",
        (json_int_t)instance->adverts_sent, "adverts_received", (json_int_t)instance->adverts_received,
        "send_errors", (json_int_t)instance->send_errors, "rejected", print_counters(&instance->rejected),
        "drained", instance->drained, "addresses_present", (int)instance->addresses_present,
        "addresses_restored", (json_int_t)instance->addresses_restored, "last_advert_age_us",
        status_number_or_null(instance->last_advert_age_us), "master_down_us",
        (json_int_t)instance->master_down_us, "deadline_us", status_number_or_null(instance->deadline_us),
        "trackers", print_trackers(instance), "lease_us", status_number_or_null(instance->lease_us),
        "serving_us", status_number_or_null(instance->serving_us), "held_by",
        instance->held_by[0] != '\0' ? status_safe_string(instance->held_by) : json_null(), "path",
        instance->path[0] != '\0' ? status_safe_string(instance->path) : json_null(), "incident",
        print_incident(&instance->incident));

    json_object_update(object, more);
    json_decref(more);
    return object;
}

static json_t *print_process(int32_t pid)
{
    return pid > 0 ? json_integer(pid) : json_null();
}

static json_t *print_groups(const struct status *status)
{
    json_t *array = json_array();

    for (size_t i = 0; i < status->group_count; i++) {
        const struct status_group *group = &status->groups[i];
        json_t *members = json_array();

        for (size_t n = 0; n < group->member_count; n++)
            json_array_append_new(members, status_safe_string(group->members[n]));
        json_array_append_new(
            array, json_pack("{s:o, s:s, s:o, s:o}", "name", status_safe_string(group->name), "state",
                             group->state, "members", members, "blocked",
                             group->blocked[0] != '\0' ? status_safe_string(group->blocked) : json_null()));
    }
    return array;
}

json_t *status_json_make(const struct status *status, const char *type)
{
    json_t *instances = json_array();

    for (size_t i = 0; i < status->instance_count; i++)
        json_array_append_new(instances, print_instance(&status->instances[i]));
    return json_pack(
        "{s:i, s:s, s:o, s:s, s:o, s:{s:o, s:s, s:o, s:I}, s:{s:o, s:o, s:o, s:o, s:o}, s:I, s:o, "
        "s:o, s:o, s:o, s:o, s:o, s:o}",
        "schema", 1, "type", type, "time", status_time_or_null(status->wall_us), "version", status->version,
        "router_id", status_safe_string(status->router_id), "config", "path",
        status_safe_string(status->config_path), "format", status->config_format, "loaded_at",
        status_time_or_null(status->loaded_wall_us), "warnings", (json_int_t)status->config_warnings,
        "processes", "supervisor", print_process(status->supervisor), "vrrp", print_process(status->vrrp),
        "kernel", print_process(status->kernel), "services", print_process(status->services), "runner",
        print_process(status->runner), "uptime_us", (json_int_t)status->uptime_us, "instances", instances,
        "groups", print_groups(status), "virtual_servers", status_print_services(status), "lvs",
        status_print_lvs(status), "heartbeat", status_print_heartbeat(&status->heartbeat), "arbiter",
        status_print_arbiter(&status->arbiter), "counters", print_counters(&status->counters));
}

char *status_print(const struct status *status)
{
    json_t *object = status_json_make(status, "status");
    char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;

    json_decref(object);
    return text;
}

/* ---- reading ---- */

static void take_counters(const json_t *object, struct status_counters *out)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (out->count == STATUS_COUNTERS_MAX)
            return;
        status_copy_text(out->items[out->count].name, sizeof(out->items[0].name), key);
        out->items[out->count++].value = (uint64_t)json_integer_value(value);
    }
}

static void take_master(const json_t *object, struct status_master *out)
{
    out->known = json_is_object(object);
    status_take_string(object, "address", out->address, sizeof(out->address));
    out->priority = (uint8_t)status_take_integer(object, "priority", 0);
    out->interval_us = status_take_integer(object, "interval_us", 0);
}

static void take_incident(const json_t *object, struct status_incident *out)
{
    out->known = json_is_object(object);
    status_take_string(object, "event", out->event, sizeof(out->event));
    status_take_string(object, "code", out->code, sizeof(out->code));
    status_take_string(object, "severity", out->severity, sizeof(out->severity));
    status_take_string(object, "cause", out->cause, sizeof(out->cause));
    status_take_string(object, "fix", out->fix, sizeof(out->fix));
    out->since_wall_us = status_take_time(object, "since");
}

static void take_transition(const json_t *object, struct status_transition *out)
{
    out->known = json_is_object(object);
    status_take_string(object, "from", out->from, sizeof(out->from));
    status_take_string(object, "to", out->to, sizeof(out->to));
    status_take_string(object, "reason", out->reason, sizeof(out->reason));
    status_take_string(object, "reason_code", out->reason_code, sizeof(out->reason_code));
    out->at_wall_us = status_take_time(object, "at");
}

static bool take_addresses(const json_t *array, struct status_instance *out)
{
    size_t count = json_array_size(array);

    out->addresses = calloc(count + 1, sizeof(*out->addresses));
    if (out->addresses == NULL)
        return false;
    for (out->address_count = 0; out->address_count < count; out->address_count++) {
        const char *text = json_string_value(json_array_get(array, out->address_count));

        status_copy_text(out->addresses[out->address_count], STATUS_ADDRESS_MAX, text != NULL ? text : "?");
    }
    return true;
}

static void take_tracker(const json_t *object, struct status_tracker *out)
{
    status_take_string(object, "name", out->name, sizeof(out->name));
    status_take_string(object, "kind", out->kind, sizeof(out->kind));
    status_take_string(object, "reason", out->reason, sizeof(out->reason));
    out->known = json_is_boolean(json_object_get(object, "ok"));
    out->ok = json_is_true(json_object_get(object, "ok"));
    out->disabled = json_is_true(json_object_get(object, "disabled"));
    out->reverse = json_is_true(json_object_get(object, "reverse"));
    out->weight = (int32_t)status_take_integer(object, "weight", 0);
    out->since_wall_us = status_take_time(object, "since");
}

static bool take_trackers(const json_t *array, struct status_instance *out)
{
    size_t count = json_array_size(array);

    out->trackers = calloc(count + 1, sizeof(*out->trackers));
    if (out->trackers == NULL)
        return false;
    for (out->tracker_count = 0; out->tracker_count < count; out->tracker_count++)
        take_tracker(json_array_get(array, out->tracker_count), &out->trackers[out->tracker_count]);
    return true;
}

static bool take_instance(const json_t *object, struct status_instance *out)
{
    status_take_string(object, "name", out->name, sizeof(out->name));
    status_take_string(object, "family", out->family, sizeof(out->family));
    status_take_string(object, "interface", out->interface, sizeof(out->interface));
    status_take_string(object, "state", out->state, sizeof(out->state));
    status_take_string(object, "path", out->path, sizeof(out->path));
    out->vrid = (uint8_t)status_take_integer(object, "vrid", 0);
    out->version = (uint8_t)status_take_integer(object, "version", 0);
    out->priority = (uint8_t)status_take_integer(object, "priority", 0);
    out->effective_priority = (uint8_t)status_take_integer(object, "effective_priority", 0);
    out->since_wall_us = status_take_time(object, "since");
    out->advert_interval_us = status_take_integer(object, "advert_interval_us", 0);
    out->transitions = (uint64_t)status_take_integer(object, "transitions", 0);
    out->adverts_sent = (uint64_t)status_take_integer(object, "adverts_sent", 0);
    out->adverts_received = (uint64_t)status_take_integer(object, "adverts_received", 0);
    out->send_errors = (uint64_t)status_take_integer(object, "send_errors", 0);
    out->drained = json_is_true(json_object_get(object, "drained"));
    out->addresses_present = (uint32_t)status_take_integer(object, "addresses_present", 0);
    out->addresses_restored = (uint64_t)status_take_integer(object, "addresses_restored", 0);
    out->last_advert_age_us = status_take_integer(object, "last_advert_age_us", -1);
    out->master_down_us = status_take_integer(object, "master_down_us", 0);
    out->deadline_us = status_take_integer(object, "deadline_us", -1);
    out->lease_us = status_take_integer(object, "lease_us", -1);
    out->serving_us = status_take_integer(object, "serving_us", -1);
    status_take_string(object, "held_by", out->held_by, sizeof(out->held_by));
    take_master(json_object_get(object, "master"), &out->master);
    take_transition(json_object_get(object, "last_transition"), &out->last_transition);
    take_incident(json_object_get(object, "incident"), &out->incident);
    take_counters(json_object_get(object, "rejected"), &out->rejected);
    return take_addresses(json_object_get(object, "addresses"), out) &&
           take_trackers(json_object_get(object, "trackers"), out);
}

static bool take_instances(const json_t *array, struct status *out)
{
    size_t count = json_array_size(array);

    out->instances = calloc(count + 1, sizeof(*out->instances));
    if (out->instances == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        out->instance_count = i + 1;
        if (!take_instance(json_array_get(array, i), &out->instances[i]))
            return false;
    }
    return true;
}

static bool take_group(const json_t *object, struct status_group *out)
{
    const json_t *members = json_object_get(object, "members");
    size_t count = json_array_size(members);

    status_take_string(object, "name", out->name, sizeof(out->name));
    status_take_string(object, "state", out->state, sizeof(out->state));
    status_take_string(object, "blocked", out->blocked, sizeof(out->blocked));
    out->members = calloc(count + 1, sizeof(*out->members));
    if (out->members == NULL)
        return false;
    for (out->member_count = 0; out->member_count < count; out->member_count++) {
        const char *text = json_string_value(json_array_get(members, out->member_count));

        status_copy_text(out->members[out->member_count], STATUS_NAME_MAX, text != NULL ? text : "?");
    }
    return true;
}

static bool take_groups(const json_t *array, struct status *out)
{
    size_t count = json_array_size(array);

    out->groups = calloc(count + 1, sizeof(*out->groups));
    if (out->groups == NULL)
        return false;
    while (out->group_count < count) {
        out->group_count++;
        if (!take_group(json_array_get(array, out->group_count - 1), &out->groups[out->group_count - 1]))
            return false;
    }
    return true;
}

static void take_head(const json_t *object, struct status *out)
{
    const json_t *config = json_object_get(object, "config");
    const json_t *processes = json_object_get(object, "processes");

    out->wall_us = status_take_time(object, "time");
    status_take_string(object, "version", out->version, sizeof(out->version));
    status_take_string(object, "router_id", out->router_id, sizeof(out->router_id));
    status_take_string(config, "path", out->config_path, sizeof(out->config_path));
    status_take_string(config, "format", out->config_format, sizeof(out->config_format));
    out->loaded_wall_us = status_take_time(config, "loaded_at");
    out->config_warnings = (uint32_t)status_take_integer(config, "warnings", 0);
    out->supervisor = (int32_t)status_take_integer(processes, "supervisor", 0);
    out->vrrp = (int32_t)status_take_integer(processes, "vrrp", 0);
    out->kernel = (int32_t)status_take_integer(processes, "kernel", 0);
    out->services = (int32_t)status_take_integer(processes, "services", 0);
    out->runner = (int32_t)status_take_integer(processes, "runner", 0);
    out->uptime_us = status_take_integer(object, "uptime_us", 0);
    take_counters(json_object_get(object, "counters"), &out->counters);
}

bool status_json_take(const json_t *object, const char *type, struct status *out)
{
    const char *said = json_string_value(json_object_get(object, "type"));
    bool good = said != NULL && strcmp(said, type) == 0 && status_take_integer(object, "schema", 0) == 1;

    memset(out, 0, sizeof(*out));
    if (good) {
        take_head(object, out);
        good = take_instances(json_object_get(object, "instances"), out) &&
               take_groups(json_object_get(object, "groups"), out) &&
               status_take_services(json_object_get(object, "virtual_servers"), out);
        status_take_lvs(json_object_get(object, "lvs"), out);
        status_take_heartbeat(json_object_get(object, "heartbeat"), &out->heartbeat);
        status_take_arbiter(json_object_get(object, "arbiter"), &out->arbiter);
    }
    if (!good)
        status_free(out);
    return good;
}

bool status_parse(const char *text, struct status *out)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    bool good = status_json_take(object, "status", out);

    json_decref(object);
    return good;
}

void status_free(struct status *status)
{
    if (status == NULL)
        return;
    for (size_t i = 0; i < status->instance_count; i++) {
        free(status->instances[i].addresses);
        free(status->instances[i].trackers);
    }
    for (size_t i = 0; i < status->group_count; i++)
        free(status->groups[i].members);
    free(status->instances);
    free(status->groups);
    status_services_free(status->virtual_servers, status->virtual_server_count);
    status->virtual_servers = NULL;
    status->virtual_server_count = 0;
    status->instances = NULL;
    status->groups = NULL;
    status->instance_count = status->group_count = 0;
}
