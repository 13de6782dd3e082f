/* Heartbeats and arbiters as the status object shows them: plain data here, JSON by status_paths_json.c.
 * Pure. */
#ifndef LIB_STATUS_PATHS_H
#define LIB_STATUS_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STATUS_PATHS_MAX = 16, STATUS_REFUSED_MAX = 8 };

/* Another node on the heartbeat path. */
struct status_heartbeat_peer {
    char address[64];
    char node[64];  /* as it calls itself, its address before it was heard */
    char state[12]; /* new live silent dead */
    int64_t since_wall_us;
    int64_t heard_age_us; /* -1: never */
    uint64_t sent, received;
};

struct status_heartbeat {
    uint16_t port;
    int64_t interval_us;
    struct status_heartbeat_peer peers[STATUS_PATHS_MAX];
    size_t peer_count; /* 0: there are no heartbeats */
    struct {
        char name[32];
        uint64_t value;
    } refused[STATUS_REFUSED_MAX]; /* only what happened */
    size_t refused_count;
};

struct status_arbiter {
    uint32_t targets; /* 0: there are no arbiters */
    uint32_t minimum, answering;
    bool may_rise;              /* enough of them for a promotion */
    bool must_yield;            /* a MASTER gives up */
    char on_lost[8];            /* yield stay */
    int64_t lost_since_wall_us; /* 0: one answers */
};

#endif
