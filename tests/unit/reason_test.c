/* vrrpd/vrrp/reason: every reason has a code of its own and a sentence; programs rely on the codes, people on
 * the numbers. */
#include "tests/unit/sample.h"
#include "vrrpd/vrrp/reason.h"

static void every_reason_has_words(void)
{
    struct election_transition transition = {.silence_us = 1234};
    char text[160];

    for (int i = 0; i < ELECTION_REASON_COUNT; i++) {
        const char *code = reason_code((enum election_reason)i);

        CHECK(code != NULL && code[0] != '\0' && strlen(code) < 32);
        CHECK(code != NULL && strspn(code, "abcdefghijklmnopqrstuvwxyz-") == strlen(code));
        transition.reason = (enum election_reason)i;
        text[0] = '\0';
        CHECK(strlen(reason_format(&transition, "chk", text, sizeof(text))) >= 7);
        CHECK(strstr(text, "(null)") == NULL);
        for (int other = 0; other < i; other++)
            CHECK(strcmp(code, reason_code((enum election_reason)other)) != 0);
    }
    CHECK_EQ_STR(reason_code(ELECTION_REASON_COUNT), "?");
    transition.reason = ELECTION_REASON_COUNT;
    CHECK_EQ_STR(reason_format(&transition, "chk", text, sizeof(text)), "no reason");
}

static void states_have_names(void)
{
    CHECK_EQ_STR(reason_state_name(ELECTION_INIT), "INIT");
    CHECK_EQ_STR(reason_state_name(ELECTION_BACKUP), "BACKUP");
    CHECK_EQ_STR(reason_state_name(ELECTION_MASTER), "MASTER");
    CHECK_EQ_STR(reason_state_name(ELECTION_FAULT), "FAULT");
    CHECK_EQ_STR(reason_state_name(ELECTION_STATE_COUNT), "?");
}

static void sentence(enum election_reason reason, const char *peer, int64_t silence_us, const char *want)
{
    struct election_transition transition = {.reason = reason, .silence_us = silence_us};
    char text[160];

    if (peer != NULL)
        transition.peer = (struct election_master){.address = sample_addr(peer), .priority = 150};
    CHECK_EQ_STR(reason_format(&transition, "chk", text, sizeof(text)), want);
}

static void the_number_that_decided(void)
{
    sentence(ELECTION_MASTER_SILENT, "10.9.0.1", 3609375, "master 10.9.0.1 silent for 3.61 s");
    sentence(ELECTION_MASTER_SILENT, "10.9.0.1", 36094, "master 10.9.0.1 silent for 36.1 ms");
    sentence(ELECTION_MASTER_SILENT, "10.9.0.1", 999999, "master 10.9.0.1 silent for 1000.0 ms");
    sentence(ELECTION_MASTER_SILENT, "10.9.0.1", 1000000, "master 10.9.0.1 silent for 1.00 s");
    sentence(ELECTION_MASTER_SILENT, NULL, 3609375, "no master heard for 3.61 s");
    sentence(ELECTION_MASTER_RESIGNED, "10.9.0.1", 609375, "master 10.9.0.1 resigned, waited 609.4 ms");
    sentence(ELECTION_PREEMPTED, "10.9.0.2", 3414062, "master 10.9.0.2 is weaker, waited 3.41 s");
    sentence(ELECTION_HIGHER_PRIORITY, "10.9.0.1", 0,
             "master 10.9.0.1 with priority 150 has a higher priority");
    sentence(ELECTION_HIGHER_ADDRESS, "10.9.0.1", 0,
             "master 10.9.0.1 with priority 150 has the same priority and a larger address");
    sentence(ELECTION_ADOPTED_LATE, "10.9.0.1", 4000000, "our own adverts were missing for 4.00 s");
    sentence(ELECTION_STARTED, NULL, 0, "started, waiting for a master");
    sentence(ELECTION_LINK_DOWN, NULL, 0, "the link is down");
    sentence(ELECTION_DRAINED, "10.9.0.1", 0, "drained by the operator");
    sentence(ELECTION_YIELDED, NULL, 0, "fail-over asked for by the operator");
}

static void the_longest_sentence_fits(void)
{
    struct election_transition transition = {
        .reason = ELECTION_HIGHER_ADDRESS,
        .peer = {.address = sample_addr("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"), .priority = 255},
        .silence_us = INT64_MAX};
    char text[160], little[10];

    CHECK(strstr(reason_format(&transition, "chk", text, sizeof(text)), "larger address") != NULL);
    transition.reason = ELECTION_MASTER_RESIGNED;
    CHECK(strlen(reason_format(&transition, "chk", text, sizeof(text))) < sizeof(text) - 1);
    CHECK_EQ_INT(strlen(reason_format(&transition, "chk", little, sizeof(little))), sizeof(little) - 1);
}

int main(void)
{
    every_reason_has_words();
    states_have_names();
    the_number_that_decided();
    the_longest_sentence_fits();
    return check_report("reason");
}
