/* What the files of the heartbeats share. Included by engine_services_heartbeat*.c alone. */
#ifndef VRRPD_ENGINE_SERVICES_HEARTBEAT_STATE_H
#define VRRPD_ENGINE_SERVICES_HEARTBEAT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_services_heartbeat.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/vrrp/heartbeat_session.h"
#include "vrrpd/vrrp/seal.h"
#include "vrrpd/vrrp/witness.h"

struct heartbeat_peer {
    const struct conf_heartbeat_peer *conf;
    struct heartbeat_session session;
    struct witness_claim *claims;  /* by instance */
    char name[HEARTBEAT_NAME_MAX]; /* as it calls itself, its address before */
    uint8_t flags;
    uint64_t sent, received;
    int64_t heard_us, hello_us; /* the last live datagram, the last other signed one */
    int send_error;
    enum witness_path path, said;
    int64_t path_since_us, said_at_us;
};

/* What is known of the paths of one instance. */
struct heartbeat_found {
    uint64_t addresses; /* hashed */
    enum witness_finding finding, said;
    size_t peer;
    int64_t said_at_us;
    int64_t well_until_us;       /* as published */
    struct page_witness adopted; /* what a predecessor published */
};

struct heartbeats {
    const struct conf_heartbeat *conf;
    int fds[2];         /* IPv4, IPv6; -1: not open */
    int64_t open_at_us; /* the next try to open them, INT64_MAX: nothing to open */
    bool open_said;
    int64_t began_us;
    int64_t beat_at_us;
    struct seal_key key;
    char name[HEARTBEAT_NAME_MAX];
    struct heartbeat_peer *peers;
    struct heartbeat_found *found; /* by instance */
    struct witness_own *own;       /* by instance, as of the last look */
    struct heartbeat_router *routers;
    size_t router_count;
    uint64_t rejected[HEARTBEAT_ERROR_COUNT];
    uint64_t unmatched; /* virtual routers said that are none of ours */
};

/* Looks at the page: fills `own`. */
void heartbeat_look(struct services *services, int64_t now_us);

/* Publishes whose MASTER is well, for the vrrp process. */
void heartbeat_publish(struct services *services);

/* What a predecessor was told holds for its time: a reload must not make a backup forget who is well. */
void heartbeat_adopt(struct services *services, unsigned table);

/* Which path is dead, and says so in the log. */
void heartbeat_find(struct services *services, int64_t now_us);

/* What a finding is in words; "" for none. */
void heartbeat_describe(const struct heartbeats *heartbeats, const struct conf_instance *conf,
                        const struct heartbeat_found *found, char *text, size_t size);

#endif
