/* One router of the simulated LAN: the real election, a kernel that installs addresses after a while, a
 * receive queue that fills while nobody reads, and the ways in which all of it can die. Every entry of
 * election.h is called from node_apply() alone, so that judge, coverage and trace see each event. */
#ifndef TESTS_SIM_NODE_H
#define TESTS_SIM_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/packet.h"
#include "tests/sim/coverage.h"
#include "tests/sim/frame.h"
#include "vrrpd/vrrp/election.h"
#include "vrrpd/vrrp/sync_group.h"

enum {
    NODE_NAME_MAX = 16,
    NODE_QUEUE_MAX = 128,
};

#define NODE_NEVER ELECTION_NEVER

enum node_power {
    NODE_OFF,    /* the host is down: no address, no memory */
    NODE_DEAD,   /* the engine is dead; addresses, receive queue and remembered state are there */
    NODE_PAUSED, /* the engine is stopped and will go on where it was */
    NODE_RUNNING,
};

struct node_config {
    char name[NODE_NAME_MAX];
    struct election_config election;
    struct addr source;
    uint8_t auth_type; /* enum packet_auth */
    uint8_t auth_data[PACKET_AUTH_SIZE];
    uint8_t checksum; /* enum packet_checksum */
};

struct node {
    struct node_config config;
    struct election election;
    enum node_power power;
    bool link_up;
    bool has_address;
    uint8_t weighted_priority; /* set by weights, 0: none */
    bool installed;            /* the kernel has the virtual address */
    int64_t ready_at_us;       /* when the kernel will have it and say so */
    int64_t install_us;        /* how long the kernel takes */
    int64_t late_max_us;       /* how late timers may fire */
    int64_t tick_at_us;
    int64_t planned_us;      /* the deadline that tick_at_us was drawn for */
    struct frame advert;     /* the prepared advert */
    uint8_t advert_priority; /* what it carries now */
    struct packet_expect expect;
    struct frame queue[NODE_QUEUE_MAX];
    int queued;
    uint64_t received, accepted, overflowed;
    uint64_t rejected[PACKET_ERROR_COUNT];
    uint64_t sent, resigned, announced, takeovers;
    int64_t longest_gap_us; /* between two adverts as MASTER */
    int64_t sent_us;
    struct election_transition last;
};

/* One call into the election. */
struct node_event {
    enum coverage_event kind;
    struct election_advert advert; /* COVERAGE_HEAR */
    enum election_reason reason;   /* COVERAGE_START, COVERAGE_FAULT */
    uint8_t priority;              /* COVERAGE_SET_PRIORITY */
    struct addr source;            /* COVERAGE_SET_SOURCE, COVERAGE_RECOVER */
};

struct lan;

/* Makes the node of `config`, switched off. */
void node_init(struct node *node, const struct node_config *config);

/* Calls the election, carries out its actions in order and shows the whole to judge, coverage and trace. */
void node_apply(struct lan *lan, int index, const struct node_event *event);

/* A step that its sync group wants; past the judge, whose rules are those of single routers. */
void node_step(struct lan *lan, int index, enum sync_group_act act);

/* node_apply() for events without details. */
void node_do(struct lan *lan, int index, enum coverage_event kind);

/* A frame reached the interface: read now, queued, or lost, according to the node's power. */
void node_receive(struct lan *lan, int index, const struct frame *frame);

/* Does what is due now: the kernel's answer, the election's deadline. */
void node_wake(struct lan *lan, int index);

/* When node_wake() is next wanted, NODE_NEVER if not at all. */
int64_t node_wake_us(const struct node *node);

/* Starts the election on a node that is off or stopped. */
void node_start(struct lan *lan, int index);

/* Power and engine. node_adopt() also serves reload: the new configuration counts from then on. */
void node_crash(struct lan *lan, int index);
void node_kill(struct lan *lan, int index);
void node_adopt(struct lan *lan, int index, const struct node_config *config);
void node_pause(struct lan *lan, int index);
void node_resume(struct lan *lan, int index);

/* The link goes down or comes back; the engine hears of it when it runs. */
void node_set_link(struct lan *lan, int index, bool up);

/* The primary address is lost or found. */
void node_set_address(struct lan *lan, int index, bool present);

/* From now on timers fire up to `late_max_us` late, the one that runs included. */
void node_set_lateness(struct lan *lan, int index, int64_t late_max_us);

/* The host gets another primary address. */
void node_renumber(struct lan *lan, int index, const struct addr *source);

/* Running, and BACKUP or MASTER: takes part in the election. */
bool node_takes_part(const struct node *node);

#endif
