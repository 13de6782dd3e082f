/* The columns of virtual servers; see field_services.h. */
#include "vrrptop/field_services.h"

#include <stdio.h>
#include <string.h>

#include "vrrptop/field_part.h"
#include "vrrptop/field_traffic.h"

const char *field_service_state(const struct status_service *service)
{
    if (service->up)
        return "UP";
    return service->sorry ? "SORRY" : "DOWN";
}

static void value_service(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service != NULL)
        field_set_text(out, service->name);
}

static void value_state(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service == NULL)
        return;
    field_set_text(out, field_service_state(service));
    out->tone = service->up ? TONE_GOOD : TONE_BAD;
}

static void value_proto(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service != NULL)
        field_set_text(out, service->protocol);
}

static void value_sched(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service != NULL)
        field_set_text(out, service->scheduler);
}

static void value_method(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service != NULL)
        field_set_text(out, service->method);
}

static void value_persistence(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service != NULL && service->persistence_us > 0)
        field_set_number(out, VALUE_DURATION, (double)service->persistence_us);
}

static void value_quorum(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service == NULL)
        return;
    field_set_number(out, VALUE_COUNT, (double)service->weight);
    snprintf(out->room, sizeof(out->room), "%s %" PRIu64 "/%u", field_service_state(service), service->weight,
             service->quorum);
    out->text = out->room;
    out->tone = service->up ? TONE_GOOD : TONE_BAD;
}

static void value_needed(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service != NULL)
        field_set_number(out, VALUE_COUNT, service->quorum);
}

static void value_up(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_service *service = field_service_rates(scene, row);

    if (service == NULL)
        return;
    field_set_number(out, VALUE_COUNT, service->servers_up);
    snprintf(out->room, sizeof(out->room), "%u/%u", service->servers_up,
             service->servers_up + service->servers_down);
    out->text = out->room;
    if (service->servers_down > 0)
        out->tone = service->servers_up > 0 ? TONE_WARN : TONE_BAD;
}

static void value_servers(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_service *service = field_service_rates(scene, row);

    if (service != NULL)
        field_set_number(out, VALUE_COUNT, (double)service->servers_up + service->servers_down);
}

/* A service whose turn comes with the address is in no table here, and that is right. */
static void value_instance(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service == NULL)
        return;
    field_set_text(out, service->instance);
    if (!field_service_rates(scene, row)->waits)
        return;
    snprintf(out->room, sizeof(out->room), "%s (waits)", service->instance);
    field_set_text(out, out->room);
    out->word = service->instance;
    out->tone = TONE_DIM;
}

static void value_trend_of(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_service *service = field_service_rates(scene, row);

    if (service != NULL)
        field_set_trend(out, &service->trend, service->connection_rate);
}

static const struct field fields[] = {
    {.key = "service",
     .title = "SERVICE",
     .help = "the virtual server: address, port and protocol, or its name in the configuration",
     .kind = VALUE_TEXT,
     .width = 24,
     .shown = true,
     .stretches = true,
     .value = value_service},
    {.key = "host",
     .title = "HOST",
     .help = "who says so; stands unasked where there are several hosts",
     .kind = VALUE_TEXT,
     .width = 10,
     .value = field_host},
    {.key = "state",
     .title = "STATE",
     .help = "UP, DOWN: too few servers live; SORRY: the sorry server serves",
     .kind = VALUE_TEXT,
     .width = 5,
     .drop = 12,
     .value = value_state},
    {.key = "proto",
     .title = "PROTO",
     .help = "tcp, udp, sctp",
     .kind = VALUE_TEXT,
     .width = 5,
     .drop = 13,
     .value = value_proto},
    {.key = "sched",
     .title = "SCHED",
     .help = "how connections are spread over the servers",
     .kind = VALUE_TEXT,
     .width = 5,
     .shown = true,
     .drop = 5,
     .value = value_sched},
    {.key = "method",
     .title = "METHOD",
     .help = "nat, dr or tun: how packets reach the servers",
     .kind = VALUE_TEXT,
     .width = 6,
     .shown = true,
     .drop = 6,
     .value = value_method},
    {.key = "persistence",
     .title = "PERSIST",
     .help = "how long a client stays with its server",
     .kind = VALUE_DURATION,
     .width = 7,
     .right = true,
     .shown = true,
     .drop = 10,
     .falls = true,
     .value = value_persistence},
    {.key = "quorum",
     .title = "QUORUM",
     .help = "weight of the living servers/weight that is needed, and what comes of it",
     .kind = VALUE_COUNT,
     .width = 12,
     .shown = true,
     .drop = 1,
     .falls = true,
     .value = value_quorum},
    {.key = "needed",
     .title = "NEEDED",
     .help = "the weight that is needed",
     .kind = VALUE_COUNT,
     .width = 6,
     .right = true,
     .drop = 19,
     .falls = true,
     .value = value_needed},
    {.key = "up",
     .title = "UP",
     .help = "servers that live/all, the sorry server left out",
     .kind = VALUE_COUNT,
     .width = 6,
     .right = true,
     .shown = true,
     .falls = true,
     .value = value_up},
    {.key = "servers",
     .title = "SERVERS",
     .help = "how many servers there are, the sorry server left out",
     .kind = VALUE_COUNT,
     .width = 7,
     .right = true,
     .drop = 18,
     .falls = true,
     .value = value_servers},
    {.key = "active",
     .title = "ACTIVE",
     .help = "connections that are open",
     .kind = VALUE_COUNT,
     .width = 6,
     .right = true,
     .shown = true,
     .falls = true,
     .value = field_active},
    {.key = "inactive",
     .title = "INACT",
     .help = "connections that are opening, closing or over",
     .kind = VALUE_COUNT,
     .width = 6,
     .right = true,
     .shown = true,
     .drop = 8,
     .falls = true,
     .value = field_inactive},
    FIELD_TRAFFIC,
    {.key = "instance",
     .title = "VRRP",
     .help = "the virtual router whose address it is; (waits) until that is MASTER here",
     .kind = VALUE_TEXT,
     .width = 12,
     .shown = true,
     .drop = 7,
     .value = value_instance},
    {.key = "trend",
     .title = "TREND",
     .help = "new connections a second over the last minutes, five seconds a column",
     .kind = VALUE_TREND,
     .width = 12,
     .shown = true,
     .drop = 11,
     .falls = true,
     .value = value_trend_of},
};

const struct field *field_services(size_t *count)
{
    *count = sizeof(fields) / sizeof(fields[0]);
    return fields;
}
