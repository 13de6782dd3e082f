#include "tests/sim/fault_kinds.h"

#include <stddef.h>

#include "tests/sim/attack.h"

enum {
    ALIEN_US = 100000000, /* added to an interval to make it nobody else's */
};

static bool running(const struct lan *lan, int index)
{
    return lan->nodes[index].power == NODE_RUNNING;
}

static int64_t interval_us(const struct lan *lan, int index)
{
    return lan->nodes[index].config.election.interval_us;
}

/* Hosts and engines */

static bool crash(struct lan *lan, int index, int other)
{
    (void)other;
    if (lan->nodes[index].power == NODE_OFF)
        return false;
    node_crash(lan, index);
    return true;
}

static void boot(struct lan *lan, int index, int other)
{
    (void)other;
    if (lan->nodes[index].power == NODE_OFF)
        node_start(lan, index);
}

static bool stop(struct lan *lan, int index, int other)
{
    (void)other;
    if (!running(lan, index))
        return false;
    judge_cause(lan, index);
    node_do(lan, index, COVERAGE_STOP);
    return true;
}

static void start(struct lan *lan, int index, int other)
{
    (void)other;
    if (running(lan, index) && lan->nodes[index].election.memory.state == ELECTION_INIT)
        node_start(lan, index);
}

static bool kill_engine(struct lan *lan, int index, int other)
{
    (void)other;
    if (!running(lan, index))
        return false;
    node_kill(lan, index);
    return true;
}

static void adopt(struct lan *lan, int index, int other)
{
    struct node_config config = lan->nodes[index].config;

    (void)other;
    if (lan->nodes[index].power == NODE_DEAD)
        node_adopt(lan, index, &config);
}

static bool reload_equal(struct lan *lan, int index, int other)
{
    struct node_config config = lan->nodes[index].config;

    (void)other;
    if (!running(lan, index))
        return false;
    node_adopt(lan, index, &config);
    return true;
}

static bool reload_changed(struct lan *lan, int index, int other)
{
    struct node_config config = lan->nodes[index].config;

    (void)other;
    if (!running(lan, index))
        return false;
    if (config.election.priority != ELECTION_PRIORITY_OWNER)
        config.election.priority = (uint8_t)rng_between(&lan->rng, 1, 254);
    config.election.preempt = rng_chance(&lan->rng, 700);
    config.election.preempt_delay_us = rng_chance(&lan->rng, 200) ? 5 * config.election.interval_us : 0;
    if (config.election.version == 3)
        config.election.interval_us = rng_between(&lan->rng, 80, 300) * 10000;
    node_adopt(lan, index, &config);
    return true;
}

/* A v2 interval that the others do not share: their adverts are refused, both ways. */
static bool reload_alien(struct lan *lan, int index, int other)
{
    struct node_config config = lan->nodes[index].config;

    (void)other;
    if (!running(lan, index) || config.election.version != 2 || config.election.interval_us > ALIEN_US)
        return false;
    config.election.interval_us += ALIEN_US;
    node_adopt(lan, index, &config);
    return true;
}

static void reload_back(struct lan *lan, int index, int other)
{
    struct node_config config = lan->nodes[index].config;

    (void)other;
    config.election.interval_us -= ALIEN_US;
    if (lan->nodes[index].power == NODE_OFF)
        lan->nodes[index].config = config;
    else
        node_adopt(lan, index, &config);
}

static bool pause_engine(struct lan *lan, int index, int other)
{
    (void)other;
    if (!running(lan, index))
        return false;
    node_pause(lan, index);
    return true;
}

static void resume(struct lan *lan, int index, int other)
{
    (void)other;
    if (lan->nodes[index].power == NODE_PAUSED)
        node_resume(lan, index);
}

static bool link_down(struct lan *lan, int index, int other)
{
    (void)other;
    if (!lan->nodes[index].link_up)
        return false;
    node_set_link(lan, index, false);
    return true;
}

static void link_up(struct lan *lan, int index, int other)
{
    (void)other;
    node_set_link(lan, index, true);
}

static bool lose_address(struct lan *lan, int index, int other)
{
    (void)other;
    if (!lan->nodes[index].has_address)
        return false;
    node_set_address(lan, index, false);
    return true;
}

static void find_address(struct lan *lan, int index, int other)
{
    (void)other;
    node_set_address(lan, index, true);
}

static bool renumber(struct lan *lan, int index, int other)
{
    struct addr source = lan->nodes[index].config.source;

    (void)other;
    if (!running(lan, index))
        return false;
    source.bytes[3] ^= 0x10; /* nobody else has these */
    node_renumber(lan, index, &source);
    return true;
}

static bool be_late(struct lan *lan, int index, int other)
{
    (void)other;
    if (lan->nodes[index].late_max_us > 0 || interval_us(lan, index) > ALIEN_US)
        return false;
    node_set_lateness(lan, index, rng_scale(&lan->rng, 100, interval_us(lan, index) / 4));
    return true;
}

static void be_punctual(struct lan *lan, int index, int other)
{
    (void)other;
    node_set_lateness(lan, index, 0);
}

static bool install_slowly(struct lan *lan, int index, int other)
{
    (void)other;
    lan->nodes[index].install_us = rng_scale(&lan->rng, 10, 2 * interval_us(lan, index));
    return true;
}

static void install_fast(struct lan *lan, int index, int other)
{
    (void)other;
    lan->nodes[index].install_us = 1000;
}

/* The operator */

static bool drain(struct lan *lan, int index, int other)
{
    (void)other;
    if (!running(lan, index) || lan->nodes[index].election.memory.drained)
        return false;
    judge_cause(lan, index);
    node_do(lan, index, COVERAGE_DRAIN);
    return true;
}

static void undrain(struct lan *lan, int index, int other)
{
    (void)other;
    if (!running(lan, index))
        return;
    judge_cause(lan, index);
    node_do(lan, index, COVERAGE_UNDRAIN);
}

static bool yield(struct lan *lan, int index, int other)
{
    (void)other;
    if (!running(lan, index))
        return false;
    judge_cause(lan, index);
    node_do(lan, index, COVERAGE_YIELD);
    return true;
}

static void weigh(struct lan *lan, int index, uint8_t priority)
{
    lan->nodes[index].weighted_priority = priority;
    judge_cause(lan, index);
    node_apply(lan, index, &(struct node_event){.kind = COVERAGE_SET_PRIORITY, .priority = priority});
}

static bool lower_weight(struct lan *lan, int index, int other)
{
    (void)other;
    if (!running(lan, index))
        return false;
    weigh(lan, index, (uint8_t)rng_between(&lan->rng, 1, 254));
    return true;
}

static void restore_weight(struct lan *lan, int index, int other)
{
    (void)other;
    if (running(lan, index) && lan->nodes[index].config.election.priority != ELECTION_PRIORITY_OWNER)
        weigh(lan, index, lan->nodes[index].config.election.priority);
    lan->nodes[index].weighted_priority = 0;
}

/* True when an engine could not make this call as things are: the answer would be a lie. */
static bool untrue(const struct node *node, enum coverage_event kind)
{
    enum election_state state = node->election.memory.state;
    bool usable = node->link_up && node->has_address;

    if (kind == COVERAGE_READY)
        return state == ELECTION_MASTER && !node->installed;
    if (kind == COVERAGE_RECOVER)
        return state == ELECTION_FAULT && !usable;
    return kind == COVERAGE_START && state == ELECTION_INIT && !usable;
}

/* Every entry of the election in whatever state it is: an engine may be told things twice. */
static bool stray_call(struct lan *lan, int index, int other)
{
    static const enum coverage_event kinds[] = {
        COVERAGE_START,   COVERAGE_TICK,         COVERAGE_READY,      COVERAGE_STOP,
        COVERAGE_RECOVER, COVERAGE_SET_PRIORITY, COVERAGE_DRAIN,      COVERAGE_UNDRAIN,
        COVERAGE_YIELD,   COVERAGE_FAULT,        COVERAGE_SET_SOURCE,
    };
    struct node *node = &lan->nodes[index];
    bool any = false;

    (void)other;
    for (int i = 0; i < 5 && running(lan, index); i++) {
        struct node_event event = {.kind =
                                       kinds[rng_between(&lan->rng, 0, sizeof(kinds) / sizeof(kinds[0]) - 1)],
                                   .priority = node->config.election.priority,
                                   .source = node->config.source};
        if (untrue(node, event.kind))
            continue;
        if (event.kind == COVERAGE_FAULT)
            event.reason = ELECTION_NO_INTERFACE;
        judge_cause(lan, index);
        node_apply(lan, index, &event);
        any = true;
    }
    return any;
}

/* Links */

static bool set_cut(struct lan *lan, int from, int to, bool cut)
{
    bool changed = from != to && lan_link(lan, from, to)->cut != cut;

    if (changed) {
        lan_link(lan, from, to)->cut = cut;
        lan_link_changed(lan, from, to);
    }
    return changed;
}

static bool cut_one_way(struct lan *lan, int index, int other)
{
    return set_cut(lan, index, other, true);
}

static void join_one_way(struct lan *lan, int index, int other)
{
    set_cut(lan, index, other, false);
}

static bool cut_pair(struct lan *lan, int index, int other)
{
    bool there = set_cut(lan, index, other, true), back = set_cut(lan, other, index, true);

    return there || back;
}

static void join_pair(struct lan *lan, int index, int other)
{
    set_cut(lan, index, other, false);
    set_cut(lan, other, index, false);
}

static bool isolate(struct lan *lan, int index, int other)
{
    bool any = false;

    (void)other;
    for (int i = 0; i < lan->count; i++)
        any |= cut_pair(lan, index, i);
    return any;
}

static void reunite(struct lan *lan, int index, int other)
{
    (void)other;
    for (int i = 0; i < lan->count; i++)
        join_pair(lan, index, i);
}

/* Two segments: those up to `index` and those after it. */
static bool partition(struct lan *lan, int index, int other)
{
    bool any = false;

    (void)other;
    for (int a = 0; a <= index; a++)
        for (int b = index + 1; b < lan->count; b++)
            any |= cut_pair(lan, a, b);
    return any;
}

static void join_segments(struct lan *lan, int index, int other)
{
    (void)other;
    for (int a = 0; a <= index; a++)
        for (int b = index + 1; b < lan->count; b++)
            join_pair(lan, a, b);
}

/* Gives all links the faults of `link`, or the one from `index` to `other` alone. */
static bool spoil_links(struct lan *lan, int index, int other, struct lan_link fault, bool all)
{
    bool any = false;

    for (int from = 0; from < lan->count; from++) {
        for (int to = 0; to < lan->count; to++) {
            struct lan_link *link = lan_link(lan, from, to);
            if (from == to || (!all && (from != index || to != other)))
                continue;
            fault.cut = link->cut;
            *link = fault;
            lan_link_changed(lan, from, to);
            any = true;
        }
    }
    return any;
}

static bool lose(struct lan *lan, int index, int other)
{
    static const int rates[] = {10, 50, 200, 500};

    return spoil_links(lan, index, other,
                       (struct lan_link){.loss_permille = rates[rng_between(&lan->rng, 0, 3)]}, true);
}

static bool lose_one_way(struct lan *lan, int index, int other)
{
    return spoil_links(lan, index, other, (struct lan_link){.loss_permille = 700}, false);
}

static bool duplicate(struct lan *lan, int index, int other)
{
    return spoil_links(lan, index, other, (struct lan_link){.duplicate_permille = 400}, true);
}

static bool reorder(struct lan *lan, int index, int other)
{
    int64_t jitter_us = rng_scale(&lan->rng, 1000, 2 * interval_us(lan, index));

    return spoil_links(lan, index, other, (struct lan_link){.jitter_us = jitter_us}, true);
}

static bool corrupt(struct lan *lan, int index, int other)
{
    return spoil_links(lan, index, other, (struct lan_link){.corrupt_permille = 300}, true);
}

static void mend(struct lan *lan, int index, int other)
{
    (void)index;
    (void)other;
    lan_mend(lan, false);
}

const struct fault_kind fault_kinds[FAULT_KINDS_COUNT] = {
    {"crash", crash, boot},
    {"stop", stop, start},
    {"isolate", isolate, reunite},
    {"kill-engine", kill_engine, adopt},
    {"reload-equal", reload_equal, NULL},
    {"reload-changed", reload_changed, NULL},
    {"reload-alien", reload_alien, reload_back},
    {"pause", pause_engine, resume},
    {"link-down", link_down, link_up},
    {"lose-address", lose_address, find_address},
    {"renumber", renumber, NULL},
    {"late-timers", be_late, be_punctual},
    {"slow-install", install_slowly, install_fast},
    {"drain", drain, undrain},
    {"yield", yield, NULL},
    {"weight", lower_weight, restore_weight},
    {"stray-call", stray_call, NULL},
    {"cut-one-way", cut_one_way, join_one_way},
    {"cut-pair", cut_pair, join_pair},
    {"partition", partition, join_segments},
    {"loss", lose, mend},
    {"loss-one-way", lose_one_way, mend},
    {"duplicates", duplicate, mend},
    {"reordering", reorder, mend},
    {"corruption", corrupt, mend},
    {"spoof-stronger", attack_stronger, NULL},
    {"spoof-owner", attack_owner, NULL},
    {"spoof-equal", attack_equal, NULL},
    {"spoof-interval", attack_interval, NULL},
    {"spoof-resign", attack_resign, NULL},
    {"flood-weaker", attack_flood_weaker, NULL},
    {"flood-resign", attack_flood_resign, NULL},
    {"malformed", attack_malformed, NULL},
    {"replay-own", attack_replay, NULL},
};
