/* All about a virtual service or a real server; see view_detail_state.h. */
#include "vrrptop/view_detail_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct status_service *service_of(const struct view *view, const struct row *row)
{
    return &view->scene.hosts[row->host].sample->status.virtual_servers[row->item];
}

static const struct sample_service *numbers_of(const struct view *view, const struct row *row)
{
    return &view->scene.hosts[row->host].sample->services[row->item];
}

/* Replies do not pass here, so that they cannot be counted; when some were, they do. */
static bool is_direct(const struct status_service *service, double answers)
{
    return answers <= 0 && (strcmp(service->method, "dr") == 0 || strcmp(service->method, "tun") == 0);
}

static enum grid_style state_style(const char *state)
{
    return strcmp(state, "UP") == 0                                     ? GRID_GOOD
           : strcmp(state, "DOWN") == 0                                 ? GRID_BAD
           : strcmp(state, "DRAIN") == 0 || strcmp(state, "SORRY") == 0 ? GRID_WARN
                                                                        : GRID_BOX;
}

/* Connections and bytes a second; -1: not known yet. */
struct speed {
    double connections, bytes_in, bytes_out;
};

static void put_speed(const struct view *view, struct view_text *text, const struct speed *speed, bool direct)
{
    char connections[VALUE_TEXT_MAX], in[VALUE_TEXT_MAX], out[VALUE_TEXT_MAX];

    if (speed->connections < 0) {
        view_text_put(text, GRID_BOX, "a second", "not known yet");
        return;
    }
    view_number(view, VALUE_RATE, speed->connections, connections);
    view_number(view, VALUE_BYTE_RATE, speed->bytes_in, in);
    view_number(view, VALUE_BYTE_RATE, speed->bytes_out, out);
    view_text_put(text, GRID_BOX, "a second", "%s connections, %s in, %s out", connections, in,
                  direct ? "DR (replies do not pass here: nobody can count them)" : out);
}

static void put_trend(const struct view *view, struct view_text *text, const struct sample_trend *trend)
{
    struct value_style style = view_style(view);
    struct value value = {.kind = VALUE_TREND, .trend = trend};
    unsigned width = text->window.width > DETAIL_INDENT ? text->window.width - DETAIL_INDENT : 1;
    char line[VALUE_TEXT_MAX];

    width = width < SAMPLE_TREND_MAX ? width : SAMPLE_TREND_MAX;
    view_text_put(text, GRID_GOOD, "last 5 minutes", "%s", value_text(&value, &style, width, line));
}

/* ---- a service ---- */

static void put_endpoints(const struct status_service *service, struct view_text *text)
{
    for (size_t i = 0; i < service->endpoint_count; i++)
        view_text_put(text, GRID_BOX, i == 0 ? "reached at" : "", "%s", service->endpoints[i]);
}

static void put_servers(const struct view *view, const struct row *row, struct view_text *text)
{
    const struct status_service *service = service_of(view, row);

    view_text_head(text, "Real servers");
    for (size_t i = 0; i < service->server_count; i++) {
        const struct status_server *server = &service->servers[i];

        view_text_put(text, state_style(server->state), server->state,
                      "%s weight %" PRIu32 ", %" PRIu32 " active%s%s", server->address,
                      server->effective_weight, server->active, server->check.reason[0] != '\0' ? ": " : "",
                      server->check.reason);
    }
}

/* What is wrong with the whole of the host's balancing, and so with this service. */
static void put_balancing(const struct status_lvs *lvs, struct view_text *text)
{
    if (lvs->error[0] != '\0')
        view_text_put(text, GRID_BAD, "kernel", "its table is not what is wanted: %s", lvs->error);
    if (lvs->panic)
        view_text_put(text, GRID_WARN, "checks", "so many fail at once that losses are not believed");
}

void view_detail_service(const struct view *view, const struct row *row, struct view_text *text)
{
    const struct status_service *service = service_of(view, row);
    const struct sample_service *numbers = numbers_of(view, row);
    struct speed speed = {numbers->connection_rate, numbers->byte_rate_in, numbers->byte_rate_out};
    char persistence[VALUE_TEXT_MAX] = "none";

    view_detail_host(view, row->host, text);
    put_balancing(&view->scene.hosts[row->host].sample->status.lvs, text);
    view_text_put(text, service->up ? GRID_GOOD : GRID_BAD, "state",
                  "%s: weight %" PRIu64 " is alive, the quorum is %" PRIu32 "%s", service->up ? "UP" : "DOWN",
                  service->weight, service->quorum, service->sorry ? "; the sorry server serves" : "");
    put_endpoints(service, text);
    if (service->persistence_us > 0)
        view_number(view, VALUE_DURATION, (double)service->persistence_us, persistence);
    view_text_put(text, GRID_BOX, "how", "%s, scheduler %s, method %s, persistence %s", service->protocol,
                  service->scheduler, service->method, persistence);
    if (service->instance[0] != '\0')
        view_text_put(text, numbers->waits ? GRID_WARN : GRID_BOX, "address of", "%s%s", service->instance,
                      numbers->waits ? ": its servers are put into the table when that is MASTER here" : "");
    view_text_put(text, GRID_BOX, "servers", "%" PRIu32 " up, %" PRIu32 " down", numbers->servers_up,
                  numbers->servers_down);
    view_text_put(text, GRID_BOX, "connections",
                  "%" PRIu64 " active, %" PRIu64 " inactive, %" PRIu64 " since the start", numbers->active,
                  numbers->inactive, numbers->connections);
    put_speed(view, text, &speed, is_direct(service, speed.bytes_out));
    put_trend(view, text, &numbers->trend);
    put_servers(view, row, text);
}

/* ---- a server ---- */

static void put_weight(const struct status_server *server, struct view_text *text)
{
    bool by_hand = server->operator_weight >= 0;
    char hand[48] = "";

    if (by_hand)
        snprintf(hand, sizeof(hand), "; set by hand: %" PRId32, server->operator_weight);
    view_text_put(text, server->weight != server->effective_weight ? GRID_WARN : GRID_BOX, "weight",
                  "%" PRIu32 ", in force %" PRIu32 "%s", server->weight, server->effective_weight, hand);
}

static void put_check(const struct status_server *server, struct view_text *text)
{
    const struct status_check *check = &server->check;
    char latency[40] = "";

    if (check->kind[0] == '\0') {
        view_text_put(text, GRID_BOX, "check", "none: it counts as alive");
        return;
    }
    if (check->latency_us >= 0)
        snprintf(latency, sizeof(latency), " in %.1f ms", (double)check->latency_us / 1000);
    view_text_put(text, check->reason[0] != '\0' ? GRID_BAD : GRID_BOX, "check", "%s: %s%s%s%s", check->kind,
                  check->last[0] != '\0' ? check->last : "not tried yet", latency,
                  check->reason[0] != '\0' ? ": " : "", check->reason);
}

void view_detail_server(const struct view *view, const struct row *row, struct view_text *text)
{
    const struct status_service *service = service_of(view, row);
    const struct status_server *server = &service->servers[row->sub];
    const struct sample_server *numbers = &numbers_of(view, row)->servers[row->sub];
    struct speed speed = {numbers->connection_rate, numbers->byte_rate_in, numbers->byte_rate_out};
    char in[VALUE_TEXT_MAX], out[VALUE_TEXT_MAX], since[DETAIL_SINCE_MAX];

    view_detail_host(view, row->host, text);
    view_text_put(text, GRID_BOX, "of service", "%s", service->name);
    view_text_put(text, state_style(server->state), "state", "%s since %s%s", server->state,
                  view_detail_since(view, server->since_wall_us, since),
                  server->in_table ? "" : "; not in the kernel's table");
    put_weight(server, text);
    put_check(server, text);
    view_text_put(text, GRID_BOX, "connections",
                  "%" PRIu32 " active, %" PRIu32 " inactive, %" PRIu32 " persistent, %" PRIu64
                  " since the start",
                  server->active, server->inactive, server->persistent, server->connections);
    view_number(view, VALUE_BYTES, (double)server->bytes_in, in);
    view_number(view, VALUE_BYTES, (double)server->bytes_out, out);
    view_text_put(text, GRID_BOX, view->settings.bits ? "bits" : "bytes", "%s in, %s out", in,
                  is_direct(service, (double)server->bytes_out) ? "DR" : out);
    put_speed(view, text, &speed, is_direct(service, speed.bytes_out));
    put_trend(view, text, &numbers->trend);
}
