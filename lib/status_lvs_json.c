/* Virtual servers as JSON, both ways; see status_lvs_json.h. */
#include "lib/status_lvs_json.h"

#include <stdlib.h>
#include <string.h>

#include "lib/status_value_json.h"

static json_t *text_or_null(const char *text)
{
    return text[0] != '\0' ? json_string(text) : json_null();
}

/* ---- printing ---- */

static json_t *print_check(const struct status_check *check)
{
    if (check->kind[0] == '\0')
        return json_null();
    return json_pack("{s:s, s:o, s:o, s:o}", "kind", check->kind, "last", text_or_null(check->last), "reason",
                     text_or_null(check->reason), "latency_us", status_number_or_null(check->latency_us));
}

static json_t *print_server(const struct status_server *server)
{
    return json_pack("{s:s, s:I, s:I, s:o, s:s, s:b, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "address",
                     server->address, "weight", (json_int_t)server->weight, "effective_weight",
                     (json_int_t)server->effective_weight, "operator_weight",
                     status_number_or_null(server->operator_weight), "state", server->state, "in_table",
                     server->in_table, "since", status_time_or_null(server->since_wall_us), "check",
                     print_check(&server->check), "active", (json_int_t)server->active, "inactive",
                     (json_int_t)server->inactive, "persistent", (json_int_t)server->persistent,
                     "connections", (json_int_t)server->connections, "bytes_in", (json_int_t)server->bytes_in,
                     "bytes_out", (json_int_t)server->bytes_out, "connection_rate",
                     (json_int_t)server->connection_rate);
}

static json_t *print_service(const struct status_service *service)
{
    json_t *endpoints = json_array(), *servers = json_array();

    for (size_t i = 0; i < service->endpoint_count; i++)
        json_array_append_new(endpoints, json_string(service->endpoints[i]));
    for (size_t i = 0; i < service->server_count; i++)
        json_array_append_new(servers, print_server(&service->servers[i]));
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:b, s:o, s:o}", "address",
                     service->endpoint_count > 0 ? service->endpoints[0] : service->name, "name",
                     service->name, "endpoints", endpoints, "protocol", service->protocol, "scheduler",
                     service->scheduler, "method", service->method, "persistence_us",
                     (json_int_t)service->persistence_us, "quorum", (json_int_t)service->quorum, "weight",
                     (json_int_t)service->weight, "up", service->up, "sorry", service->sorry, "instance",
                     text_or_null(service->instance), "servers", servers);
}

json_t *status_print_services(const struct status *status)
{
    json_t *array = json_array();

    for (size_t i = 0; i < status->virtual_server_count; i++)
        json_array_append_new(array, print_service(&status->virtual_servers[i]));
    return array;
}

json_t *status_print_lvs(const struct status *status)
{
    const struct status_lvs *lvs = &status->lvs;

    if (status->virtual_server_count == 0)
        return json_null();
    return json_pack("{s:o, s:I, s:I, s:o, s:b, s:o}", "error", text_or_null(lvs->error), "requests",
                     (json_int_t)lvs->requests, "corrected", (json_int_t)lvs->corrected, "sync",
                     text_or_null(lvs->sync), "panic", lvs->panic, "counted_age_us",
                     status_number_or_null(lvs->counted_age_us));
}

/* ---- reading ---- */

static void take_server(const json_t *object, struct status_server *out)
{
    const json_t *check = json_object_get(object, "check");
    int64_t since_us = status_parse_time(json_string_value(json_object_get(object, "since")));

    status_take_string(object, "address", out->address, sizeof(out->address));
    status_take_string(object, "state", out->state, sizeof(out->state));
    out->weight = (uint32_t)status_take_integer(object, "weight", 0);
    out->effective_weight = (uint32_t)status_take_integer(object, "effective_weight", 0);
    out->operator_weight = (int32_t)status_take_integer(object, "operator_weight", -1);
    out->in_table = json_is_true(json_object_get(object, "in_table"));
    out->since_wall_us = since_us > 0 ? since_us : 0;
    status_take_string(check, "kind", out->check.kind, sizeof(out->check.kind));
    status_take_string(check, "last", out->check.last, sizeof(out->check.last));
    status_take_string(check, "reason", out->check.reason, sizeof(out->check.reason));
    out->check.latency_us = status_take_integer(check, "latency_us", -1);
    out->active = (uint32_t)status_take_integer(object, "active", 0);
    out->inactive = (uint32_t)status_take_integer(object, "inactive", 0);
    out->persistent = (uint32_t)status_take_integer(object, "persistent", 0);
    out->connections = (uint64_t)status_take_integer(object, "connections", 0);
    out->bytes_in = (uint64_t)status_take_integer(object, "bytes_in", 0);
    out->bytes_out = (uint64_t)status_take_integer(object, "bytes_out", 0);
    out->connection_rate = (uint32_t)status_take_integer(object, "connection_rate", 0);
}

static bool take_service(const json_t *object, struct status_service *out)
{
    const json_t *endpoints = json_object_get(object, "endpoints"),
                 *servers = json_object_get(object, "servers");

    status_take_string(object, "name", out->name, sizeof(out->name));
    status_take_string(object, "protocol", out->protocol, sizeof(out->protocol));
    status_take_string(object, "scheduler", out->scheduler, sizeof(out->scheduler));
    status_take_string(object, "method", out->method, sizeof(out->method));
    status_take_string(object, "instance", out->instance, sizeof(out->instance));
    out->persistence_us = status_take_integer(object, "persistence_us", 0);
    out->quorum = (uint32_t)status_take_integer(object, "quorum", 0);
    out->weight = (uint64_t)status_take_integer(object, "weight", 0);
    out->up = json_is_true(json_object_get(object, "up"));
    out->sorry = json_is_true(json_object_get(object, "sorry"));
    out->endpoints = calloc(json_array_size(endpoints) + 1, sizeof(*out->endpoints));
    out->servers = calloc(json_array_size(servers) + 1, sizeof(*out->servers));
    if (out->endpoints == NULL || out->servers == NULL)
        return false;
    for (size_t i = 0; i < json_array_size(endpoints); i++) {
        const char *text = json_string_value(json_array_get(endpoints, i));

        status_copy_text(out->endpoints[out->endpoint_count++], STATUS_SERVICE_MAX, text != NULL ? text : "");
    }
    for (size_t i = 0; i < json_array_size(servers); i++)
        take_server(json_array_get(servers, i), &out->servers[out->server_count++]);
    return true;
}

bool status_take_services(const json_t *array, struct status *out)
{
    out->virtual_servers = calloc(json_array_size(array) + 1, sizeof(*out->virtual_servers));
    if (out->virtual_servers == NULL)
        return false;
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!take_service(json_array_get(array, i), &out->virtual_servers[out->virtual_server_count++]))
            return false;
    return true;
}

void status_take_lvs(const json_t *object, struct status *out)
{
    status_take_string(object, "error", out->lvs.error, sizeof(out->lvs.error));
    status_take_string(object, "sync", out->lvs.sync, sizeof(out->lvs.sync));
    out->lvs.requests = (uint64_t)status_take_integer(object, "requests", 0);
    out->lvs.corrected = (uint64_t)status_take_integer(object, "corrected", 0);
    out->lvs.panic = json_is_true(json_object_get(object, "panic"));
    out->lvs.counted_age_us = status_take_integer(object, "counted_age_us", -1);
}
