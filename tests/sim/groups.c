/* Random swarms over clusters with sync groups: crashes, pauses, reloads, links of one member, partitions of
 * one segment, weights, drains; also members that prefer different nodes. After the faults one node is MASTER
 * of all members, the right one, and stays so.
 *
 *   groups [--first N] [--seeds N]
 *   groups --seed N         one seed, with the end of its traces */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/cluster.h"

enum {
    SECOND = 1000000,
    FAULTS = 30,
    TAIL_S = 120,
};

struct scene {
    struct cluster cluster;
    struct rng rng;
    uint8_t base[LAN_NODES_MAX]; /* priorities, when all members of a node share one */
    bool contradictory;          /* members prefer different nodes */
    uint64_t faults;
    int last_master;
};

static struct lan *segment(const struct scene *scene, int member)
{
    return scene->cluster.lans[member];
}

static int random_node(struct scene *scene)
{
    return (int)rng_between(&scene->rng, 0, scene->cluster.nodes - 1);
}

static int random_member(struct scene *scene)
{
    return (int)rng_between(&scene->rng, 0, scene->cluster.members - 1);
}

/* ---- what happens to a whole node ---- */

static void power_on(struct scene *scene, int node)
{
    for (int m = 0; m < scene->cluster.members; m++)
        if (segment(scene, m)->nodes[node].power == NODE_OFF ||
            segment(scene, m)->nodes[node].election.memory.state == ELECTION_INIT)
            node_start(segment(scene, m), node);
}

static void power_off(struct scene *scene, int node)
{
    for (int m = 0; m < scene->cluster.members; m++)
        node_crash(segment(scene, m), node);
}

static void set_paused(struct scene *scene, int node, bool paused)
{
    scene->cluster.adopting[node] = true; /* every queue is read before the group is looked at */
    for (int m = 0; m < scene->cluster.members; m++) {
        enum node_power power = segment(scene, m)->nodes[node].power;

        if (paused && power == NODE_RUNNING)
            node_pause(segment(scene, m), node);
        else if (!paused && power == NODE_PAUSED)
            node_resume(segment(scene, m), node);
    }
    scene->cluster.adopting[node] = false;
    cluster_settle(&scene->cluster, node);
}

/* A crash of the engine, or a reload: every member is adopted, then the group is looked at. */
static void adopt(struct scene *scene, int node, bool change)
{
    bool preempt = rng_chance(&scene->rng, 700);

    if (segment(scene, 0)->nodes[node].power != NODE_RUNNING)
        return;
    scene->cluster.adopting[node] = true;
    for (int m = 0; m < scene->cluster.members; m++) {
        struct node_config config = segment(scene, m)->nodes[node].config;

        if (change)
            config.election.preempt = preempt;
        node_adopt(segment(scene, m), node, &config);
    }
    scene->cluster.adopting[node] = false;
    cluster_settle(&scene->cluster, node);
}

/* A tracker of the group: its weight counts for every member alike. */
static void weigh(struct scene *scene, int node, int weight)
{
    for (int m = 0; m < scene->cluster.members; m++) {
        int sum = segment(scene, m)->nodes[node].config.election.priority + weight;
        struct node_event event = {.kind = COVERAGE_SET_PRIORITY,
                                   .priority = (uint8_t)(sum < 1     ? 1
                                                         : sum > 254 ? 254
                                                                     : sum)};

        if (segment(scene, m)->nodes[node].power != NODE_RUNNING)
            continue;
        segment(scene, m)->nodes[node].weighted_priority = event.priority;
        node_apply(segment(scene, m), node, &event);
    }
}

static void operate(struct scene *scene, int node, enum coverage_event kind)
{
    for (int m = 0; m < scene->cluster.members; m++)
        if (segment(scene, m)->nodes[node].power == NODE_RUNNING)
            node_do(segment(scene, m), node, kind);
}

/* ---- what happens to one segment ---- */

static void set_cut(struct scene *scene, int member, int from, int to, bool cut)
{
    lan_link(segment(scene, member), from, to)->cut = cut;
    lan_link_changed(segment(scene, member), from, to);
}

static void isolate(struct scene *scene, int member, int node, bool cut)
{
    for (int other = 0; other < scene->cluster.nodes; other++) {
        set_cut(scene, member, node, other, cut);
        set_cut(scene, member, other, node, cut);
    }
}

static void inject(struct scene *scene)
{
    int node = random_node(scene), other = random_node(scene), member = random_member(scene);

    switch (rng_between(&scene->rng, 0, 13)) {
    case 0:
        power_off(scene, node);
        break;
    case 1:
        power_on(scene, node);
        break;
    case 2:
        set_paused(scene, node, true);
        break;
    case 3:
        set_paused(scene, node, false);
        break;
    case 4:
        adopt(scene, node, true);
        break;
    case 5:
        adopt(scene, node, false);
        break;
    case 6:
        node_set_link(segment(scene, member), node, rng_chance(&scene->rng, 500));
        break;
    case 7:
        node_set_address(segment(scene, member), node, rng_chance(&scene->rng, 500));
        break;
    case 8:
        isolate(scene, member, node, rng_chance(&scene->rng, 600));
        break;
    case 9:
        set_cut(scene, member, node, other, rng_chance(&scene->rng, 600));
        break;
    case 10:
        for (int m = 0; m < scene->cluster.members; m++)
            isolate(scene, m, node, rng_chance(&scene->rng, 500));
        break;
    case 11:
        weigh(scene, node, (int)rng_between(&scene->rng, -60, 60));
        break;
    case 12:
        operate(scene, node, rng_chance(&scene->rng, 500) ? COVERAGE_DRAIN : COVERAGE_UNDRAIN);
        break;
    default:
        operate(scene, node, COVERAGE_YIELD);
        break;
    }
    scene->faults++;
}

static void mend_all(struct scene *scene)
{
    for (int node = 0; node < scene->cluster.nodes; node++) {
        set_paused(scene, node, false);
        for (int m = 0; m < scene->cluster.members; m++) {
            isolate(scene, m, node, false);
            node_set_link(segment(scene, m), node, true);
            node_set_address(segment(scene, m), node, true);
        }
        power_on(scene, node);
        operate(scene, node, COVERAGE_UNDRAIN);
        weigh(scene, node, 0);
    }
}

/* ---- the judgement ---- */

static const char *only_master(struct scene *scene)
{
    scene->last_master = -1;
    for (int node = 0; node < scene->cluster.nodes; node++) {
        int masters = cluster_masters(&scene->cluster, node);

        if (masters == 0)
            continue;
        if (masters != scene->cluster.members)
            return "a node holds part of the group";
        if (scene->last_master >= 0)
            return "two nodes hold the group";
        scene->last_master = node;
    }
    return scene->last_master < 0 ? "nobody holds the group" : NULL;
}

/* With one order of preference on all members and preemption everywhere, the strongest node has to win. */
static const char *right_master(const struct scene *scene)
{
    for (int node = 0; node < scene->cluster.nodes; node++) {
        if (!segment(scene, 0)->nodes[scene->last_master].config.election.preempt ||
            !segment(scene, 0)->nodes[node].config.election.preempt || scene->contradictory)
            continue;
        if (scene->base[node] > scene->base[scene->last_master] &&
            !segment(scene, 0)->nodes[node].election.memory.yielded)
            return "a weaker node holds the group";
    }
    return NULL;
}

static const char *judge_tail(struct scene *scene)
{
    int64_t now_us = segment(scene, 0)->now_us;
    uint64_t transitions;
    const char *wrong;

    if (!cluster_run(&scene->cluster, now_us + TAIL_S * INT64_C(1000000)))
        return "I10: members of a node disagree";
    transitions = scene->cluster.steps;
    if ((wrong = only_master(scene)) != NULL || (wrong = right_master(scene)) != NULL)
        return wrong;
    if (!cluster_run(&scene->cluster, segment(scene, 0)->now_us + TAIL_S * INT64_C(1000000)))
        return "I10: members of a node disagree";
    if (transitions != scene->cluster.steps)
        return "the group moves without a cause (I6)";
    return only_master(scene);
}

static void add_nodes(struct scene *scene)
{
    static const uint8_t priorities[] = {50, 100, 150, 200, 250};
    struct cluster *cluster = &scene->cluster;
    int64_t interval_us = rng_between(&scene->rng, 1, 20) * (SECOND / 10);

    for (int node = 0; node < cluster->nodes; node++) {
        scene->base[node] = (uint8_t)(priorities[rng_between(&scene->rng, 0, 4)] + node);
        for (int m = 0; m < cluster->members; m++) {
            struct node_config config = {.election = {.version = 3,
                                                      .priority = scene->base[node],
                                                      .down_adverts = 3,
                                                      .preempt = true,
                                                      .serves = true,
                                                      .grouped = true,
                                                      .interval_us = interval_us,
                                                      .announce_delay_us = 5 * SECOND,
                                                      .announce_repeat = 5,
                                                      .announce_refresh_repeat = 1,
                                                      .announce_lower_delay_us = 5 * SECOND,
                                                      .announce_lower_repeat = 5},
                                         .source = addr_from_ipv4(0x0A090020U + (uint32_t)(m * 256 + node))};

            if (scene->contradictory)
                config.election.priority = (uint8_t)(100 + 10 * ((node + m) % cluster->nodes));
            lan_add(cluster->lans[m], &config);
        }
    }
}

static const char *play(struct scene *scene, uint64_t seed)
{
    int64_t now_us = SECOND;

    memset(scene, 0, sizeof(*scene));
    scene->rng = rng_make(seed);
    scene->contradictory = rng_chance(&scene->rng, 250);
    cluster_init(&scene->cluster, (int)rng_between(&scene->rng, 2, 4), (int)rng_between(&scene->rng, 2, 4),
                 seed);
    add_nodes(scene);
    for (int node = 0; node < scene->cluster.nodes; node++) {
        now_us += rng_between(&scene->rng, 0, SECOND);
        if (!cluster_run(&scene->cluster, now_us))
            return "I10: members of a node disagree";
        power_on(scene, node);
    }
    for (int i = 0; i < FAULTS; i++) {
        now_us += rng_scale(&scene->rng, 1000, 20 * SECOND);
        if (!cluster_run(&scene->cluster, now_us))
            return "I10: members of a node disagree";
        inject(scene);
    }
    mend_all(scene);
    return judge_tail(scene);
}

static bool run_seed(struct scene *scene, uint64_t seed, bool show)
{
    const char *wrong = play(scene, seed);

    if (wrong != NULL)
        printf("seed %llu: %s (%d nodes, %d members%s)\n", (unsigned long long)seed, wrong,
               scene->cluster.nodes, scene->cluster.members,
               scene->contradictory ? ", contradictory preferences" : "");
    for (int m = 0; m < scene->cluster.members && (show || wrong != NULL); m++) {
        printf("-- member %d\n", m);
        for (int node = 0; node < scene->cluster.nodes; node++)
            printf("   node %c priority %u\n", 'a' + node,
                   segment(scene, m)->nodes[node].config.election.priority);
        trace_print(&segment(scene, m)->trace, stdout);
    }
    cluster_free(&scene->cluster);
    return wrong == NULL;
}

int main(int argc, char **argv)
{
    static struct scene scene;
    uint64_t first = 1, seeds = 2000, done = 0;
    bool show = false;

    for (int i = 1; i + 1 < argc; i += 2) {
        uint64_t value = strtoull(argv[i + 1], NULL, 10);

        if (strcmp(argv[i], "--seed") == 0) {
            first = value;
            seeds = 1;
            show = true;
        } else if (strcmp(argv[i], "--first") == 0) {
            first = value;
        } else if (strcmp(argv[i], "--seeds") == 0) {
            seeds = value;
        } else {
            fprintf(stderr, "groups: unknown option %s\n", argv[i]);
            return 2;
        }
    }
    for (; done < seeds; done++)
        if (!run_seed(&scene, first + done, show))
            return 1;
    printf("groups: %llu seeds, %d faults each\n", (unsigned long long)done, FAULTS);
    return 0;
}
