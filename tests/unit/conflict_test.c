/* vrrpd/vrrp/conflict and notice: when another master counts as there, how often it is told, when it is over.
 */
#include "vrrpd/vrrp/conflict.h"

#include "tests/unit/sample.h"

enum { MS = 1000, S = 1000 * MS, INTERVAL = 100 * MS };

static const uint8_t mac[CONF_MAC_SIZE] = {0x02, 0, 0, 0, 9, 0x66};

static struct conflict_self self_at(int64_t now_us)
{
    return (struct conflict_self){.now_us = now_us,
                                  .master_since_us = 10 * S,
                                  .interval_us = INTERVAL,
                                  .down_us = 341 * MS,
                                  .calm_us = S};
}

static unsigned hear(struct conflict *conflict, int64_t now_us, enum packet_error error, bool shares)
{
    struct conflict_self self = self_at(now_us);
    struct conflict_advert advert = {.source = sample_addr("10.9.0.2"),
                                     .priority = 100,
                                     .decoded = true,
                                     .shares = shares,
                                     .error = error,
                                     .interval_us = INTERVAL};

    return conflict_heard(conflict, &self, &advert);
}

static unsigned claim(struct conflict *conflict, int64_t now_us)
{
    struct conflict_self self = self_at(now_us);
    struct addr vip = sample_addr("10.9.0.100");

    return conflict_claimed(conflict, &self, &vip, mac, false);
}

/* A predecessor's last word, and what was on its way before it, is no conflict. */
static void the_last_word_of_a_predecessor(void)
{
    struct conflict conflict = {.heard_us = 0};

    CHECK_EQ_INT(hear(&conflict, 10 * S + MS, PACKET_OK, true), 0);
    CHECK_EQ_INT(hear(&conflict, 10 * S + 50 * MS, PACKET_OK, true), 0);
    CHECK_EQ_INT(conflict_deadline_us(&conflict) == CONFLICT_NEVER, 1);
    CHECK_EQ_INT(conflict_tick(&conflict, true, 20 * S), 0);
}

static void one_that_goes_on_is_one(void)
{
    struct conflict conflict = {.heard_us = 0};

    hear(&conflict, 10 * S + MS, PACKET_OK, true);
    CHECK_EQ_INT(hear(&conflict, 10 * S + 101 * MS, PACKET_OK, true), CONFLICT_REPORT);
    CHECK_EQ_INT(conflict.notice.phase, NOTICE_OPEN);
    CHECK_EQ_STR(notice_code(&conflict.notice), "SB-A");
    CHECK_EQ_INT(conflict_deadline_us(&conflict), 10 * S + 101 * MS + S / 4);
}

/* After a split healed, one advert is all that the loser says. Then the winner is told that it is one. */
static void a_healed_split(void)
{
    struct conflict conflict = {.heard_us = 0};

    CHECK_EQ_INT(hear(&conflict, 60 * S, PACKET_OK, true), CONFLICT_REPORT);
    for (int i = 1; i < 4; i++) { /* meanwhile the link is asked who else has the address */
        CHECK_EQ_INT(conflict_tick(&conflict, true, 60 * S + i * 250 * MS - 1), 0);
        CHECK_EQ_INT(conflict_tick(&conflict, true, 60 * S + i * 250 * MS), CONFLICT_ASK);
    }
    CHECK_EQ_INT(conflict_tick(&conflict, true, 61 * S - 1), 0);
    CHECK_EQ_INT(conflict_tick(&conflict, true, 61 * S),
                 CONFLICT_REPORT | CONFLICT_CONFIRM | CONFLICT_ANNOUNCE);
    CHECK_EQ_INT(conflict.notice.phase, NOTICE_CLOSED);
    CHECK_EQ_INT(conflict_tick(&conflict, true, 62 * S), 0);
}

static void who_loses_confirms_nothing(void)
{
    struct conflict conflict = {.heard_us = 0};

    hear(&conflict, 60 * S, PACKET_OK, true);
    CHECK_EQ_INT(conflict_tick(&conflict, false, 60 * S + 1), CONFLICT_REPORT);
    CHECK_EQ_INT(conflict.notice.phase, NOTICE_CLOSED);
}

static void who_does_not_hear_us(void)
{
    struct conflict conflict = {.heard_us = 0};
    unsigned reports = 0;

    for (int i = 0; i < 1000; i++)
        reports += hear(&conflict, 60 * S + i * INTERVAL, PACKET_OK, true) & CONFLICT_REPORT;
    CHECK_EQ_INT(reports, 3); /* at once, when the cause was known, and a minute later */
    CHECK_EQ_STR(notice_code(&conflict.notice), "SB-A5");
    CHECK_EQ_INT(conflict.notice.adverts, 1000);
}

/* One refused advert may be a damaged one. */
static void refused(void)
{
    static const struct {
        enum packet_error error;
        bool shares;
        const char *code;
    } cases[] = {{PACKET_AUTH_FAILED, true, "SB-B1"},      {PACKET_AUTH_TYPE_MISMATCH, true, "SB-B1"},
                 {PACKET_VERSION_MISMATCH, true, "SB-B4"}, {PACKET_INTERVAL_MISMATCH, true, "SB-B3"},
                 {PACKET_BAD_TTL, true, "SB-B7"},          {PACKET_OWN_SOURCE, true, "SB-B10"},
                 {PACKET_UNKNOWN_PEER, true, "SB-A8"},     {PACKET_BAD_CHECKSUM, true, "SB-B5"},
                 {PACKET_BAD_LENGTH, true, "SB-B"},        {PACKET_AUTH_FAILED, false, "SB-B11"}};
    char text[256];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct conflict conflict = {.heard_us = 0};

        CHECK_EQ_INT(hear(&conflict, 60 * S, cases[i].error, cases[i].shares), 0);
        CHECK_EQ_INT(hear(&conflict, 60 * S + INTERVAL, cases[i].error, cases[i].shares), CONFLICT_REPORT);
        CHECK_EQ_STR(notice_code(&conflict.notice), cases[i].code);
        CHECK(strlen(notice_fix(&conflict.notice, text, sizeof(text))) > 10);
        CHECK(strstr(notice_cause(&conflict.notice, text, sizeof(text)), "10.9.0.2 with priority 100"));
        CHECK_EQ_INT(conflict_tick(&conflict, true, 62 * S),
                     CONFLICT_REPORT | (cases[i].shares ? CONFLICT_CONFIRM | CONFLICT_ANNOUNCE : 0));
    }
}

static void foreign_claims(void)
{
    struct conflict conflict = {.heard_us = 0};
    char text[256];

    CHECK_EQ_INT(claim(&conflict, 10 * S + MS),
                 CONFLICT_ANNOUNCE); /* a predecessor's, late: mended, not told */
    CHECK_EQ_INT(claim(&conflict, 60 * S), CONFLICT_ANNOUNCE | CONFLICT_REPORT);
    CHECK_EQ_INT(claim(&conflict, 60 * S + 10 * MS), 0);
    CHECK_EQ_INT(claim(&conflict, 61 * S), CONFLICT_ANNOUNCE);
    CHECK_EQ_STR(notice_code(&conflict.notice), "SB-C5");
    CHECK_EQ_STR(notice_cause(&conflict.notice, text, sizeof(text)),
                 "02:00:00:00:09:66 says that it has 10.9.0.100, and never was the master");
    /* Adverts say more. */
    CHECK_EQ_INT(hear(&conflict, 61 * S + MS, PACKET_AUTH_FAILED, true), CONFLICT_REPORT);
    CHECK_EQ_INT(conflict.notice.phase, NOTICE_UPDATE);
    CHECK_EQ_STR(notice_code(&conflict.notice), "SB-B1");
    CHECK_EQ_INT(conflict.notice.claims, 3);
}

/* keepalived sends no advert while it hears refused ones: its claims are what is left. */
static void a_claim_after_a_refused_advert(void)
{
    struct conflict conflict = {.heard_us = 0};
    char text[256];

    CHECK_EQ_INT(hear(&conflict, 60 * S, PACKET_AUTH_FAILED, true), 0);
    CHECK(claim(&conflict, 60 * S + MS) & CONFLICT_REPORT);
    CHECK_EQ_STR(notice_code(&conflict.notice), "SB-B1");
    CHECK(strstr(notice_cause(&conflict.notice, text, sizeof(text)), "10.9.0.2 with priority 100"));
    CHECK(conflict.notice.has_mac);
}

/* One that comes and goes is told less and less often, and like the first one when it was long away. */
static void flapping(void)
{
    struct conflict conflict = {.heard_us = 0};
    unsigned reports = 0;
    int64_t now_us = 60 * S;

    for (int i = 0; i < 300; i++, now_us += 2 * S) {
        unsigned acts = hear(&conflict, now_us, PACKET_OK, true);

        reports += (acts & CONFLICT_REPORT) != 0;
        acts = conflict_tick(&conflict, true, now_us + 3 * S / 2);
        reports += (acts & CONFLICT_REPORT) != 0;
    }
    CHECK(reports < 20);
    while (conflict.notice.phase != NOTICE_CLOSED)
        conflict_tick(&conflict, true, now_us += S);
    now_us += 700 * S;
    hear(&conflict, now_us, PACKET_OK, true);
    CHECK_EQ_INT(conflict_deadline_us(&conflict), now_us + S / 4);
}

int main(void)
{
    the_last_word_of_a_predecessor();
    one_that_goes_on_is_one();
    a_healed_split();
    who_loses_confirms_nothing();
    who_does_not_hear_us();
    refused();
    foreign_claims();
    a_claim_after_a_refused_advert();
    flapping();
    return check_report("conflict");
}
