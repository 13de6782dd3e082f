/* I16: vrrpwatch's detector beside simulated LANs with faults. An alarm of a split brain if and only if two
 * routers were MASTER for longer than adverts need to cross; an alarm of a silent one if and only if two held
 * the address when asked. With --clean there are only crashes, stops, starts and weights on a LAN that loses
 * nothing: then no overlap may be told at all.
 *
 *   detect [--first N] [--seeds N] [--clean] [--verbose] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/fault.h"
#include "tests/sim/fault_kinds.h"
#include "tests/sim/lan.h"
#include "tests/sim/watcher.h"

enum {
    SECOND = 1000000,
    CLUSTERS = 40,
    LATEST_INTERVALS = 8, /* so long a split may last without an alarm */
    HOLDERS_ASKED = 6,    /* so many questions may be answered by two without one */
    ADDRESS = 0x0A090064,
};

static const int64_t ask_us = 5 * SECOND;
#define ALIEN_US                                                                                             \
    (INT64_C(50) * SECOND) /* an interval that no router shares: not listened to for long enough here */

struct truth {
    struct watcher watcher;
    int64_t dual_since_us;          /* two advertise as MASTER; 0: they do not */
    int64_t sent_us[LAN_NODES_MAX]; /* the last advert of each */
    int64_t dual_ended_us;          /* the last one that lasted long enough for an alarm */
    int64_t alien_us;               /* when a router with an interval of its own was there last */
    int64_t asked_us;
    int held_by_many; /* questions in a row */
    bool failed;
    char why[200];
    uint64_t duals, holders; /* how often each was true beyond doubt */
};

/* One that is too late to advertise is none that the wire could show. */
static bool is_master(const struct truth *truth, const struct lan *lan, int index)
{
    const struct node *node = &lan->nodes[index];

    return node->power == NODE_RUNNING && node->link_up && node->election.memory.state == ELECTION_MASTER &&
           truth->sent_us[index] != 0 &&
           lan->now_us - truth->sent_us[index] <= 2 * node->config.election.interval_us;
}

static int64_t dual_us(const struct truth *truth, const struct lan *lan)
{
    return truth->dual_since_us != 0 ? lan->now_us - truth->dual_since_us : 0;
}

static int64_t longest_interval_us(const struct lan *lan)
{
    int64_t longest_us = 0;

    for (int i = 0; i < lan->count; i++)
        if (lan->nodes[i].config.election.interval_us > longest_us)
            longest_us = lan->nodes[i].config.election.interval_us;
    return longest_us;
}

static int64_t shortest_interval_us(const struct lan *lan)
{
    int64_t shortest_us = INT64_MAX;

    for (int i = 0; i < lan->count; i++)
        if (lan->nodes[i].config.election.interval_us < shortest_us)
            shortest_us = lan->nodes[i].config.election.interval_us;
    return shortest_us;
}

static void fail(struct truth *truth, const struct lan *lan, const char *why)
{
    if (truth->failed)
        return;
    truth->failed = true;
    snprintf(truth->why, sizeof(truth->why), "%s at %.6f s", why, (double)lan->now_us / SECOND);
}

/* Any two: pairs may take turns. */
static void note_masters(struct truth *truth, const struct lan *lan)
{
    int masters = 0;

    for (int i = 0; i < lan->count; i++)
        masters += is_master(truth, lan, i);
    if (truth->dual_since_us != 0 && lan->now_us - truth->dual_since_us >= shortest_interval_us(lan))
        truth->dual_ended_us = lan->now_us;
    if (masters < 2)
        truth->dual_since_us = 0;
    else if (truth->dual_since_us == 0)
        truth->dual_since_us = lan->now_us;
}

static void ask(struct truth *truth, const struct lan *lan)
{
    unsigned holders = 0;
    int count = 0;
    bool was = truth->watcher.silent;

    if (lan->now_us - truth->asked_us < ask_us)
        return;
    for (int i = 0; i < lan->count; i++)
        if (lan->nodes[i].power != NODE_OFF && lan->nodes[i].link_up && lan->nodes[i].installed) {
            holders |= 1U << i;
            count++;
        }
    watcher_ask(&truth->watcher, ADDRESS, holders, lan->now_us);
    truth->asked_us = lan->now_us;
    if (truth->watcher.silent && !was && truth->held_by_many == 0)
        fail(truth, lan, "an alarm of two holders without two holders");
    truth->held_by_many = count > 1 ? truth->held_by_many + 1 : 0;
    truth->holders += truth->held_by_many == HOLDERS_ASKED;
    if (truth->held_by_many > HOLDERS_ASKED && !truth->watcher.silent && !truth->watcher.split &&
        lan->now_us - truth->watcher.closed_us > HOLDERS_ASKED * ask_us)
        fail(truth, lan, "two hold the address and there is no alarm");
}

static void heard(void *context, const struct lan *lan, int from, const struct frame *frame)
{
    struct truth *truth = context;
    bool was = truth->watcher.split;
    int64_t late_us;

    if (frame->bytes[FRAME_IP_SIZE + 2] != 0)
        truth->sent_us[from] = lan->now_us;
    note_masters(truth, lan);
    watcher_hear(&truth->watcher, from, frame->bytes, frame->size, lan->now_us);
    /* It may have ended within Master_Down, for which a split counts as going on. */
    if (truth->watcher.split && !was &&
        (truth->dual_ended_us == 0 || lan->now_us - truth->dual_ended_us > 4 * longest_interval_us(lan)))
        fail(truth, lan, "an alarm of a split without two masters");
    if (longest_interval_us(lan) >= ALIEN_US)
        truth->alien_us = lan->now_us;
    late_us = LATEST_INTERVALS * longest_interval_us(lan);
    if (dual_us(truth, lan) > late_us && lan->now_us - truth->alien_us > late_us) {
        truth->duals++;
        if (!truth->watcher.split && lan->now_us - truth->watcher.closed_us > late_us)
            fail(truth, lan, "two masters and there is no alarm");
    }
    ask(truth, lan);
}

static void add_routers(struct lan *lan, bool mixed)
{
    static const uint8_t priorities[] = {50, 100, 100, 150, 200, 254};
    struct rng *rng = &lan->rng;
    int count = (int)rng_between(rng, 2, 4);
    uint8_t version = rng_chance(rng, 500) ? 2 : 3;
    int64_t interval_us = rng_between(rng, 1, 3) * SECOND;

    for (int i = 0; i < count; i++) {
        struct node_config config = {.election = {.version = version,
                                                  .priority = priorities[rng_between(rng, 0, 5)],
                                                  .down_adverts = 3,
                                                  .preempt = rng_chance(rng, 700),
                                                  .interval_us = interval_us,
                                                  .announce_delay_us = 5 * SECOND,
                                                  .announce_repeat = 5,
                                                  .announce_refresh_repeat = 1,
                                                  .announce_lower_delay_us = 5 * SECOND,
                                                  .announce_lower_repeat = 5},
                                     .source = addr_from_ipv4(0x0A090020U + (uint32_t)i * 5 % 8),
                                     .checksum = PACKET_CHECKSUM_PLAIN};

        (void)mixed;
        lan_add(lan, &config);
    }
}

static bool run(struct lan *lan, struct truth *truth, struct faults *faults, int64_t until_us)
{
    while (lan->now_us < until_us && !truth->failed) {
        int64_t end_us = fault_next_end_us(faults), next_us = lan->now_us + SECOND;

        next_us = next_us < end_us ? next_us : end_us;
        if (!lan_run(lan, next_us < until_us ? next_us : until_us))
            return false;
        note_masters(truth, lan);
        watcher_wait(&truth->watcher, lan->now_us);
        fault_end_due(faults, lan);
    }
    return !truth->failed;
}

/* Kinds that leave every frame alone and every router one that will be silent when it should. */
static void choose_clean(struct faults *faults)
{
    static const char *const names[] = {"crash", "stop", "weight", "drain", "yield"};

    memset(faults, 0, sizeof(*faults));
    for (int kind = 0; kind < fault_kind_count(); kind++)
        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
            if (strcmp(fault_kind_name(kind), names[i]) == 0)
                faults->enabled |= UINT64_C(1) << kind;
}

static bool run_seed(uint64_t seed, bool clean, struct truth *sum, bool verbose)
{
    static struct coverage coverage;
    struct lan *lan = calloc(1, sizeof(*lan));
    struct truth *truth = calloc(1, sizeof(*truth));
    const struct lan_tap tap = {.context = truth, .heard = heard};
    struct faults faults;
    bool good;

    if (lan == NULL || truth == NULL || !watcher_start(&truth->watcher))
        abort();
    lan_init(lan, seed, &coverage);
    lan->tap = &tap;
    lan->delay_us = rng_scale(&lan->rng, 50, 2000);
    if (clean)
        choose_clean(&faults);
    else
        fault_choose(&faults, &lan->rng);
    add_routers(lan, !clean);
    for (int i = 0; i < lan->count; i++)
        node_start(lan, i);
    good = run(lan, truth, &faults, lan->now_us + 20 * SECOND);
    for (int i = 0; good && i < CLUSTERS; i++) {
        fault_inject(&faults, lan);
        good = run(lan, truth, &faults, lan->now_us + rng_between(&lan->rng, 5, 120) * SECOND);
    }
    if (clean && (truth->watcher.overlaps > 0 || truth->watcher.splits > 0))
        fail(truth, lan, "an overlap was told of clean hand-overs");
    if (truth->failed || verbose)
        printf("seed %llu: %s; last: %s\n", (unsigned long long)seed, truth->failed ? truth->why : "good",
               truth->watcher.last);
    if (judge_failed(&lan->judge))
        printf("seed %llu: %s\n", (unsigned long long)seed, lan->judge.text);
    sum->watcher.splits += truth->watcher.splits;
    sum->watcher.silents += truth->watcher.silents;
    sum->watcher.overlaps += truth->watcher.overlaps;
    sum->watcher.handovers += truth->watcher.handovers;
    good = !truth->failed && !judge_failed(&lan->judge);
    watcher_stop(&truth->watcher);
    free(truth);
    free(lan);
    return good;
}

int main(int argc, char **argv)
{
    uint64_t first = 1, seeds = 1000, bad = 0;
    struct truth sum = {.failed = false};
    bool clean = false, verbose = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--clean") == 0)
            clean = true;
        else if (strcmp(argv[i], "--verbose") == 0)
            verbose = true;
        else if (strcmp(argv[i], "--first") == 0 && i + 1 < argc)
            first = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
            seeds = strtoull(argv[++i], NULL, 10);
        else
            return fprintf(stderr, "detect: unknown option %s\n", argv[i]), 2;
    }
    for (uint64_t seed = first; seed < first + seeds; seed++)
        bad += !run_seed(seed, clean, &sum, verbose);
    printf(
        "detect: %llu LANs, %llu hand-overs, %llu splits, %llu silent ones, %llu overlaps told, %llu wrong\n",
        (unsigned long long)seeds, (unsigned long long)sum.watcher.handovers,
        (unsigned long long)sum.watcher.splits, (unsigned long long)sum.watcher.silents,
        (unsigned long long)sum.watcher.overlaps, (unsigned long long)bad);
    return bad > 0;
}
