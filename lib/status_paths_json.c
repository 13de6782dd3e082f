/* Heartbeats and arbiters as JSON, both ways; see status_paths_json.h. */
#include "lib/status_paths_json.h"

#include <string.h>

#include "lib/status.h"
#include "lib/status_value_json.h"

/* ---- printing ---- */

static json_t *print_peer(const struct status_heartbeat_peer *peer)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I}", "address", status_safe_string(peer->address),
                     "node", status_safe_string(peer->node), "state", status_safe_string(peer->state),
                     "since", status_time_or_null(peer->since_wall_us), "heard_age_us",
                     status_number_or_null(peer->heard_age_us), "sent", (json_int_t)peer->sent, "received",
                     (json_int_t)peer->received);
}

json_t *status_print_heartbeat(const struct status_heartbeat *heartbeat)
{
    json_t *peers, *refused;

    if (heartbeat->peer_count == 0)
        return json_null();
    peers = json_array();
    refused = json_object();
    for (size_t i = 0; i < heartbeat->peer_count; i++)
        json_array_append_new(peers, print_peer(&heartbeat->peers[i]));
    for (size_t i = 0; i < heartbeat->refused_count; i++)
        json_object_set_new(refused, heartbeat->refused[i].name,
                            json_integer((json_int_t)heartbeat->refused[i].value));
    return json_pack("{s:i, s:I, s:o, s:o}", "port", (int)heartbeat->port, "interval_us",
                     (json_int_t)heartbeat->interval_us, "peers", peers, "refused", refused);
}

json_t *status_print_arbiter(const struct status_arbiter *arbiter)
{
    if (arbiter->targets == 0)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:b, s:b, s:o, s:o}", "targets", (json_int_t)arbiter->targets,
                     "minimum", (json_int_t)arbiter->minimum, "answering", (json_int_t)arbiter->answering,
                     "may_rise", arbiter->may_rise, "must_yield", arbiter->must_yield, "on_lost",
                     status_safe_string(arbiter->on_lost), "lost_since",
                     status_time_or_null(arbiter->lost_since_wall_us));
}

/* ---- reading ---- */

static void take_peer(const json_t *object, struct status_heartbeat_peer *out)
{
    status_take_string(object, "address", out->address, sizeof(out->address));
    status_take_string(object, "node", out->node, sizeof(out->node));
    status_take_string(object, "state", out->state, sizeof(out->state));
    out->since_wall_us = status_take_time(object, "since");
    out->heard_age_us = status_take_integer(object, "heard_age_us", -1);
    out->sent = (uint64_t)status_take_integer(object, "sent", 0);
    out->received = (uint64_t)status_take_integer(object, "received", 0);
}

void status_take_heartbeat(const json_t *object, struct status_heartbeat *out)
{
    const json_t *peers = json_object_get(object, "peers");
    json_t *refused = json_object_get(object, "refused"), *value;
    const char *key;

    memset(out, 0, sizeof(*out));
    out->port = (uint16_t)status_take_integer(object, "port", 0);
    out->interval_us = status_take_integer(object, "interval_us", 0);
    while (out->peer_count < json_array_size(peers) && out->peer_count < STATUS_PATHS_MAX) {
        take_peer(json_array_get(peers, out->peer_count), &out->peers[out->peer_count]);
        out->peer_count++;
    }
    json_object_foreach(refused, key, value)
    {
        if (out->refused_count == STATUS_REFUSED_MAX)
            return;
        status_copy_text(out->refused[out->refused_count].name, sizeof(out->refused[0].name), key);
        out->refused[out->refused_count++].value = (uint64_t)json_integer_value(value);
    }
}

void status_take_arbiter(const json_t *object, struct status_arbiter *out)
{
    memset(out, 0, sizeof(*out));
    out->targets = (uint32_t)status_take_integer(object, "targets", 0);
    out->minimum = (uint32_t)status_take_integer(object, "minimum", 0);
    out->answering = (uint32_t)status_take_integer(object, "answering", 0);
    out->may_rise = json_is_true(json_object_get(object, "may_rise"));
    out->must_yield = json_is_true(json_object_get(object, "must_yield"));
    status_take_string(object, "on_lost", out->on_lost, sizeof(out->on_lost));
    out->lost_since_wall_us = status_take_time(object, "lost_since");
}
