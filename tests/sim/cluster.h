/* Several nodes with a sync group each, whose members live on a LAN of their own: one lan.h per member, one
 * clock for all. The real elections, the real vrrp/sync_group.h between them. Watches what a group promises:
 *   I10  the members of a node are MASTER together or not at all, after every event
 * and leaves the rest to the swarm over it (groups.c). */
#ifndef TESTS_SIM_CLUSTER_H
#define TESTS_SIM_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sim/lan.h"

enum {
    CLUSTER_MEMBERS_MAX = 4,
};

struct cluster {
    int nodes, members;
    struct lan *lans[CLUSTER_MEMBERS_MAX]; /* owned; lans[0]'s member decides contradictions */
    struct lan_hooks hooks;
    struct coverage coverage; /* the lans want one */
    bool settling[LAN_NODES_MAX];
    bool adopting[LAN_NODES_MAX]; /* members are taken over one by one: no agreement is asked for meanwhile */
    uint64_t steps, transitions;
    int violator; /* node that broke I10, -1 none */
};

/* An empty cluster at time 1 s. Aborts without memory. */
void cluster_init(struct cluster *cluster, int nodes, int members, uint64_t seed);
/* Frees the lans. */
void cluster_free(struct cluster *cluster);

/* Lets time pass for all LANs; false when an invariant was violated. */
bool cluster_run(struct cluster *cluster, int64_t until_us);

/* How many members of a node are MASTER. */
int cluster_masters(const struct cluster *cluster, int node);

/* True when the members may be looked at: the node runs and is not in the middle of an adoption. */
bool cluster_awake(const struct cluster *cluster, int node);

/* Brings the group of a node to agreement, as the engine does after an event. */
void cluster_settle(struct cluster *cluster, int node);

#endif
