/* A LAN under virtual time: routers (node.h), a link for each direction between each pair with its own
 * faults, and one queue of frames in flight. Time only moves in lan_run(). The same seed gives the same
 * history. */
#ifndef TESTS_SIM_LAN_H
#define TESTS_SIM_LAN_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sim/coverage.h"
#include "tests/sim/judge.h"
#include "tests/sim/node.h"
#include "tests/sim/rng.h"
#include "tests/sim/trace.h"

enum {
    LAN_NODES_MAX = 8,
    LAN_ATTACKER = LAN_NODES_MAX, /* an extra sender that reaches everybody */
    LAN_FLIGHT_MAX = 2048,
    LAN_VRID = 51,
};

struct lan_link {
    bool cut;
    int loss_permille, duplicate_permille, corrupt_permille;
    int64_t jitter_us; /* added at random, so frames overtake each other */
    int64_t changed_us;
};

struct lan_flight {
    int64_t at_us;
    uint64_t order;
    uint16_t slot;
    uint8_t to;
};

/* For a LAN that is one segment of a cluster with sync groups (cluster.h): who is asked before a router hears
 * an advert and told after anything happened to it. The judge, whose rules are those of single routers, keeps
 * silent then. */
struct lan_hooks {
    void *context;
    void (*hearing)(void *context, const struct lan *lan, int index);
    void (*happened)(void *context, const struct lan *lan, int index);
};

/* Who listens on a port that hears every router, before any link loses a frame. */
struct lan_tap {
    void *context;
    void (*heard)(void *context, const struct lan *lan, int from, const struct frame *frame);
};

struct lan {
    const struct lan_hooks *hooks; /* borrowed; NULL: none */
    const struct lan_tap *tap;     /* borrowed; NULL: none */
    int64_t now_us;
    int64_t delay_us; /* of every link */
    struct rng rng;
    int count;
    struct node nodes[LAN_NODES_MAX];
    int64_t wake_us[LAN_NODES_MAX];
    struct lan_link links[LAN_NODES_MAX][LAN_NODES_MAX]; /* [from][to] */
    struct lan_flight flights[LAN_FLIGHT_MAX];           /* a heap by time, then order */
    int in_flight;
    uint64_t orders;
    struct frame frames[LAN_FLIGHT_MAX];
    uint16_t free_slots[LAN_FLIGHT_MAX];
    struct judge judge;
    struct trace trace;
    struct coverage *coverage; /* borrowed; never NULL */
};

/* An empty LAN at time 1 s. It is big: callers keep it off the stack. */
void lan_init(struct lan *lan, uint64_t seed, struct coverage *coverage);

/* Adds a router, switched off. Returns its index, or -1 when there is no room. */
int lan_add(struct lan *lan, const struct node_config *config);

/* Lets time pass until `until_us`. Stops early, returning false, when an invariant is violated. */
bool lan_run(struct lan *lan, int64_t until_us);

/* When something happens next, NODE_NEVER if nothing will. */
int64_t lan_next_us(const struct lan *lan);

/* Sends a frame from node `from` to everybody its links reach. */
void lan_send(struct lan *lan, int from, const struct frame *frame);

/* Puts a frame on its way to one node, past all link faults: what an attacker sends. */
void lan_inject(struct lan *lan, int to, const struct frame *frame);

/* A link, to be changed by the caller, who then calls lan_link_changed(). */
struct lan_link *lan_link(struct lan *lan, int from, int to);
void lan_link_changed(struct lan *lan, int from, int to);

/* Ends loss, duplicates, jitter and corruption on every link, and with `join` the cuts too. */
void lan_mend(struct lan *lan, bool join);

/* Records a fault or a command in the trace. */
void lan_note(struct lan *lan, int index, const char *what, uint8_t code, uint8_t detail);

#endif
