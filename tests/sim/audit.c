#include "tests/sim/audit.h"

#include "tests/sim/lan.h"

/* What two routers are to each other. */
enum pair {
    PAIR_OPEN,  /* two-way and perfect */
    PAIR_APART, /* cut both ways */
    PAIR_MURKY, /* one-way, lossy, or configured not to understand each other */
};

static int64_t later(int64_t a_us, int64_t b_us)
{
    return a_us > b_us ? a_us : b_us;
}

static bool perfect(const struct lan_link *link)
{
    return !link->cut && link->loss_permille == 0 && link->duplicate_permille == 0 &&
           link->corrupt_permille == 0 && link->jitter_us == 0;
}

static enum pair pair_of(const struct lan *lan, int a, int b)
{
    const struct lan_link *there = &lan->links[a][b], *back = &lan->links[b][a];
    const struct node_config *left = &lan->nodes[a].config, *right = &lan->nodes[b].config;

    if (there->cut && back->cut)
        return PAIR_APART;
    if (!perfect(there) || !perfect(back) || left->election.version != right->election.version)
        return PAIR_MURKY;
    if (left->election.version == 2 && left->election.interval_us != right->election.interval_us)
        return PAIR_MURKY;
    return PAIR_OPEN;
}

/* What a router sent before it died may still be under way to one of these. */
static bool hears_ghosts(const struct lan *lan, unsigned members)
{
    for (int to = 0; to < lan->count; to++)
        for (int from = 0; (members >> to & 1) && from < lan->count; from++)
            if (lan->links[from][to].jitter_us > 0)
                return true;
    return false;
}

/* Routers that take part and reach one another, as a bit set grown from `start`; `murky` when any of the
 * links in it is not perfect, or not every two of them are linked. */
static unsigned component(const struct lan *lan, int start, bool *murky)
{
    unsigned members = 1U << start, before = 0;

    while (members != before) {
        before = members;
        for (int a = 0; a < lan->count; a++)
            for (int b = 0; (before >> a & 1) && b < lan->count; b++)
                if (a != b && node_takes_part(&lan->nodes[b]) && pair_of(lan, a, b) != PAIR_APART)
                    members |= 1U << b;
    }
    *murky = hears_ghosts(lan, members);
    for (int a = 0; a < lan->count; a++)
        for (int b = 0; b < a; b++)
            if ((members >> a & 1) && (members >> b & 1) && pair_of(lan, a, b) != PAIR_OPEN)
                *murky = true;
    return members;
}

/* The longest interval that anybody waits by, own or learned. */
static int64_t slowest_us(const struct lan *lan)
{
    int64_t slowest = 0;

    for (int i = 0; i < lan->count; i++) {
        slowest = later(slowest, lan->nodes[i].config.election.interval_us);
        slowest = later(slowest, lan->judge.nodes[i].learned_us);
    }
    return slowest;
}

/* D_max + A + delay (I1), with what else may delay it. */
static int64_t settle_us(const struct lan *lan)
{
    int64_t slowest = slowest_us(lan), late_us = 0;
    uint8_t down_adverts = 0;

    for (int i = 0; i < lan->count; i++) {
        late_us = later(late_us, lan->nodes[i].late_max_us);
        if (down_adverts < lan->nodes[i].config.election.down_adverts)
            down_adverts = lan->nodes[i].config.election.down_adverts;
    }
    /* The skew is at most one interval, and one second in v2. */
    return (down_adverts + 1) * slowest + later(slowest, 1000000) + 2 * (late_us + lan->delay_us);
}

static int64_t longest_preempt_delay_us(const struct lan *lan)
{
    int64_t longest = 0;

    for (int i = 0; i < lan->count; i++)
        longest = later(longest, lan->nodes[i].config.election.preempt_delay_us);
    return longest;
}

static bool all_awake(const struct lan *lan)
{
    for (int i = 0; i < lan->count; i++)
        if (lan->nodes[i].power == NODE_DEAD || lan->nodes[i].power == NODE_PAUSED)
            return false;
    return true;
}

bool audit_clear(const struct lan *lan)
{
    if (!all_awake(lan))
        return false;
    for (int a = 0; a < lan->count; a++)
        for (int b = 0; b < a; b++)
            if (node_takes_part(&lan->nodes[a]) && node_takes_part(&lan->nodes[b]) &&
                pair_of(lan, a, b) != PAIR_OPEN)
                return false;
    return true;
}

/* Nothing happened for longer than any timer runs. */
static bool long_since(const struct lan *lan, int64_t when_us)
{
    int64_t quiet_us = lan->now_us - when_us;

    return quiet_us > 1000000 && quiet_us > 3 * settle_us(lan) + longest_preempt_delay_us(lan);
}

bool audit_settled(const struct lan *lan)
{
    return long_since(lan, lan->judge.cause_us) && long_since(lan, lan->judge.transition_us) &&
           audit_clear(lan);
}

int64_t audit_latest_us(const struct lan *lan, int index, int64_t expected_us)
{
    const struct judge_node *own = &lan->judge.nodes[index];

    return later(expected_us, later(own->changed_us, own->awake_us)) + lan->nodes[index].late_max_us;
}

int64_t audit_advert_latest_us(const struct lan *lan, int index)
{
    const struct judge_node *own = &lan->judge.nodes[index];
    int64_t last_us = later(later(own->sent_us, own->entered_us), later(own->changed_us, own->awake_us));

    return last_us + lan->nodes[index].election.config.interval_us + lan->nodes[index].late_max_us;
}

int64_t audit_dual_us(const struct lan *lan, int a, int b)
{
    const struct judge *judge = &lan->judge;
    int64_t since_us = judge->dual_since_us[a][b];

    if (since_us == 0 || pair_of(lan, a, b) != PAIR_OPEN || !node_takes_part(&lan->nodes[b]) ||
        lan->nodes[a].power != NODE_RUNNING)
        return 0;
    since_us = later(since_us, later(lan->links[a][b].changed_us, lan->links[b][a].changed_us));
    since_us = later(since_us, later(judge->nodes[a].awake_us, judge->nodes[b].awake_us));
    return lan->now_us - since_us;
}

/* I3, and the router that must have been heard by then. */
static void check_duals(struct lan *lan)
{
    for (int a = 0; a < lan->count; a++) {
        for (int b = 0; b < a; b++) {
            const struct node *left = &lan->nodes[a], *right = &lan->nodes[b];
            int64_t dual_us = audit_dual_us(lan, a, b);
            int64_t changed_us = later(lan->judge.nodes[a].changed_us, lan->judge.nodes[b].changed_us);
            int64_t interval_us =
                later(left->config.election.interval_us, right->config.election.interval_us);
            int64_t limit_us = interval_us + left->late_max_us + right->late_max_us + 2 * lan->delay_us;
            if (dual_us > limit_us && lan->now_us - changed_us > limit_us)
                judge_fail(lan, 3, a, "two masters for %lld us, with %c", (long long)dual_us, 'a' + b);
        }
    }
}

/* I2 for one master: nobody in its component may be entitled to preempt it. */
static void check_right_master(struct lan *lan, unsigned members, int master, int64_t quiet_us)
{
    uint8_t priority = election_priority(&lan->nodes[master].election);

    for (int i = 0; i < lan->count; i++) {
        const struct election_config *config = &lan->nodes[i].election.config;
        bool owner = config->priority == ELECTION_PRIORITY_OWNER;
        bool may_preempt = (config->preempt || owner) && !lan->judge.nodes[i].yielded;
        if (!(members >> i & 1) || !may_preempt || election_priority(&lan->nodes[i].election) <= priority)
            continue;
        if (quiet_us > 2 * settle_us(lan) + config->preempt_delay_us)
            judge_fail(lan, 2, i, "did not preempt the weaker master %c", 'a' + master);
    }
}

static void check_component(struct lan *lan, unsigned members)
{
    int64_t quiet_us = lan->now_us - lan->judge.cause_us;
    int64_t calm_us =
        lan->now_us - lan->judge.transition_us; /* a preempt delay may begin with each transition */
    int masters = 0, master = -1;

    for (int i = 0; i < lan->count; i++) {
        if ((members >> i & 1) && lan->nodes[i].election.memory.state == ELECTION_MASTER) {
            masters++;
            master = i;
        }
    }
    if (masters == 0 && quiet_us > settle_us(lan))
        judge_fail(lan, 1, -1, "no master in a settled component");
    if (masters == 1)
        check_right_master(lan, members, master, quiet_us < calm_us ? quiet_us : calm_us);
}

/* The upper bounds of I4, I5 and I9: nobody sleeps through its own timer. */
static void check_timer(struct lan *lan, int index)
{
    const struct node *node = &lan->nodes[index];

    if (node->power != NODE_RUNNING)
        return;
    if (node->election.memory.state == ELECTION_BACKUP &&
        lan->now_us > audit_latest_us(lan, index, judge_expected_us(lan, index)))
        judge_fail(lan, lan->judge.nodes[index].resigned_us > 0 ? 5 : 4, index, "has not taken over in time");
    if (node->election.memory.state == ELECTION_MASTER && lan->now_us > audit_advert_latest_us(lan, index))
        judge_fail(lan, 9, index, "is MASTER and silent");
}

/* Grouping costs more than all the rest and changes only with a cause. */
static void regroup(struct lan *lan)
{
    struct judge *judge = &lan->judge;
    unsigned seen = 0;

    if (judge->grouped_us > judge->cause_us)
        return;
    judge->grouped_us = lan->now_us;
    judge->group_count = 0;
    for (int i = 0; i < lan->count; i++) {
        struct judge_group *group = &judge->groups[judge->group_count];
        if ((seen >> i & 1) || !node_takes_part(&lan->nodes[i]))
            continue;
        group->members = component(lan, i, &group->murky);
        seen |= group->members;
        judge->group_count++;
    }
}

void audit_run(struct lan *lan)
{
    lan->judge.next_audit_us = lan->now_us + lan->judge.audit_every_us;
    regroup(lan);
    for (int i = 0; i < lan->count; i++)
        check_timer(lan, i);
    for (int i = 0; i < lan->judge.group_count; i++)
        if (!lan->judge.groups[i].murky)
            check_component(lan, lan->judge.groups[i].members);
    check_duals(lan);
}
