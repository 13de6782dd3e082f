/* Who holds an address, over many random nights: two or three nodes with the daemon's elections, leases,
 * heartbeats and announcements (vrrpd/ctl/cluster) are killed, crashed, frozen, cut off, stopped, drained and
 * started at random under virtual time.
 *
 *   safety [--seeds N] [--first SEED]
 *
 * In every seed: the address is on two nodes no longer than a hand-over takes, unless the seed's faults make
 * that impossible to avoid (said where it is allowed); when the faults are over, exactly one node has it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/memory_loader.h"
#include "tests/sim/rng.h"
#include "vrrpd/ctl/cluster.h"

enum { NODES_MAX = 3, ACTS = 24, TEXT_MAX = 1024 };

static const int64_t second_us = 1000000;
/* A successor's advert, the grace after it, and what is on the wire meanwhile. */
static const int64_t hand_over_us = 100000 + 2 * CLUSTER_DELAY_US;

static const int64_t recovery_us = 5 * 1000000;

/* What a seed is about. */
struct night {
    struct rng rng;
    struct cluster *cluster;
    struct conf *confs[NODES_MAX];
    size_t count;
    bool slow;       /* adverts every second: a lease is over before a peer takes over */
    bool heartbeats; /* nodes are never cut off from one another there */
    bool preempts;   /* then nobody dies with its kernel alive: a timer that runs out just then is a second
                        fault */
    bool cuts;       /* VRRP is cut now and then */
    bool on[NODES_MAX], frozen[NODES_MAX], cut[NODES_MAX];
    int64_t now_us;
    int64_t calm_at_us; /* what died or slept has no lease any more, or is back */
};

static struct conf *make_conf(struct night *night, size_t n, const char *key)
{
    char yaml[TEXT_MAX];
    struct conf_errors errors;
    struct conf *conf;

    snprintf(yaml, sizeof(yaml),
             "global:\n  router_id: n%zu\n%s%s"
             "instances:\n  VI_1:\n    interface: eth0\n    vrid: 51\n    priority: %d\n"
             "    advert_interval: %s\n    preempt: %s\n    addresses: [10.9.0.100/24]\n",
             n, night->heartbeats ? "  heartbeat: {peers: [192.0.2.99], key_file: " : "",
             night->heartbeats ? key : "", (int)rng_between(&night->rng, 1, 254),
             night->slow ? "1s" : "100ms", night->preempts ? "true" : "false");
    conf = memory_conf("safety.yaml", yaml, strlen(yaml), &errors);
    for (size_t i = 0; conf == NULL && i < errors.count; i++)
        fprintf(stderr, "%u: %s\n", errors.items[i].place.line, errors.items[i].message);
    conf_errors_free(&errors);
    return conf;
}

static void act(struct night *night, size_t node, enum cluster_act act)
{
    cluster_do(night->cluster, node, act, NULL);
}

static void start(struct night *night, size_t n)
{
    act(night, n, CLUSTER_START);
    night->on[n] = true;
    night->frozen[n] = false;
}

/* Nobody else is dead or frozen with addresses in its kernel: two such nodes are two faults. */
static bool is_calm(const struct night *night)
{
    for (size_t n = 0; n < night->count; n++)
        if (night->frozen[n])
            return false;
    return night->now_us >= night->calm_at_us;
}

static void end(struct night *night, size_t n)
{
    static const enum cluster_act ends[] = {CLUSTER_STOP, CLUSTER_KILL, CLUSTER_DIE};
    enum cluster_act how = ends[rng_between(&night->rng, 0, night->preempts || !is_calm(night) ? 1 : 2)];

    act(night, n, how);
    night->on[n] = night->frozen[n] = false;
    if (how == CLUSTER_DIE)
        night->calm_at_us = night->now_us + recovery_us;
}

static void flip_freeze(struct night *night, size_t n)
{
    if (!night->frozen[n] && (night->preempts || !is_calm(night)))
        return;
    night->frozen[n] = !night->frozen[n];
    act(night, n, night->frozen[n] ? CLUSTER_FREEZE : CLUSTER_THAW);
    night->calm_at_us = night->now_us + recovery_us;
}

static void flip_cut(struct night *night, size_t n)
{
    night->cut[n] = !night->cut[n];
    act(night, n, night->cut[n] ? CLUSTER_CUT : CLUSTER_JOIN);
}

/* One thing happens to one node. Cuts are only mixed with what leaves the engine able to speak: a frozen node
 * behind a cut has no way of hearing that it was replaced. */
static void happen(struct night *night)
{
    size_t n = (size_t)rng_between(&night->rng, 0, (int64_t)night->count - 1);

    if (cluster_serving(night->cluster, n)) {
        return; /* two faults at once: whoever dies while it hands over has its lease beside the successor */
    } else if (!night->on[n]) {
        start(night, n);
    } else if (night->frozen[n]) {
        flip_freeze(night, n);
    } else if (night->cuts) {
        switch (rng_between(&night->rng, 0, 3)) {
        case 0:
            act(night, n, CLUSTER_CRASH);
            break;
        case 1:
            act(night, n, CLUSTER_FAILOVER);
            break;
        default:
            flip_cut(night, n);
            break;
        }
    } else {
        switch (rng_between(&night->rng, 0, 6)) {
        case 0:
        case 1:
            end(night, n);
            break;
        case 2:
            flip_freeze(night, n);
            break;
        case 3:
            act(night, n, CLUSTER_CRASH);
            break;
        case 4:
            act(night, n, CLUSTER_FAILOVER);
            break;
        case 5:
            act(night, n, CLUSTER_DRAIN);
            break;
        default:
            act(night, n, CLUSTER_UNDRAIN);
            break;
        }
    }
}

static void pass(struct night *night, int64_t us)
{
    night->now_us += us;
    cluster_run(night->cluster, night->now_us);
}

static void mend(struct night *night)
{
    for (size_t n = 0; n < night->count; n++) {
        if (night->cut[n])
            flip_cut(night, n);
        if (night->frozen[n])
            flip_freeze(night, n);
        if (!night->on[n])
            start(night, n);
    }
}

/* How long two nodes may have the address at most. */
static int64_t allowed_us(const struct night *night)
{
    if (night->slow)
        return hand_over_us;
    /* Two seconds are the shortest lease, and the kernel may be a second late; peers take over after 0.3 s.
     */
    return hand_over_us + 2700000;
}

static bool judge(const struct night *night, uint64_t seed)
{
    size_t count;
    const struct cluster_address *address = cluster_addresses(night->cluster, &count);
    bool good = address->holders != 0 && (address->holders & (address->holders - 1)) == 0;

    if (!good)
        printf("seed %" PRIu64 ": I1, I18: held by nodes %x a minute after the last fault\n", seed,
               address->holders);
    for (size_t i = 0; i < address->span_count; i++) {
        const struct cluster_span *span = &address->spans[i];
        int64_t to_us = span->to_us < 0 ? night->now_us : span->to_us;

        if (span->holders == 0 || to_us - span->from_us <= allowed_us(night))
            continue;
        printf("seed %" PRIu64 ": I3: nodes %x have the address from %.6f s on for %.6f s\n", seed,
               span->holders, (double)span->from_us / 1e6, (double)(to_us - span->from_us) / 1e6);
        good = false;
    }
    return good;
}

static void tell(const struct night *night)
{
    size_t count;
    const struct cluster_report *reports = cluster_reports(night->cluster, &count);

    for (size_t i = 0; i < count; i++)
        printf("  %11.6f  n%zu  %s\n", (double)reports[i].at_us / 1e6, reports[i].node, reports[i].text);
}

static bool play(uint64_t seed, const char *key)
{
    static const char *const names[NODES_MAX] = {"n0", "n1", "n2"};
    struct night night = {.rng = rng_make(seed)};
    bool good;

    night.slow = rng_chance(&night.rng, 600);
    night.preempts = rng_chance(&night.rng, 500);
    night.cuts = rng_chance(&night.rng, 400);
    /* Three nodes, one of them cut off: what it hears by heartbeat of a resignation, the third hears too. */
    night.count = night.cuts ? 2 : (size_t)rng_between(&night.rng, 2, NODES_MAX);
    night.heartbeats = night.cuts || rng_chance(&night.rng, 300);
    for (size_t n = 0; n < night.count; n++)
        if ((night.confs[n] = make_conf(&night, n, key)) == NULL)
            return false;
    night.cluster = cluster_new((const struct conf *const *)night.confs, names, night.count);
    if (night.cluster == NULL)
        return false;
    for (size_t n = 0; n < night.count; n++) {
        start(&night, n);
        pass(&night, rng_between(&night.rng, 0, 5 * second_us));
    }
    pass(&night, 10 * second_us);
    for (int i = 0; i < ACTS; i++) {
        happen(&night);
        pass(&night, rng_scale(&night.rng, 1000, 8 * second_us));
    }
    mend(&night);
    pass(&night, 60 * second_us);
    good = judge(&night, seed);
    if (!good)
        tell(&night);
    cluster_free(night.cluster);
    for (size_t n = 0; n < night.count; n++)
        conf_free(night.confs[n]);
    return good;
}

int main(int argc, char **argv)
{
    uint64_t seeds = 1000, first = 1, bad = 0;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seeds") == 0)
            seeds = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--first") == 0)
            first = strtoull(argv[i + 1], NULL, 10);
    }
    for (uint64_t seed = first; seed < first + seeds && bad < 3; seed++)
        bad += !play(seed, "/key}\n");
    printf("%" PRIu64 " nights, %" PRIu64 " bad\n", seeds, bad);
    return bad == 0 ? 0 : 1;
}
