/* verdict.c: rise and fall, the beat of questions, counted processes. */
#include "vrrpd/vrrp/verdict.h"

#include "tests/unit/check.h"

static const int64_t second_us = 1000000;

static struct verdict_rule rule(uint32_t rise, uint32_t fall, bool init_fail)
{
    return (struct verdict_rule){
        .rise = rise, .fall = fall, .init_fail = init_fail, .interval_us = 2 * second_us};
}

static void the_first_result_decides_alone(void)
{
    const struct verdict_rule three = rule(3, 3, false);
    struct verdict verdict;

    for (int good = 0; good < 2; good++) {
        verdict_start(&verdict, &three, 0);
        CHECK(!verdict.known);
        CHECK(verdict_result(&verdict, &three, good != 0));
        CHECK(verdict.known && verdict.ok == (good != 0));
    }
}

static void changes_need_rise_and_fall_in_a_row(void)
{
    const struct verdict_rule some = rule(2, 3, false);
    struct verdict verdict;

    verdict_start(&verdict, &some, 0);
    CHECK(verdict_result(&verdict, &some, true));
    CHECK(!verdict_result(&verdict, &some, false));
    CHECK(!verdict_result(&verdict, &some, false));
    CHECK(!verdict_result(&verdict, &some, true)); /* the row is broken */
    CHECK(!verdict_result(&verdict, &some, false));
    CHECK(!verdict_result(&verdict, &some, false));
    CHECK(verdict_result(&verdict, &some, false) && !verdict.ok);
    CHECK(!verdict_result(&verdict, &some, true));
    CHECK(verdict_result(&verdict, &some, true) && verdict.ok);
}

static void init_fail_is_failed_until_it_rises(void)
{
    const struct verdict_rule hard = rule(2, 1, true);
    struct verdict verdict;

    verdict_start(&verdict, &hard, 0);
    CHECK(verdict.known && !verdict.ok);
    CHECK(!verdict_result(&verdict, &hard, true));
    CHECK(verdict_result(&verdict, &hard, true) && verdict.ok);
}

static void an_adopted_verdict_changes_as_any_other(void)
{
    const struct verdict_rule some = rule(1, 2, true);
    struct verdict verdict;

    verdict_adopt(&verdict, true, 5);
    CHECK(verdict.known && verdict.ok && verdict.due_us == 5);
    CHECK(!verdict_result(&verdict, &some, false) && verdict.ok);
    CHECK(verdict_result(&verdict, &some, false) && !verdict.ok);
}

static void a_question_that_is_open_is_not_asked_again(void)
{
    const struct verdict_rule one = rule(1, 1, false);
    struct verdict verdict;

    verdict_start(&verdict, &one, 10);
    CHECK(!verdict_ask(&verdict, &one, 9));
    CHECK(verdict_ask(&verdict, &one, 10));
    CHECK(!verdict_ask(&verdict, &one, 10 + 2 * second_us)); /* the tick is skipped */
    CHECK_EQ_INT(verdict.due_us, 10 + 4 * second_us);
    verdict_result(&verdict, &one, true);
    CHECK(!verdict_ask(&verdict, &one, 10 + 3 * second_us));
    CHECK(verdict_ask(&verdict, &one, 10 + 4 * second_us));
    verdict_lost(&verdict);
    CHECK(verdict_ask(&verdict, &one, 10 + 6 * second_us));
}

static void the_beat_is_kept_when_ticks_were_missed(void)
{
    const struct verdict_rule one = rule(1, 1, false);
    struct verdict verdict;

    for (int64_t late_us = 0; late_us < 20 * second_us; late_us += 333333) {
        verdict_start(&verdict, &one, 7);
        CHECK(verdict_ask(&verdict, &one, 7 + late_us));
        CHECK(verdict.due_us > 7 + late_us && verdict.due_us <= 7 + late_us + 2 * second_us);
        CHECK_EQ_INT((verdict.due_us - 7) % (2 * second_us), 0);
    }
}

static void processes_are_counted_between_quorum_and_its_limit(void)
{
    const struct verdict_count_rule some = {.quorum = 2, .quorum_max = 3};
    struct verdict_count count = {.known = false};

    CHECK(verdict_counted(&count, &some, 2, 0) && count.ok);
    CHECK(!verdict_counted(&count, &some, 3, 1));
    CHECK(verdict_counted(&count, &some, 4, 2) && !count.ok);
    CHECK(verdict_counted(&count, &some, 2, 3) && count.ok);
    CHECK(verdict_counted(&count, &some, 1, 4) && !count.ok);
}

static void births_and_deaths_need_their_delay(void)
{
    const struct verdict_count_rule slow = {
        .quorum = 1, .fork_delay_us = 5 * second_us, .terminate_delay_us = 2 * second_us};
    struct verdict_count count = {.known = false};

    CHECK(verdict_counted(&count, &slow, 0, 0) && !count.ok); /* the first needs no patience */
    CHECK_EQ_INT(verdict_count_due_us(&count, &slow), VERDICT_NEVER);
    CHECK(!verdict_counted(&count, &slow, 1, second_us));
    CHECK_EQ_INT(verdict_count_due_us(&count, &slow), 6 * second_us);
    CHECK(!verdict_counted(&count, &slow, 0, 2 * second_us)); /* gone again */
    CHECK(!verdict_counted(&count, &slow, 1, 3 * second_us));
    CHECK(!verdict_counted(&count, &slow, 1, 8 * second_us - 1));
    CHECK(verdict_counted(&count, &slow, 1, 8 * second_us) && count.ok);
    CHECK(!verdict_counted(&count, &slow, 0, 9 * second_us) && count.ok);
    CHECK(verdict_counted(&count, &slow, 0, 11 * second_us) && !count.ok);
}

int main(void)
{
    the_first_result_decides_alone();
    changes_need_rise_and_fall_in_a_row();
    init_fail_is_failed_until_it_rises();
    an_adopted_verdict_changes_as_any_other();
    a_question_that_is_open_is_not_asked_again();
    the_beat_is_kept_when_ticks_were_missed();
    processes_are_counted_between_quorum_and_its_limit();
    births_and_deaths_need_their_delay();
    return check_report("verdict");
}
