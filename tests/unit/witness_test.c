/* vrrpd/vrrp/witness and vrrpd/vrrp/arbiter: what heartbeats prove and what arbiters allow. */
#include "vrrpd/vrrp/witness.h"

#include "tests/unit/check.h"
#include "vrrpd/vrrp/arbiter.h"
#include "vrrpd/vrrp/timers.h"

static const int64_t ms = 1000, s = 1000000, start = 100 * (int64_t)1000000;

static struct witness_claim claim(enum election_state state, int64_t age_us)
{
    return (struct witness_claim){.router = {.state = (uint8_t)state,
                                             .since_s = 60,
                                             .interval_us = 1000000,
                                             .advert_age_us = (uint32_t)age_us,
                                             .flags = HEARTBEAT_HEARS_MASTER},
                                  .heard_us = start,
                                  .live_until_us = start + 1500 * ms};
}

static struct witness_own own(enum election_state state, int64_t heard_us)
{
    return (struct witness_own){.state = state,
                                .down_adverts = 3,
                                .interval_us = 1 * s,
                                .last_heard_us = heard_us,
                                .advert_sent_us = start - 200 * ms,
                                .since_us = start - 60 * s};
}

/* ---- MASTER and well ---- */

static void believed_for_as_long_as_adverts_are_waited_for(void)
{
    struct witness_claim well = claim(ELECTION_MASTER, 400 * ms);

    CHECK_EQ_INT(witness_well_until_us(&well, 3), start - 400 * ms + 3 * s);
    CHECK_EQ_INT(witness_well_until_us(&well, 2), start - 400 * ms + 2 * s);
    well.router.advert_age_us = HEARTBEAT_NO_ADVERT;
    CHECK_EQ_INT(witness_well_until_us(&well, 3), 0);
    well = claim(ELECTION_BACKUP, 0);
    CHECK_EQ_INT(witness_well_until_us(&well, 3), 0);
    well = claim(ELECTION_FAULT, 0);
    CHECK_EQ_INT(witness_well_until_us(&well, 3), 0);
    well = claim(ELECTION_MASTER, 0);
    well.heard_us = 0;
    CHECK_EQ_INT(witness_well_until_us(&well, 3), 0);
}

/* Whoever dies when, whatever the intervals: the word is void before the most eager backup's patience ends.
 */
static void no_fail_over_is_later(void)
{
    long late = 0;

    for (int64_t interval_us = 10 * ms; interval_us <= 40950 * ms; interval_us += 10 * ms)
        for (int64_t age_us = 0; age_us <= interval_us; age_us += interval_us / 8) {
            struct witness_claim last = claim(ELECTION_MASTER, age_us);
            int64_t advert_us = start - age_us;

            last.router.interval_us = (uint32_t)interval_us;
            late += witness_well_until_us(&last, 3) > advert_us + timers_down_us(3, 254, interval_us, 3);
        }
    CHECK_EQ_INT(late, 0);
}

/* ---- which path is dead ---- */

static enum witness_finding find(enum election_state ours, int64_t heard_us, enum election_state theirs,
                                 uint8_t flags)
{
    struct witness_own self = own(ours, heard_us);
    struct witness_claim said = claim(theirs, 100 * ms);

    said.router.flags = flags;
    return witness_find(&self, &said, start + 100 * ms);
}

static void which_path_is_dead(void)
{
    const int64_t now_and_then = start - 500 * ms, long_ago = start - 5 * s;
    const uint8_t hears = HEARTBEAT_HEARS_MASTER;

    CHECK_EQ_INT(find(ELECTION_BACKUP, long_ago, ELECTION_MASTER, 0), WITNESS_DEAF);
    CHECK_EQ_INT(find(ELECTION_BACKUP, 0, ELECTION_MASTER, 0), WITNESS_DEAF);
    CHECK_EQ_INT(find(ELECTION_BACKUP, now_and_then, ELECTION_MASTER, 0), WITNESS_NOTHING);
    CHECK_EQ_INT(find(ELECTION_MASTER, 0, ELECTION_BACKUP, 0), WITNESS_UNHEARD);
    CHECK_EQ_INT(find(ELECTION_MASTER, 0, ELECTION_BACKUP, hears), WITNESS_NOTHING);
    CHECK_EQ_INT(find(ELECTION_MASTER, 0, ELECTION_MASTER, 0), WITNESS_BOTH_MASTERS);
    CHECK_EQ_INT(find(ELECTION_BACKUP, long_ago, ELECTION_BACKUP, 0), WITNESS_NOTHING);
    CHECK_EQ_INT(find(ELECTION_BACKUP, long_ago, ELECTION_FAULT, 0), WITNESS_NOTHING);
    CHECK_EQ_INT(find(ELECTION_FAULT, long_ago, ELECTION_MASTER, 0), WITNESS_NOTHING);
    CHECK_EQ_INT(find(ELECTION_INIT, long_ago, ELECTION_MASTER, 0), WITNESS_NOTHING);
}

static void a_change_has_time_to_be_heard(void)
{
    struct witness_own self = own(ELECTION_BACKUP, 0);
    struct witness_claim said = claim(ELECTION_MASTER, 0);

    said.router.since_s = 2;
    CHECK_EQ_INT(witness_find(&self, &said, start + 100 * ms), WITNESS_NOTHING);
    said.router.since_s = 3;
    CHECK_EQ_INT(witness_find(&self, &said, start + 100 * ms), WITNESS_DEAF);
    self.since_us = start - 1 * s;
    CHECK_EQ_INT(witness_find(&self, &said, start + 100 * ms), WITNESS_NOTHING);
}

static void a_dead_heartbeat_path_says_nothing(void)
{
    struct witness_own self = own(ELECTION_BACKUP, 0);
    struct witness_claim said = claim(ELECTION_MASTER, 0);

    CHECK_EQ_INT(witness_find(&self, &said, start + 1500 * ms), WITNESS_NOTHING);
}

static void adverts_prove_that_the_node_lives(void)
{
    struct witness_own self = own(ELECTION_BACKUP, start + 2 * s);
    struct witness_claim said = claim(ELECTION_MASTER, 0);

    CHECK(witness_lives(&self, &said, start + 2500 * ms));
    CHECK(!witness_lives(&self, &said, start + 6 * s));
    self.last_heard_us = start + 1 * s; /* before the heartbeats stopped */
    CHECK(!witness_lives(&self, &said, start + 2500 * ms));
    self = own(ELECTION_BACKUP, start + 2 * s);
    said = claim(ELECTION_BACKUP, 0); /* somebody else's adverts */
    CHECK(!witness_lives(&self, &said, start + 2500 * ms));
}

static void an_incident_opens_and_closes(void)
{
    const struct election_master master = {.address = addr_from_ipv4(0x0A090001), .priority = 150};
    struct notice notice = {.phase = NOTICE_CLOSED};
    char text[200];

    CHECK(!witness_tell(&notice, false, &master, start));
    CHECK(witness_tell(&notice, true, &master, start));
    CHECK_EQ_INT(notice.phase, NOTICE_OPEN);
    CHECK_EQ_INT(notice.since_us, start);
    CHECK_EQ_STR(notice_event(&notice), "path-dead");
    CHECK(strstr(notice_cause(&notice, text, sizeof(text)), "10.9.0.1 with priority 150 is silent here") !=
          NULL);
    CHECK(strstr(notice_fix(&notice, text, sizeof(text)), "protocol 112") != NULL);
    CHECK(!witness_tell(&notice, true, &master, start + 1 * s));
    CHECK(witness_tell(&notice, false, &master, start + 2 * s));
    CHECK_EQ_INT(notice.since_us, start);
    CHECK(witness_tell(&notice, true, &master, start + 3 * s));
    CHECK_EQ_INT(notice.number, 2);
}

/* ---- arbiters ---- */

static struct arbiter_verdict judge(bool stay, uint32_t answering, uint32_t unknown,
                                    enum arbiter_others others, int64_t lost_for_us)
{
    const struct arbiter_rule rule = {.minimum = 2, .stay = stay, .grace_us = 4 * s};
    const struct arbiter_count count = {.total = 3, .answering = answering, .unknown = unknown};

    return arbiter_judge(&rule, &count, others, start - lost_for_us, start);
}

static void promotion_needs_the_minimum(void)
{
    for (int others = ARBITER_OTHERS_UNKNOWN; others <= ARBITER_OTHERS_HEAR; others++)
        for (int stay = 0; stay <= 1; stay++)
            for (uint32_t answering = 0; answering <= 3; answering++) {
                struct arbiter_verdict verdict =
                    judge(stay, answering, 0, (enum arbiter_others)others, 10 * s);

                CHECK(verdict.known);
                CHECK_EQ_INT(verdict.may_rise, answering >= 2);
                CHECK_EQ_INT(verdict.lost, answering == 0);
                CHECK_EQ_INT(arbiter_forbids(&verdict, false), answering < 2);
                CHECK(answering == 0 || !verdict.must_yield);
            }
}

/* The whole table of a master without any. */
static void a_master_without_any(void)
{
    CHECK(judge(false, 0, 0, ARBITER_OTHERS_UNKNOWN, 0).must_yield);
    CHECK(judge(false, 0, 0, ARBITER_OTHERS_LOST, 0).must_yield);
    CHECK(judge(false, 0, 0, ARBITER_OTHERS_HEAR, 0).must_yield);
    CHECK(!judge(true, 0, 0, ARBITER_OTHERS_UNKNOWN, 60 * s).must_yield);
    CHECK(!judge(true, 0, 0, ARBITER_OTHERS_LOST, 60 * s).must_yield);
    CHECK(!judge(true, 0, 0, ARBITER_OTHERS_HEAR, 4 * s - 1).must_yield);
    CHECK(judge(true, 0, 0, ARBITER_OTHERS_HEAR, 4 * s).must_yield);
}

static void what_is_not_known_yet(void)
{
    struct arbiter_verdict verdict = judge(false, 0, 3, ARBITER_OTHERS_UNKNOWN, 0);

    CHECK(!verdict.known && !verdict.lost && !arbiter_forbids(&verdict, true));
    CHECK(!arbiter_forbids(&verdict, false));
    CHECK(judge(false, 2, 1, ARBITER_OTHERS_UNKNOWN, 0).known);
    CHECK(!judge(false, 1, 1, ARBITER_OTHERS_UNKNOWN, 0).known);
    CHECK(judge(false, 0, 1, ARBITER_OTHERS_UNKNOWN, 0).known); /* cannot reach two any more */
    CHECK(!judge(false, 0, 1, ARBITER_OTHERS_UNKNOWN, 0).must_yield);
}

static void nothing_to_ask_allows_everything(void)
{
    const struct arbiter_rule rule = {.minimum = 2};
    const struct arbiter_count none = {.total = 0}, one = {.total = 1, .answering = 1};
    struct arbiter_verdict verdict = arbiter_judge(&rule, &none, ARBITER_OTHERS_HEAR, 0, start);

    CHECK(verdict.known && verdict.may_rise && !verdict.must_yield && !verdict.lost);
    CHECK(arbiter_judge(&rule, &one, ARBITER_OTHERS_HEAR, 0, start).may_rise);
}

static void when_time_alone_decides(void)
{
    const struct arbiter_rule stay = {.minimum = 1, .stay = true, .grace_us = 4 * s};
    const struct arbiter_rule yield = {.minimum = 1, .grace_us = 4 * s};
    const struct arbiter_count lost = {.total = 1}, well = {.total = 1, .answering = 1};

    CHECK_EQ_INT(arbiter_due_us(&stay, &lost, ARBITER_OTHERS_HEAR, start, start), start + 4 * s);
    CHECK_EQ_INT(arbiter_due_us(&stay, &lost, ARBITER_OTHERS_HEAR, start, start + 4 * s), INT64_MAX);
    CHECK_EQ_INT(arbiter_due_us(&stay, &lost, ARBITER_OTHERS_LOST, start, start), INT64_MAX);
    CHECK_EQ_INT(arbiter_due_us(&stay, &well, ARBITER_OTHERS_HEAR, 0, start), INT64_MAX);
    CHECK_EQ_INT(arbiter_due_us(&yield, &lost, ARBITER_OTHERS_HEAR, start, start), INT64_MAX);
    CHECK_EQ_INT(arbiter_grace_us(1 * s, 500 * ms, 3, 50 * ms), 3600 * ms);
}

int main(void)
{
    believed_for_as_long_as_adverts_are_waited_for();
    no_fail_over_is_later();
    which_path_is_dead();
    a_change_has_time_to_be_heard();
    a_dead_heartbeat_path_says_nothing();
    adverts_prove_that_the_node_lives();
    an_incident_opens_and_closes();
    promotion_needs_the_minimum();
    a_master_without_any();
    what_is_not_known_yet();
    nothing_to_ask_allows_everything();
    when_time_alone_decides();
    return check_report("witness");
}
