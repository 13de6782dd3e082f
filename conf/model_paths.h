/* The part of the model that tells a dead node from a dead path: heartbeats to other nodes over other links,
 * and arbiters. Plain data. */
#ifndef CONF_MODEL_PATHS_H
#define CONF_MODEL_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/errors.h"
#include "lib/addr.h"

enum {
    CONF_HEARTBEAT_PEERS_MAX = 16,
    CONF_HEARTBEAT_KEY_MIN = 16,
    CONF_HEARTBEAT_KEY_MAX = 128,
    CONF_HEARTBEAT_PORT = 61112, /* IANA assigns none up there, and Linux gives none to clients above 60999 */
    CONF_HEARTBEAT_INTERVAL_AUTO = 0,
    CONF_HEARTBEAT_SHORTEST_US = 10000,
    CONF_HEARTBEAT_LONGEST_US = 1000000,
};

/* Another node, as it is reached over a link that carries no VRRP. */
struct conf_heartbeat_peer {
    struct addr address;
    struct addr source; /* ADDR_NONE: the route's */
    char interface[16]; /* "": wherever the route leads, and taken from anywhere */
    struct conf_place place;
};

struct conf_heartbeat {
    struct conf_heartbeat_peer *peers; /* none: no heartbeats */
    size_t peer_count;
    uint16_t port;
    int64_t interval_wish_us; /* CONF_HEARTBEAT_INTERVAL_AUTO, or as written */
    int64_t interval_us;      /* what came of it */
    char *key_file;
    uint8_t key[CONF_HEARTBEAT_KEY_MAX];
    size_t key_size; /* 0: not read, see conf_options.without_secrets */
    struct conf_place place;
};

/* Others that are asked whether this node is cut off. */
struct conf_arbiter {
    struct conf_track
        *targets; /* trackers that ask over the network; their weights do not count. None: off */
    size_t target_count;
    uint32_t minimum; /* so many must answer before this node becomes MASTER; 1 */
    bool stay;        /* a MASTER that all are silent to goes on, unless another node still hears them */
    struct conf_place place;
};

#endif
