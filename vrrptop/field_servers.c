/* The columns of real servers; see field_servers.h. A service's own line in a tree has what its servers have
 * together. */
#include "vrrptop/field_servers.h"

#include <stdio.h>
#include <string.h>

#include "vrrptop/field_part.h"
#include "vrrptop/field_traffic.h"
#include "vrrptop/field_services.h"

static void value_server(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);
    const struct status_server *server = field_server(scene, row);

    if (row->sub == ROW_WHOLE && service != NULL)
        field_set_text(out, service->name);
    if (server == NULL)
        return;
    field_set_text(out, server->address);
    if (row->depth == 0)
        return;
    snprintf(out->room, sizeof(out->room), "  -> %s", server->address);
    field_set_text(out, out->room);
}

static enum value_tone tone_of(const char *state)
{
    if (strcmp(state, "UP") == 0)
        return TONE_GOOD;
    if (strcmp(state, "SORRY") == 0)
        return TONE_DIM;
    return strcmp(state, "DOWN") == 0 ? TONE_BAD : TONE_WARN;
}

static void value_state(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);
    const struct status_server *server = field_server(scene, row);

    if (server != NULL) {
        field_set_text(out, server->state);
        out->tone = tone_of(server->state);
    } else if (row->sub == ROW_WHOLE && service != NULL) {
        field_set_text(out, field_service_state(service));
        out->tone = service->up ? TONE_GOOD : TONE_BAD;
    }
}

/* "10", "0/10", and "4/10*" when somebody set it. */
static void value_weight(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);
    const struct status_server *server = field_server(scene, row);
    char configured[16] = "";

    if (row->sub == ROW_WHOLE && service != NULL)
        field_set_number(out, VALUE_COUNT, (double)service->weight);
    if (server == NULL)
        return;
    field_set_number(out, VALUE_COUNT, server->effective_weight);
    if (server->effective_weight == server->weight && server->operator_weight < 0)
        return;
    if (server->effective_weight != server->weight)
        snprintf(configured, sizeof(configured), "/%u", server->weight);
    snprintf(out->room, sizeof(out->room), "%u%s%s", server->effective_weight, configured,
             server->operator_weight >= 0 ? "*" : "");
    out->text = out->room;
    out->tone = TONE_WARN;
}

static void value_configured(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_server *server = field_server(scene, row);

    if (server != NULL)
        field_set_number(out, VALUE_COUNT, server->weight);
}

static void value_by_hand(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_server *server = field_server(scene, row);

    if (server != NULL && server->operator_weight >= 0)
        field_set_number(out, VALUE_COUNT, server->operator_weight);
}

static void value_check(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_server *server = field_server(scene, row);

    if (server != NULL)
        field_set_text(out, server->check.kind);
}

/* The reason says more than the class of the answer: "refused" alone where there is none. */
static void value_result(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_server *server = field_server(scene, row);

    if (server == NULL)
        return;
    if (strcmp(server->state, "UP") == 0 && !server->in_table && !field_service_rates(scene, row)->waits) {
        field_set_text(out, "not in the kernel's table");
        out->tone = TONE_BAD;
    } else if (server->check.reason[0] != '\0' && server->check.last[0] != '\0') {
        snprintf(out->room, sizeof(out->room), "%.11s: ", server->check.last);
        status_copy_text(out->room + strlen(out->room), sizeof(out->room) - strlen(out->room),
                         server->check.reason);
        field_set_text(out, out->room);
        out->tone = strcmp(server->check.last, "good") == 0 ? TONE_PLAIN : TONE_BAD;
    } else if (server->check.kind[0] != '\0') {
        field_set_text(out, server->check.last[0] != '\0' ? server->check.last : "not tried yet");
    }
}

static void value_latency(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_server *server = field_server(scene, row);

    if (server != NULL && server->check.kind[0] != '\0' && server->check.latency_us >= 0)
        field_set_number(out, VALUE_DURATION, (double)server->check.latency_us);
}

static void value_since(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_server *server = field_server(scene, row);

    if (server != NULL)
        field_set_since(out, scene, server->since_wall_us);
}

static void value_service(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service != NULL)
        field_set_text(out, service->name);
}

static void value_trend_of(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_service *service = field_service_rates(scene, row);
    const struct sample_server *server = field_server_rates(scene, row);

    if (server != NULL)
        field_set_trend(out, &server->trend, server->connection_rate);
    else if (row->sub == ROW_WHOLE && service != NULL)
        field_set_trend(out, &service->trend, service->connection_rate);
}

static const struct field fields[] = {
    {.key = "server",
     .title = "SERVER",
     .help = "the real server, in a tree below its service",
     .kind = VALUE_TEXT,
     .width = 27,
     .shown = true,
     .stretches = true,
     .value = value_server},
    {.key = "host",
     .title = "HOST",
     .help = "who says so; stands unasked where there are several hosts",
     .kind = VALUE_TEXT,
     .width = 10,
     .value = field_host},
    {.key = "state",
     .title = "STATE",
     .help = "UP, DOWN, DRAIN: no new connections, SORRY: serves when no other does",
     .kind = VALUE_TEXT,
     .width = 5,
     .shown = true,
     .value = value_state},
    {.key = "weight",
     .title = "WEIGHT",
     .help = "its share; effective/configured where they differ, * set by hand",
     .kind = VALUE_COUNT,
     .width = 8,
     .right = true,
     .shown = true,
     .falls = true,
     .value = value_weight},
    {.key = "configured",
     .title = "CONFWEIGHT",
     .help = "the weight of the configuration",
     .kind = VALUE_COUNT,
     .width = 10,
     .right = true,
     .drop = 19,
     .falls = true,
     .value = value_configured},
    {.key = "by_hand",
     .title = "BYHAND",
     .help = "the weight that was set by hand",
     .kind = VALUE_COUNT,
     .width = 6,
     .right = true,
     .drop = 18,
     .falls = true,
     .value = value_by_hand},
    {.key = "check",
     .title = "CHECK",
     .help = "the kind of check that says most about it",
     .kind = VALUE_TEXT,
     .width = 5,
     .shown = true,
     .drop = 5,
     .value = value_check},
    {.key = "result",
     .title = "RESULT",
     .help = "what the last check said, and why",
     .kind = VALUE_TEXT,
     .width = 22,
     .shown = true,
     .drop = 2,
     .value = value_result},
    {.key = "latency",
     .title = "LATENCY",
     .help = "how long the last check took",
     .kind = VALUE_DURATION,
     .width = 7,
     .right = true,
     .shown = true,
     .drop = 9,
     .falls = true,
     .value = value_latency},
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
     .drop = 7,
     .falls = true,
     .value = field_inactive},
    FIELD_TRAFFIC,
    {.key = "since",
     .title = "SINCE",
     .help = "how long it has been in that state",
     .kind = VALUE_DURATION,
     .width = 7,
     .right = true,
     .shown = true,
     .drop = 6,
     .value = value_since},
    {.key = "service",
     .title = "SERVICE",
     .help = "the virtual server it serves",
     .kind = VALUE_TEXT,
     .width = 22,
     .drop = 8,
     .value = value_service},
    {.key = "trend",
     .title = "TREND",
     .help = "new connections a second over the last minutes, five seconds a column",
     .kind = VALUE_TREND,
     .width = 12,
     .shown = true,
     .drop = 10,
     .falls = true,
     .value = value_trend_of},
};

const struct field *field_servers(size_t *count)
{
    *count = sizeof(fields) / sizeof(fields[0]);
    return fields;
}
