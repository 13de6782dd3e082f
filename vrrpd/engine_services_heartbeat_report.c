/* Heartbeats: their part of the status. */
#include <string.h>

#include "lib/clock.h"
#include "vrrpd/engine_services_heartbeat_state.h"

static int64_t to_wall_us(int64_t mono_us)
{
    return mono_us == 0 ? 0 : clock_wall_us() - (clock_now_us() - mono_us);
}

static void fill_peer(const struct heartbeat_peer *peer, struct status_heartbeat_peer *out)
{
    static const char *const names[WITNESS_PATH_COUNT] = {
        [WITNESS_PATH_NEW] = "new",
        [WITNESS_PATH_LIVE] = "live",
        [WITNESS_PATH_SILENT] = "silent",
        [WITNESS_PATH_DEAD] = "dead",
    };
    char address[ADDR_TEXT_MAX];

    status_copy_text(out->address, sizeof(out->address), addr_format(&peer->conf->address, address));
    status_copy_text(out->node, sizeof(out->node), peer->name);
    status_copy_text(out->state, sizeof(out->state), names[peer->path]);
    out->since_wall_us = to_wall_us(peer->path_since_us);
    out->heard_age_us = peer->heard_us != 0 ? clock_now_us() - peer->heard_us : -1;
    out->sent = peer->sent;
    out->received = peer->received;
}

static void fill_refused(const struct heartbeats *heartbeats, struct status_heartbeat *out)
{
    for (int error = HEARTBEAT_OK + 1; error < HEARTBEAT_ERROR_COUNT; error++) {
        if (heartbeats->rejected[error] == 0)
            continue;
        status_copy_text(out->refused[out->refused_count].name, sizeof(out->refused[0].name),
                         heartbeat_error_name((enum heartbeat_error)error));
        out->refused[out->refused_count++].value = heartbeats->rejected[error];
    }
    if (heartbeats->unmatched == 0)
        return;
    status_copy_text(out->refused[out->refused_count].name, sizeof(out->refused[0].name),
                     "heartbeat_other_router");
    out->refused[out->refused_count++].value = heartbeats->unmatched;
}

static void fill_instances(const struct services *services, struct status *status)
{
    const struct conf *conf = services->child->conf;

    for (size_t n = 0; n < status->instance_count; n++) {
        struct status_instance *out = &status->instances[n];

        for (size_t i = n; i < conf->instance_count; i++) { /* the same place, unless one was asked for */
            if (strcmp(out->name, conf->instances[i].name) != 0)
                continue;
            heartbeat_describe(services->heartbeats, &conf->instances[i], &services->heartbeats->found[i],
                               out->path, sizeof(out->path));
            break;
        }
    }
}

void services_heartbeat_report(const struct services *services, struct status *status)
{
    const struct heartbeats *heartbeats = services->heartbeats;
    struct status_heartbeat *out = &status->heartbeat;

    if (heartbeats == NULL)
        return;
    out->port = heartbeats->conf->port;
    out->interval_us = heartbeats->conf->interval_us;
    out->peer_count = heartbeats->conf->peer_count;
    for (size_t i = 0; i < heartbeats->conf->peer_count; i++)
        fill_peer(&heartbeats->peers[i], &out->peers[i]);
    fill_refused(heartbeats, out);
    fill_instances(services, status);
}
