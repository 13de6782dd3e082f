/* vrrpwatch/fence_rule: one fencer alone, and two of them against each other. */
#include "lib/fence_rule.h"

#include <stdlib.h>

#include "tests/unit/check.h"
#include "vrrpwatch/fence_watch.h"

enum { SECOND_US = 1000000 };

static struct fence_split make(uint8_t vrid, uint8_t priority_a, uint8_t priority_b, int64_t now_us)
{
    return (struct fence_split){
        .family = ADDR_IPV4,
        .vrid = vrid,
        .vip = addr_from_ipv4(0x0A000064),
        .interval_us = SECOND_US,
        .party_count = 2,
        .parties = {
            {.who = {.address = addr_from_ipv4(0x0A000001), .priority = priority_a}, .last_us = now_us},
            {.who = {.address = addr_from_ipv4(0x0A000002), .priority = priority_b}, .last_us = now_us}}};
}

static unsigned last_byte(const struct party *party)
{
    return party->address.bytes[3];
}

static struct fence_rule *new_rule(void)
{
    struct fence_options options = {.confirm = 0};

    return fence_rule_new(&options);
}

/* Confirms once a second from `from` on; returns the second of the first shot within `seconds`, or -1. */
static int watch(struct fence_rule *rule, int from, int seconds, int ours, struct fence_shot *shot)
{
    for (int s = from; s < from + seconds; s++) {
        struct fence_split split = make(51, 150, 100, (int64_t)s * SECOND_US);

        for (size_t i = 0; i < 2; i++)
            split.parties[i].ours = (int)last_byte(&split.parties[i].who) == ours;
        fence_rule_confirm(rule, &split, (int64_t)s * SECOND_US);
        if (fence_rule_next(rule, (int64_t)s * SECOND_US, shot))
            return s;
    }
    return -1;
}

static void an_observer_acts_for_the_winner_after_three_confirmations(void)
{
    struct fence_rule *rule = new_rule();
    struct fence_shot shot;

    CHECK_EQ_INT(watch(rule, 10, 60, 0, &shot), 13);
    CHECK_EQ_INT(last_byte(&shot.target), 2);
    CHECK_EQ_INT(last_byte(&shot.winner), 1);
    CHECK_EQ_INT(shot.side, FENCE_OBSERVER);
    CHECK_EQ_INT(shot.vrid, 51);
    CHECK_EQ_INT(shot.confirmed, 3);
    CHECK_EQ_INT(watch(rule, 14, 500, 0, &shot), -1); /* it cools down */
    CHECK_EQ_INT(watch(rule, 514, 500, 0, &shot), 613);
    fence_rule_free(rule);
}

static void the_winner_acts_first_and_the_loser_waits(void)
{
    struct fence_rule *winner = new_rule(), *loser = new_rule();
    struct fence_shot shot;

    CHECK_EQ_INT(watch(winner, 10, 60, 1, &shot), 13);
    CHECK_EQ_INT(shot.side, FENCE_WINNER);
    CHECK_EQ_INT(watch(loser, 10, 60, 2, &shot), 18);
    CHECK_EQ_INT(shot.side, FENCE_LOSER);
    CHECK_EQ_INT(last_byte(&shot.target), 2); /* itself */
    fence_rule_free(winner);
    fence_rule_free(loser);
}

static void the_losers_delay_can_be_said(void)
{
    struct fence_rule *winner = fence_rule_new(&(struct fence_options){.delay_us = 20 * SECOND_US});
    struct fence_rule *loser = fence_rule_new(&(struct fence_options){.delay_us = 20 * SECOND_US});
    struct fence_shot shot;

    CHECK_EQ_INT(watch(winner, 10, 60, 1, &shot), 13);
    CHECK_EQ_INT(watch(loser, 10, 60, 2, &shot), 33);
    fence_rule_free(winner);
    fence_rule_free(loser);
}

static void silence_of_one_side_confirms_nothing(void)
{
    struct fence_rule *rule = new_rule();
    struct fence_shot shot;

    for (int s = 10; s < 100; s++) {
        struct fence_split split = make(51, 150, 100, (int64_t)s * SECOND_US);

        split.parties[1].last_us = 10 * SECOND_US;
        fence_rule_confirm(rule, &split, (int64_t)s * SECOND_US);
        CHECK(!fence_rule_next(rule, (int64_t)s * SECOND_US, &shot));
    }
    fence_rule_free(rule);
}

static void a_split_that_heals_or_is_not_heard_of_begins_anew(void)
{
    struct fence_rule *rule = new_rule();
    struct fence_split split = make(51, 150, 100, 0);
    struct fence_shot shot;

    CHECK_EQ_INT(watch(rule, 10, 3, 0, &shot), -1);
    fence_rule_heal(rule, &split);
    CHECK(!fence_rule_next(rule, 13 * SECOND_US, &shot));
    CHECK_EQ_INT(watch(rule, 13, 3, 0, &shot), -1);
    CHECK_EQ_INT(watch(rule, 30, 60, 0, &shot), 33);
    fence_rule_free(rule);
}

static void confirming_often_is_confirming_once_an_interval(void)
{
    struct fence_rule *rule = new_rule();
    struct fence_shot shot;
    int64_t now_us = 0;

    for (int i = 0; i < 299; i++) {
        struct fence_split split = make(51, 150, 100, now_us);

        fence_rule_confirm(rule, &split, now_us);
        CHECK(!fence_rule_next(rule, now_us, &shot));
        now_us += SECOND_US / 100;
    }
    fence_rule_free(rule);
}

static void who_cannot_be_told_apart_is_not_fenced(void)
{
    struct fence_rule *rule = new_rule();
    struct fence_shot shot;

    for (int s = 0; s < 60; s++) {
        struct fence_split split = make(51, 100, 100, (int64_t)s * SECOND_US);

        split.parties[1].who.address = split.parties[0].who.address; /* a cloned node */
        fence_rule_confirm(rule, &split, (int64_t)s * SECOND_US);
        CHECK(!fence_rule_next(rule, (int64_t)s * SECOND_US, &shot));
    }
    fence_rule_free(rule);
}

static void equal_priorities_are_decided_by_address(void)
{
    struct fence_rule *rule = new_rule();
    struct fence_shot shot;
    bool fired = false;

    for (int s = 0; s < 10 && !fired; s++) {
        struct fence_split split = make(51, 100, 100, (int64_t)s * SECOND_US);

        fence_rule_confirm(rule, &split, (int64_t)s * SECOND_US);
        fired = fence_rule_next(rule, (int64_t)s * SECOND_US, &shot);
    }
    CHECK(fired);
    CHECK_EQ_INT(last_byte(&shot.target), 1);
    fence_rule_free(rule);
}

/* ---- two fencers, one on each node ---- */

struct duel {
    struct fence_rule *rules[2]; /* of node 1 and node 2 */
    bool fencing[2];             /* whether that node has a fencer at all */
    bool dead[2];
    int dies_at[2]; /* a shot takes a while to have its effect */
    unsigned shots[2];
    unsigned at[2]; /* shots at each */
    int first[2];   /* when each shot first */
};

/* Node `self` sees the routers' splits as far as its luck goes. */
static void see(struct duel *duel, int self, int now, unsigned routers, unsigned luck)
{
    struct fence_shot shot;
    int64_t now_us = (int64_t)now * SECOND_US / 4;

    for (unsigned i = 0; i < routers; i++) {
        /* Each node is to win every other router. */
        struct fence_split split =
            make((uint8_t)(50 + i), i % 2 == 0 ? 150 : 100, i % 2 == 0 ? 100 : 150, now_us);

        split.parties[0].ours = self == 0;
        split.parties[1].ours = self == 1;
        if ((unsigned)rand() % 100 < luck)
            fence_rule_confirm(duel->rules[self], &split, now_us);
    }
    if (!duel->fencing[self] || !fence_rule_next(duel->rules[self], now_us, &shot))
        return;
    if (duel->shots[self]++ == 0)
        duel->first[self] = now;
    duel->at[last_byte(&shot.target) - 1]++;
    if (duel->dies_at[last_byte(&shot.target) - 1] == 0)
        duel->dies_at[last_byte(&shot.target) - 1] = now + rand() % 60;
}

static void fight(struct duel *duel, unsigned routers, unsigned luck)
{
    for (int now = 1; now < 400 && !duel->dead[0] && !duel->dead[1]; now++) {
        int begins = rand() % 2;

        for (int i = 0; i < 2; i++)
            if (duel->dies_at[i] != 0 && now >= duel->dies_at[i])
                duel->dead[i] = true;
        for (int i = 0; i < 2; i++) {
            int self = (begins + i) % 2;

            if (!duel->dead[0] && !duel->dead[1])
                see(duel, self, now, routers, luck);
        }
    }
}

/* However long a shot takes, however unevenly they see, and with routers that each is to win. */
static void two_fencers_never_shoot_each_other(void)
{
    for (unsigned seed = 0; seed < 2000; seed++) {
        struct duel duel = {.rules = {new_rule(), new_rule()}, .fencing = {true, true}};

        srand(seed);
        fight(&duel, 1 + seed % 4, 60 + seed % 41);
        CHECK(duel.at[0] == 0 || duel.at[1] == 0);
        CHECK(duel.at[0] + duel.at[1] > 0);
        fence_rule_free(duel.rules[0]);
        fence_rule_free(duel.rules[1]);
    }
}

/* With an effect within five seconds the loser's fencer never comes to act. */
static void the_loser_acts_only_where_the_winner_does_not(void)
{
    struct duel alone = {.rules = {new_rule(), new_rule()}, .fencing = {false, true}};

    srand(1);
    fight(&alone, 1, 100);
    CHECK_EQ_INT(alone.shots[1], 1);
    CHECK_EQ_INT(alone.at[0], 0);
    CHECK_EQ_INT(alone.at[1], 1);
    fence_rule_free(alone.rules[0]);
    fence_rule_free(alone.rules[1]);
}

/* ---- with the real detector ---- */

static void forget(void *context, const struct finding *finding)
{
    (void)context, (void)finding;
}

static bool nobody(void *context, const struct addr *address)
{
    (void)context, (void)address;
    return false;
}

static void advert(struct observe *observe, unsigned node, uint8_t priority, uint8_t last, int64_t now_us)
{
    const uint8_t vip[] = {10, 0, 0, last};
    struct frame frame = {.kind = FRAME_ADVERT,
                          .time_us = now_us,
                          .has_mac = true,
                          .mac = {2, 0, 0, 0, 0, (uint8_t)node},
                          .source = addr_from_ipv4(0x0A000000 + node),
                          .destination = addr_from_ipv4(0xE0000012)};

    frame.advert = (struct packet){.version = 2,
                                   .vrid = 51,
                                   .priority = priority,
                                   .address_count = 1,
                                   .interval_us = SECOND_US,
                                   .ttl = 255,
                                   .source = frame.source,
                                   .destination = frame.destination,
                                   .addresses = vip};
    observe_frame(observe, &frame);
}

/* The second in which somebody is fenced within 30 s of two masters, the second with this priority (0: it is
 * not there) and address, or -1. */
static int observe_two(uint8_t priority, uint8_t last, struct fence_shot *shot)
{
    struct observe_options options = {.live = true};
    struct observe *observe = observe_new(&options, forget, NULL);
    struct fence_rule *rule = new_rule();
    int fired = -1;

    for (int s = 10; s < 40 && fired < 0; s++) {
        int64_t now_us = (int64_t)s * SECOND_US;

        advert(observe, 1, 150, 100, now_us);
        if (priority != 0)
            advert(observe, 2, priority, last, now_us + SECOND_US / 3);
        observe_advance(observe, now_us + SECOND_US / 2);
        fence_watch_round(rule, observe, nobody, NULL, now_us + SECOND_US / 2);
        if (fence_rule_next(rule, now_us + SECOND_US / 2, shot))
            fired = s;
    }
    fence_rule_free(rule);
    observe_free(observe);
    return fired;
}

static void a_split_that_the_detector_is_certain_of_is_fenced(void)
{
    struct fence_shot shot;
    int fired;

    CHECK_EQ_INT(observe_two(0, 100, &shot), -1);
    CHECK_EQ_INT(observe_two(100, 200, &shot), -1); /* another cluster with this VRID */
    CHECK_EQ_INT(observe_two(255, 100, &shot), -1); /* nobody owns the address: an intruder? */
    fired = observe_two(100, 100, &shot);
    CHECK(fired > 13 && fired < 20);
    CHECK_EQ_INT(last_byte(&shot.target), 2);
    CHECK(shot.target.has_mac && shot.target.mac[5] == 2);
    CHECK_EQ_INT(last_byte(&shot.winner), 1);
    CHECK_EQ_INT(shot.vip.bytes[3], 100);
    CHECK_EQ_INT(shot.vrid, 51);
}

int main(void)
{
    a_split_that_the_detector_is_certain_of_is_fenced();
    an_observer_acts_for_the_winner_after_three_confirmations();
    the_winner_acts_first_and_the_loser_waits();
    the_losers_delay_can_be_said();
    silence_of_one_side_confirms_nothing();
    a_split_that_heals_or_is_not_heard_of_begins_anew();
    confirming_often_is_confirming_once_an_interval();
    who_cannot_be_told_apart_is_not_fenced();
    equal_priorities_are_decided_by_address();
    two_fencers_never_shoot_each_other();
    the_loser_acts_only_where_the_winner_does_not();
    return check_report("fence");
}
