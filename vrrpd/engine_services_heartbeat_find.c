/* Heartbeats: which path is dead, in the log. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/log.h"
#include "vrrpd/engine_services_heartbeat_state.h"

enum {
    NEW_US = 5000000,   /* so long a peer may take to come up before it counts as silent */
    CALM_US = 10000000, /* between two lines about the same thing, unless the first says that all is well */
};

/* ---- the path of the adverts ---- */

void heartbeat_describe(const struct heartbeats *heartbeats, const struct conf_instance *conf,
                        const struct heartbeat_found *found, char *text, size_t size)
{
    const char *node = heartbeats->peers[found->peer].name;

    switch (found->finding) {
    case WITNESS_DEAF:
        snprintf(text, size,
                 "the VRRP path on %s is dead: no advert comes, but %s is MASTER and well by heartbeat",
                 conf->interface, node);
        break;
    case WITNESS_UNHEARD:
        snprintf(text, size, "the VRRP path on %s is dead: by heartbeat our adverts do not reach %s",
                 conf->interface, node);
        break;
    case WITNESS_BOTH_MASTERS:
        snprintf(text, size, "two masters: by heartbeat %s is MASTER as well, and its adverts do not stop us",
                 node);
        break;
    case WITNESS_NOTHING:
    case WITNESS_FINDING_COUNT:
        snprintf(text, size, "%s", "");
        break;
    }
}

static void find_one(struct heartbeats *heartbeats, size_t index, int64_t now_us)
{
    struct heartbeat_found *found = &heartbeats->found[index];

    found->finding = WITNESS_NOTHING;
    for (size_t i = 0; i < heartbeats->conf->peer_count && found->finding == WITNESS_NOTHING; i++) {
        found->finding = witness_find(&heartbeats->own[index], &heartbeats->peers[i].claims[index], now_us);
        found->peer = i;
    }
}

static void say_one(struct services *services, size_t index, int64_t now_us)
{
    struct heartbeat_found *found = &services->heartbeats->found[index];
    const struct conf_instance *conf = &services->child->conf->instances[index];
    char text[STATUS_REASON_MAX];

    if (found->finding == found->said || (found->said_at_us != 0 && now_us < found->said_at_us + CALM_US))
        return;
    heartbeat_describe(services->heartbeats, conf, found, text, sizeof(text));
    if (found->finding == WITNESS_NOTHING)
        log_line(LOG_LEVEL_NOTICE, "%s: nothing contradicts the adverts on %s any more", conf->name,
                 conf->interface);
    else
        log_line(LOG_LEVEL_WARNING, "%s: %s", conf->name, text);
    found->said = found->finding;
    found->said_at_us = now_us;
}

/* ---- the path of the heartbeats ---- */

static bool lives(const struct services *services, const struct heartbeat_peer *peer, int64_t now_us)
{
    for (size_t i = 0; i < services->child->conf->instance_count; i++)
        if (witness_lives(&services->heartbeats->own[i], &peer->claims[i], now_us))
            return true;
    return false;
}

static enum witness_path path_of(const struct services *services, const struct heartbeat_peer *peer,
                                 int64_t now_us)
{
    if (heartbeat_session_live(&peer->session, now_us))
        return WITNESS_PATH_LIVE;
    if (peer->heard_us == 0 && now_us < services->heartbeats->began_us + NEW_US)
        return WITNESS_PATH_NEW;
    return lives(services, peer, now_us) ? WITNESS_PATH_DEAD : WITNESS_PATH_SILENT;
}

/* Signed words that echo nothing of ours: they come, ours do not get there. */
static bool one_way(const struct heartbeats *heartbeats, const struct heartbeat_peer *peer, int64_t now_us)
{
    return peer->hello_us != 0 && peer->hello_us > peer->heard_us &&
           now_us - peer->hello_us < HEARTBEAT_PATIENCE * heartbeats->conf->interval_us;
}

static void say_path(const struct services *services, const struct heartbeat_peer *peer, int64_t now_us)
{
    char address[ADDR_TEXT_MAX];

    addr_format(&peer->conf->address, address);
    if (peer->path == WITNESS_PATH_LIVE)
        log_line(LOG_LEVEL_NOTICE, "heartbeat path to %s (%s) works, both ways", peer->name, address);
    else if (peer->path == WITNESS_PATH_DEAD)
        log_line(LOG_LEVEL_WARNING,
                 "heartbeat path to %s (%s) is dead: the node lives, its adverts still come", peer->name,
                 address);
    else if (one_way(services->heartbeats, peer, now_us))
        log_line(LOG_LEVEL_WARNING, "heartbeat path to %s (%s) is dead one way: ours do not get there",
                 peer->name, address);
    else if (peer->send_error < 0)
        log_line(LOG_LEVEL_WARNING, "heartbeat path to %s (%s) is dead: ours cannot be sent: %s", peer->name,
                 address, strerror(-peer->send_error));
    else
        log_line(LOG_LEVEL_WARNING, "heartbeat path to %s (%s) is dead, or the node is: nothing comes",
                 peer->name, address);
}

static void find_path(const struct services *services, struct heartbeat_peer *peer, int64_t now_us)
{
    enum witness_path path = path_of(services, peer, now_us);

    if (path != peer->path || peer->path_since_us == 0) {
        peer->path = path;
        peer->path_since_us = now_us;
    }
    if (path == peer->said || path == WITNESS_PATH_NEW ||
        (peer->said_at_us != 0 && now_us < peer->said_at_us + CALM_US &&
         !(peer->said == WITNESS_PATH_LIVE || path == WITNESS_PATH_DEAD)))
        return;
    say_path(services, peer, now_us);
    peer->said = path;
    peer->said_at_us = now_us;
}

void heartbeat_find(struct services *services, int64_t now_us)
{
    struct heartbeats *heartbeats = services->heartbeats;

    for (size_t i = 0; i < services->child->conf->instance_count; i++) {
        find_one(heartbeats, i, now_us);
        say_one(services, i, now_us);
    }
    for (size_t i = 0; i < heartbeats->conf->peer_count; i++)
        find_path(services, &heartbeats->peers[i], now_us);
}
