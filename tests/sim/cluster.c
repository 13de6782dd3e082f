#include "tests/sim/cluster.h"

#include <stdlib.h>
#include <string.h>

static bool usable(const struct node *node)
{
    return node->link_up && node->has_address;
}

static void look(const struct cluster *cluster, int node, struct sync_group_member *members)
{
    for (int m = 0; m < cluster->members; m++) {
        const struct node *own = &cluster->lans[m]->nodes[node];

        members[m] = (struct sync_group_member){.election = &own->election, .faulty = !usable(own)};
    }
}

bool cluster_awake(const struct cluster *cluster, int node)
{
    return cluster->lans[0]->nodes[node].power == NODE_RUNNING && !cluster->adopting[node];
}

int cluster_masters(const struct cluster *cluster, int node)
{
    int masters = 0;

    for (int m = 0; m < cluster->members; m++)
        masters += cluster->lans[m]->nodes[node].election.memory.state == ELECTION_MASTER;
    return masters;
}

void cluster_settle(struct cluster *cluster, int node)
{
    struct sync_group_member members[CLUSTER_MEMBERS_MAX];
    struct sync_group group = {.members = members, .count = (size_t)cluster->members};
    int masters;

    if (cluster->settling[node] || !cluster_awake(cluster, node))
        return;
    cluster->settling[node] = true;
    for (int i = 0; i < 2 * cluster->members; i++) {
        struct sync_group_step step;

        look(cluster, node, members);
        step = sync_group_next(&group);
        if (step.act == SYNC_GROUP_AGREED)
            break;
        node_step(cluster->lans[step.member], node, step.act);
        cluster->steps++;
    }
    cluster->settling[node] = false;
    masters = cluster_masters(cluster, node);
    if (masters != 0 && masters != cluster->members)
        cluster->violator = node;
}

static void hearing(void *context, const struct lan *lan, int index)
{
    struct cluster *cluster = context;
    struct sync_group_member members[CLUSTER_MEMBERS_MAX];
    struct sync_group group = {.members = members, .count = (size_t)cluster->members};
    int member = 0;

    look(cluster, index, members);
    while (cluster->lans[member] != lan)
        member++;
    cluster->lans[member]->nodes[index].election.stubborn =
        sync_group_stubborn(&group, (size_t)member, lan->now_us);
}

static void happened(void *context, const struct lan *lan, int index)
{
    struct cluster *cluster = context;

    cluster->transitions += lan->nodes[index].election.memory.since_us == lan->now_us;
    for (int m = 0; m < cluster->members; m++)
        cluster->lans[m]->now_us = lan->now_us;
    cluster_settle(cluster, index);
}

void cluster_init(struct cluster *cluster, int nodes, int members, uint64_t seed)
{
    memset(cluster, 0, sizeof(*cluster));
    cluster->nodes = nodes;
    cluster->members = members;
    cluster->violator = -1;
    cluster->hooks = (struct lan_hooks){.context = cluster, .hearing = hearing, .happened = happened};
    for (int m = 0; m < members; m++) {
        cluster->lans[m] = malloc(sizeof(struct lan));
        if (cluster->lans[m] == NULL)
            abort();
        lan_init(cluster->lans[m], seed * CLUSTER_MEMBERS_MAX + (uint64_t)m, &cluster->coverage);
        cluster->lans[m]->hooks = &cluster->hooks;
        cluster->lans[m]->judge.next_audit_us = NODE_NEVER;
    }
}

void cluster_free(struct cluster *cluster)
{
    for (int m = 0; m < cluster->members; m++)
        free(cluster->lans[m]);
}

/* The LAN where something happens first runs for a microsecond; the clocks of the others follow. */
bool cluster_run(struct cluster *cluster, int64_t until_us)
{
    while (cluster->violator < 0) {
        struct lan *first = cluster->lans[0];
        int64_t at_us;

        for (int m = 1; m < cluster->members; m++)
            if (lan_next_us(cluster->lans[m]) < lan_next_us(first))
                first = cluster->lans[m];
        at_us = lan_next_us(first);
        if (at_us >= until_us)
            break;
        if (at_us < first->now_us)
            at_us = first->now_us; /* overdue: its node was paused */
        if (!lan_run(first, at_us + 1))
            return false;
    }
    for (int m = 0; m < cluster->members; m++)
        cluster->lans[m]->now_us = until_us;
    return cluster->violator < 0;
}
