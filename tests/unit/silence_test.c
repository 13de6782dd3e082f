/* vrrpd/vrrp/silence: questions before the patience ends, whose answer holds us back, and for how long. */
#include "vrrpd/vrrp/silence.h"

#include "tests/unit/sample.h"

enum { MS = 1000, S = 1000 * MS, INTERVAL = 100 * MS, DOWN = 361 * MS };

static const int64_t NEVER = INT64_MAX;

static const uint8_t masters[CONF_MAC_SIZE] = {0x02, 0, 0, 0, 9, 1};
static const uint8_t stranger[CONF_MAC_SIZE] = {0x02, 0, 0, 0, 9, 0x66};
static const uint8_t virtual_mac[CONF_MAC_SIZE] = {0, 0, 0x5E, 0, 1, 51};

/* `after_us` the last advert, which came at 100 s. */
static struct silence_self self_after(int64_t after_us, enum conf_silent mode)
{
    struct silence_self self = {.now_us = 100 * S + after_us,
                                .backup = true,
                                .master = sample_addr("10.9.0.1"),
                                .priority = 150,
                                .base_us = 100 * S,
                                .interval_us = INTERVAL,
                                .patience_us = 100 * S + DOWN,
                                .mode = mode,
                                .hold_us = 500 * MS};

    memcpy(self.virtual_mac, virtual_mac, sizeof(self.virtual_mac));
    return self;
}

static unsigned tick(struct silence *silence, int64_t after_us, enum conf_silent mode)
{
    struct silence_self self = self_after(after_us, mode);

    return silence_tick(silence, &self);
}

static unsigned answer(struct silence *silence, int64_t after_us, enum conf_silent mode, const uint8_t *mac)
{
    struct silence_self self = self_after(after_us, mode);
    struct addr vip = sample_addr("10.9.0.100");

    return silence_answered(silence, &self, &vip, mac);
}

static int64_t due_after(const struct silence *silence, int64_t after_us)
{
    struct silence_self self = self_after(after_us, CONF_SILENT_PROMOTE);
    int64_t at_us = silence_deadline_us(silence, &self);

    return at_us == SILENCE_NEVER ? -1 : at_us - 100 * S;
}

/* The master's MAC is known. */
static struct silence known(void)
{
    struct silence silence = {.ask_at_us = 0};

    tick(&silence, MS, CONF_SILENT_PROMOTE);
    silence_learned(&silence, masters);
    return silence;
}

static void the_masters_mac(void)
{
    struct silence silence = {.ask_at_us = 0};
    unsigned asked = 0;

    CHECK_EQ_INT(tick(&silence, MS, CONF_SILENT_PROMOTE), SILENCE_ASK_MASTER);
    CHECK_EQ_INT(tick(&silence, 2 * MS, CONF_SILENT_PROMOTE), 0);
    silence_learned(&silence, masters);
    silence_learned(&silence, stranger); /* a proxy's answer comes later */
    CHECK(silence.has_mac && memcmp(silence.mac, masters, sizeof(masters)) == 0);
    for (int i = 0; i < 3600; i++) { /* seldom, from then on */
        struct silence_self self = self_after(S, CONF_SILENT_PROMOTE);

        self.base_us = self.now_us += (int64_t)i * S;
        self.patience_us = self.base_us + DOWN;
        asked += silence_tick(&silence, &self) & SILENCE_ASK_MASTER;
        if (silence.learning)
            silence_learned(&silence, masters);
    }
    CHECK_EQ_INT(asked / SILENCE_ASK_MASTER, 11);
}

static void one_that_never_answers_is_asked_seldom(void)
{
    struct silence silence = {.ask_at_us = 0};
    unsigned asked = 0;

    for (int i = 0; i < 600; i++) {
        struct silence_self self = self_after(S, CONF_SILENT_PROMOTE);

        self.base_us = self.now_us += (int64_t)i * S;
        self.patience_us = self.base_us + DOWN;
        asked += (silence_tick(&silence, &self) & SILENCE_ASK_MASTER) != 0;
    }
    CHECK_EQ_INT(asked, 6);
    CHECK(!silence.has_mac);
}

/* One lost advert is no silence; two are, an interval before patience ends. */
static void when_it_asks(void)
{
    struct silence silence = known();

    CHECK_EQ_INT(due_after(&silence, 10 * MS), 261 * MS);
    CHECK_EQ_INT(tick(&silence, 261 * MS - 1, CONF_SILENT_PROMOTE), 0);
    for (int i = 0; i < 4; i++) {
        CHECK_EQ_INT(tick(&silence, 261 * MS + i * 25 * MS, CONF_SILENT_PROMOTE), SILENCE_ASK_VIP);
        CHECK_EQ_INT(tick(&silence, 262 * MS + i * 25 * MS, CONF_SILENT_PROMOTE), 0);
        CHECK_EQ_INT(due_after(&silence, 262 * MS + i * 25 * MS), 286 * MS + i * 25 * MS);
    }
    tick(&silence, 10 * MS, CONF_SILENT_PROMOTE); /* heard again */
    CHECK(!silence.asking);
}

/* Where one missed advert is enough there is less time. */
static void little_patience(void)
{
    struct silence silence = known();
    struct silence_self self = self_after(0, CONF_SILENT_PROMOTE);

    self.patience_us = self.base_us + INTERVAL + 4 * MS;
    CHECK_EQ_INT(silence_deadline_us(&silence, &self), self.patience_us - INTERVAL / 8);
    self.patience_us = self.base_us + INTERVAL + 80 * MS;
    CHECK_EQ_INT(silence_deadline_us(&silence, &self), self.base_us + INTERVAL + INTERVAL / 8);
}

static void promote_is_never_held(void)
{
    struct silence silence = known();

    tick(&silence, 261 * MS, CONF_SILENT_PROMOTE);
    CHECK_EQ_INT(answer(&silence, 340 * MS, CONF_SILENT_PROMOTE, masters), 0);
    CHECK(!silence.veto);
    tick(&silence, DOWN, CONF_SILENT_PROMOTE);
    CHECK(!silence.veto);
    CHECK_EQ_INT(silence_promoted(&silence, 100 * S + DOWN), SILENCE_REPORT);
    CHECK_EQ_STR(notice_code(&silence.notice), "SB-C4");
    CHECK_EQ_INT(silence.notice.kind, NOTICE_ALIVE);
    CHECK_EQ_INT(silence_promoted(&silence, 100 * S + DOWN), 0);
}

static void nobody_answers(void)
{
    struct silence silence = known();

    tick(&silence, 261 * MS, CONF_SILENT_HOLD);
    tick(&silence, DOWN, CONF_SILENT_HOLD);
    CHECK(!silence.veto);
    CHECK_EQ_INT(silence_promoted(&silence, 100 * S + DOWN), 0);
}

/* Goes from deadline to deadline until `until_us` or until the veto ends; a question before `answers_us` is
 * answered 1 ms later. Returns when that was, and counts the questions. */
static int64_t follow(struct silence *silence, int64_t at_us, int64_t until_us, enum conf_silent mode,
                      int64_t answers_us, unsigned *asked)
{
    while (at_us < until_us) {
        bool held = silence->veto;
        struct silence_self self = self_after(at_us, mode);

        if (silence_tick(silence, &self) & SILENCE_ASK_VIP) {
            (*asked)++;
            if (at_us < answers_us)
                answer(silence, at_us + MS, mode, masters);
        }
        if (held && !silence->veto)
            return at_us;
        self.now_us += at_us < answers_us ? MS : 0;
        at_us = silence_deadline_us(silence, &self) - 100 * S;
    }
    return at_us;
}

/* Four questions before patience ends, then one an interval as long as they are answered. */
static void hold_asks_once_an_interval(void)
{
    struct silence silence = known();
    unsigned asked = 0;
    int64_t at_us = follow(&silence, 261 * MS, DOWN, CONF_SILENT_HOLD, NEVER, &asked);

    CHECK_EQ_INT(asked, 4);
    follow(&silence, at_us, DOWN + 100 * INTERVAL, CONF_SILENT_HOLD, NEVER, &asked);
    CHECK(silence.veto);
    CHECK(asked >= 4 + 97 && asked <= 4 + 100);
}

/* Whenever it dies: an interval after the first question that stays without an answer, which comes an
 * interval after the last one. */
static void hold_ends_soon(void)
{
    for (int64_t dead_us = 270 * MS; dead_us < DOWN + 4 * INTERVAL; dead_us += 3 * MS) {
        struct silence silence = known();
        unsigned asked = 0;
        int64_t at_us = follow(&silence, 261 * MS, DOWN + 99 * S, CONF_SILENT_HOLD, dead_us, &asked);

        CHECK(!silence.veto);
        CHECK(at_us > dead_us && at_us <= dead_us + INTERVAL + 76 * MS);
        CHECK(at_us <= dead_us + INTERVAL || at_us > DOWN);
    }
}

/* Two of three may be lost. */
static void lost_answers(void)
{
    struct silence silence = known();
    int64_t at_us = 261 * MS;
    unsigned asked = 0;

    answer(&silence, at_us, CONF_SILENT_HOLD, masters);
    for (int round = 0; round < 50; round++) {
        struct silence_self self;

        asked = 0;
        while (asked < 3) {
            self = self_after(at_us, CONF_SILENT_HOLD);
            asked += silence_tick(&silence, &self) & SILENCE_ASK_VIP;
            CHECK(silence.veto || round == 0);
            at_us = silence_deadline_us(&silence, &self) - 100 * S;
        }
        answer(&silence, self.now_us - 100 * S + MS, CONF_SILENT_HOLD, masters);
        CHECK(silence.veto || round == 0);
        self.now_us += MS;
        at_us = silence_deadline_us(&silence, &self) - 100 * S;
    }
}

/* Where a heartbeat holds, answers decide nothing. */
static void nobody_waits_for_the_answer(void)
{
    enum conf_silent modes[] = {CONF_SILENT_PROMOTE, CONF_SILENT_HOLD_FOR};

    for (size_t i = 0; i < 2; i++) {
        struct silence silence = known();
        unsigned asked = 0;
        int64_t at_us = follow(&silence, 261 * MS, DOWN + S, modes[i], NEVER, &asked);

        CHECK_EQ_INT(at_us < DOWN + S, modes[i] == CONF_SILENT_HOLD_FOR);
        asked = 0;
        follow(&silence, at_us, DOWN + 3600 * (int64_t)S, modes[i], NEVER, &asked);
        CHECK(asked >= 3590 && asked <= 3600);
    }
}

/* It may answer again before the other veto ends. */
static void nobody_answers_a_hold(void)
{
    struct silence silence = known();
    unsigned asked = 0;

    follow(&silence, 261 * MS, DOWN + 100 * INTERVAL, CONF_SILENT_HOLD, 0, &asked);
    CHECK(asked >= 4 + 98 && asked <= 4 + 100);
}

/* We did not run: that nobody answered meanwhile says nothing. */
static void a_node_that_slept_asks_before_it_gives_up(void)
{
    struct silence silence = known();
    unsigned asked = 0;

    follow(&silence, 261 * MS, DOWN + S, CONF_SILENT_HOLD, NEVER, &asked);
    CHECK(tick(&silence, 60 * S, CONF_SILENT_HOLD) & SILENCE_ASK_VIP);
    CHECK(silence.veto);
    tick(&silence, 60 * S + 50 * MS, CONF_SILENT_HOLD);
    CHECK(silence.veto);
    tick(&silence, 60 * S + 75 * MS, CONF_SILENT_HOLD);
    CHECK(!silence.veto);
}

/* On time, though no question is due. */
static void hold_for_ends_on_time(void)
{
    struct silence silence = known();
    unsigned asked = 0;

    CHECK_EQ_INT(follow(&silence, 261 * MS, DOWN + S, CONF_SILENT_HOLD_FOR, NEVER, &asked), DOWN + 500 * MS);
    CHECK(silence.spent);
}

/* What hold-for without a time is. */
static void how_long_it_holds(void)
{
    struct conf_address address = {.lease_us = 2 * S};
    struct conf_instance conf = {.addresses = &address, .address_count = 1, .advert_interval_us = INTERVAL};

    CHECK_EQ_INT(silence_hold_us(&conf), 3200 * MS);
    address.lease_us = 0;
    CHECK_EQ_INT(silence_hold_us(&conf), 200 * MS);
    conf.silent_hold_us = 5 * S;
    CHECK_EQ_INT(silence_hold_us(&conf), 5 * S);
}

/* Until the answers stop; then within an interval. */
static void hold(void)
{
    struct silence silence = known();
    int64_t at = 261 * MS;

    CHECK_EQ_INT(tick(&silence, at, CONF_SILENT_HOLD), SILENCE_ASK_VIP);
    CHECK_EQ_INT(answer(&silence, at + MS, CONF_SILENT_HOLD, masters), 0);
    CHECK(silence.veto);
    for (int i = 0; i < 400; i++, at += 25 * MS) {
        unsigned acts = tick(&silence, at, CONF_SILENT_HOLD);

        CHECK_EQ_INT((acts & SILENCE_REPORT) != 0, at == 361 * MS);
        answer(&silence, at + MS, CONF_SILENT_HOLD, masters);
        CHECK(silence.veto);
    }
    CHECK_EQ_INT(silence.notice.kind, NOTICE_HELD);
    CHECK_EQ_INT(silence.notice.phase, NOTICE_OPEN);
    at -= 25 * MS; /* the last one answered, and then no more: asked for an interval later */
    CHECK_EQ_INT(tick(&silence, at + 100 * MS, CONF_SILENT_HOLD), 0);
    for (int i = 0; i < 3; i++)
        CHECK_EQ_INT(tick(&silence, at + 101 * MS + i * 25 * MS, CONF_SILENT_HOLD), SILENCE_ASK_VIP);
    CHECK(silence.veto);
    CHECK(tick(&silence, at + 176 * MS, CONF_SILENT_HOLD) & SILENCE_REPORT);
    CHECK(!silence.veto);
    CHECK_EQ_INT(silence.notice.phase, NOTICE_CLOSED);
}

static void a_successor_asks_before_it_gives_up(void)
{
    struct silence silence = known();

    tick(&silence, 350 * MS, CONF_SILENT_HOLD);
    answer(&silence, 351 * MS, CONF_SILENT_HOLD, masters);
    silence_adopt(&silence, 101 * S);
    CHECK_EQ_INT(tick(&silence, S, CONF_SILENT_HOLD) & SILENCE_ASK_VIP, SILENCE_ASK_VIP);
    CHECK(silence.veto);
    tick(&silence, S + 80 * MS, CONF_SILENT_HOLD);
    CHECK(!silence.veto);
}

static void hold_for(void)
{
    struct silence silence = known();

    for (int64_t at = 261 * MS; at < DOWN + 500 * MS; at += 25 * MS) {
        tick(&silence, at, CONF_SILENT_HOLD_FOR);
        answer(&silence, at + MS, CONF_SILENT_HOLD_FOR, masters);
        CHECK(silence.veto);
    }
    tick(&silence, DOWN + 500 * MS, CONF_SILENT_HOLD_FOR);
    CHECK(!silence.veto);
    answer(&silence, DOWN + 501 * MS, CONF_SILENT_HOLD_FOR, masters); /* too late */
    CHECK(!silence.veto);
    CHECK_EQ_INT(silence_promoted(&silence, 100 * S + DOWN + 502 * MS), SILENCE_REPORT);
    CHECK_EQ_INT(silence.notice.kind, NOTICE_ALIVE);
}

static void a_stranger_holds_nobody(void)
{
    struct silence silence = known();

    tick(&silence, 261 * MS, CONF_SILENT_HOLD);
    CHECK_EQ_INT(answer(&silence, 262 * MS, CONF_SILENT_HOLD, stranger), SILENCE_REPORT);
    CHECK_EQ_INT(silence.notice.kind, NOTICE_STRANGER);
    CHECK_EQ_INT(silence.notice.phase, NOTICE_CLOSED);
    CHECK(!silence.veto);
    CHECK_EQ_INT(answer(&silence, 290 * MS, CONF_SILENT_HOLD, stranger), 0); /* once */
    answer(&silence, 291 * MS, CONF_SILENT_HOLD, masters);                   /* both: the master's counts */
    CHECK(silence.veto);
    CHECK(memcmp(silence.notice.mac, masters, sizeof(masters)) == 0);
}

/* A virtual MAC is its master's, whoever that is. */
static void a_virtual_mac(void)
{
    struct silence silence = {.ask_at_us = 0};

    tick(&silence, 261 * MS, CONF_SILENT_HOLD);
    answer(&silence, 262 * MS, CONF_SILENT_HOLD, virtual_mac);
    CHECK(silence.veto);
}

/* Answers count while we ask, and not after a resignation. */
static void others_do_not_count(void)
{
    struct silence silence = known();
    struct silence_self self = self_after(300 * MS, CONF_SILENT_HOLD);
    struct addr vip = sample_addr("10.9.0.100");

    answer(&silence, 100 * MS, CONF_SILENT_HOLD, masters);
    CHECK(!silence.veto && silence.answered_us == 0);
    tick(&silence, 261 * MS, CONF_SILENT_HOLD);
    answer(&silence, 262 * MS, CONF_SILENT_HOLD, masters);
    self.gone = true;
    silence_tick(&silence, &self);
    CHECK(!silence.veto);
    CHECK_EQ_INT(silence_answered(&silence, &self, &vip, masters), 0);
    CHECK(!silence.veto);
}

/* We serve for a successor, or the master resigned and went on: the next silence is asked about all the same.
 */
static void what_did_not_count_counts_again(void)
{
    struct silence silence = known();
    struct silence_self self = self_after(10 * MS, CONF_SILENT_HOLD);

    self.gone = true;
    silence_tick(&silence, &self);
    CHECK_EQ_INT(silence_deadline_us(&silence, &self), self.now_us + INTERVAL);
    CHECK(tick(&silence, DOWN - MS, CONF_SILENT_HOLD) & SILENCE_ASK_VIP);
}

int main(void)
{
    the_masters_mac();
    one_that_never_answers_is_asked_seldom();
    when_it_asks();
    little_patience();
    promote_is_never_held();
    nobody_answers();
    hold();
    hold_asks_once_an_interval();
    hold_ends_soon();
    lost_answers();
    nobody_waits_for_the_answer();
    nobody_answers_a_hold();
    a_node_that_slept_asks_before_it_gives_up();
    hold_for_ends_on_time();
    how_long_it_holds();
    a_successor_asks_before_it_gives_up();
    hold_for();
    a_stranger_holds_nobody();
    a_virtual_mac();
    others_do_not_count();
    what_did_not_count_counts_again();
    return check_report("silence");
}
