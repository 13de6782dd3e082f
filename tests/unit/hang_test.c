/* vrrpd/vrrp/hang and crash_loop: when a process counts as hung, and when starting it again helps nobody. */
#include "vrrpd/vrrp/hang.h"

#include "tests/unit/check.h"
#include "vrrpd/vrrp/crash_loop.h"

static const int64_t ms = 1000, s = 1000000;

static void the_patience_fits_into_the_interval(void)
{
    for (int64_t interval_us = 20 * ms; interval_us <= 40 * s; interval_us += 10 * ms) {
        struct hang_patience patience = hang_patience_of_engine(interval_us);

        CHECK(patience.stopped_us <= interval_us / 2);
        CHECK(interval_us + patience.silent_us < 2 * interval_us);
        CHECK(patience.stopped_us <= patience.silent_us);
    }
    CHECK_EQ_INT(hang_patience_of_engine(100 * ms).stopped_us, 25 * ms);
    CHECK_EQ_INT(hang_patience_of_engine(100 * ms).silent_us, 75 * ms);
    CHECK_EQ_INT(hang_patience_of_engine(1 * s).stopped_us, 250 * ms);
    CHECK_EQ_INT(hang_patience_of_engine(10 * ms).stopped_us, 10 * ms);
    CHECK_EQ_INT(hang_patience_of_engine(0).silent_us, 750 * ms);
}

static const struct hang_patience patience = {.stopped_us = 25000, .silent_us = 75000};

static const struct hang_sight stopped = {.stopped = true, .cpu_us = -1}, asleep = {.cpu_us = 1000};

static void who_keeps_its_promises_is_well(void)
{
    struct hang_watch watch = {.promise_us = 0};
    int64_t now_us = s;

    for (int i = 0; i < 100; i++, now_us += 100 * ms) {
        CHECK_EQ_INT(hang_look(&watch, &patience, now_us + 100 * ms, now_us), HANG_WELL);
        CHECK_EQ_INT(watch.look_us, now_us + 125 * ms);
    }
}

static void one_that_is_stopped_is_hung_at_once(void)
{
    struct hang_watch watch = {.promise_us = 0};

    CHECK_EQ_INT(hang_look(&watch, &patience, s, s - 100 * ms), HANG_WELL);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 25 * ms - 1), HANG_WELL);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 25 * ms), HANG_LATE);
    CHECK(hang_judge(&watch, &patience, &stopped, s + 25 * ms));
}

static void one_that_is_silent_is_waited_for(void)
{
    struct hang_watch watch = {.promise_us = 0};

    hang_look(&watch, &patience, s, s - 100 * ms);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 26 * ms), HANG_LATE);
    CHECK(!hang_judge(&watch, &patience, &asleep, s + 26 * ms));
    CHECK_EQ_INT(watch.look_us, s + 75 * ms);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 75 * ms), HANG_LATE);
    CHECK(hang_judge(&watch, &patience, &asleep, s + 75 * ms));
    CHECK_EQ_INT(hang_look(&watch, &patience, s + 200 * ms, s + 76 * ms), HANG_WELL); /* it spoke after all */
}

/* The watcher itself was stopped, or the machine stood still. */
static void after_a_gap_of_our_own_nobody_is_judged(void)
{
    struct hang_watch watch = {.promise_us = 0};

    hang_look(&watch, &patience, s, s - 100 * ms);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 500 * ms), HANG_WELL);
    CHECK_EQ_INT(watch.look_us, s + 525 * ms);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 526 * ms), HANG_LATE);
    CHECK(!hang_judge(&watch, &patience, &asleep, s + 526 * ms));
    CHECK_EQ_INT(watch.look_us, s + 575 * ms);
    CHECK_EQ_INT(hang_look(&watch, &patience, s + 600 * ms, s + 530 * ms), HANG_WELL);
    CHECK_EQ_INT((int)watch.excuses, 0);
}

/* It was stopped so shortly that it is not late, and is continued before the other. */
static void who_was_stopped_excuses_the_other(void)
{
    struct hang_watch watch = {.promise_us = 0};

    hang_look(&watch, &patience, s, s - 100 * ms);
    hang_excuse(&watch, &patience, s - 50 * ms);
    CHECK_EQ_INT(watch.look_us, s + 25 * ms);
    hang_excuse(&watch, &patience, s + 24 * ms);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 26 * ms), HANG_WELL);
    CHECK_EQ_INT(hang_look(&watch, &patience, s, s + 49 * ms), HANG_LATE);
    CHECK(!hang_judge(&watch, &patience, &asleep, s + 49 * ms));
    CHECK_EQ_INT(watch.look_us, s + 99 * ms);
}

/* How the watcher of one that runs, and gets `percent` of a processor, finds it within so long. */
static bool hung_while_running(int64_t within_us, int percent)
{
    struct hang_watch watch = {.promise_us = 0};

    hang_look(&watch, &patience, s, s - 100 * ms);
    for (int64_t us = s; us <= s + within_us; us = watch.look_us) {
        struct hang_sight sight = {.runs = true, .cpu_us = 5000 + (us - s) * percent / 100};

        if (hang_look(&watch, &patience, s, us) == HANG_LATE && hang_judge(&watch, &patience, &sight, us))
            return true;
    }
    return false;
}

static void one_that_loops_is_hung_one_that_starves_is_not(void)
{
    CHECK(!hung_while_running(74 * ms, 100));
    CHECK(hung_while_running(75 * ms, 100));
    CHECK(hung_while_running(75 * ms, 60));
    CHECK(!hung_while_running(9 * s, 30));
    CHECK(!hung_while_running(9 * s, 0));
    CHECK(hung_while_running(11 * s, 0)); /* nobody waits for ever */
}

static void a_watcher_that_is_always_late_judges_in_the_end(void)
{
    struct hang_watch watch = {.promise_us = 0};
    int64_t now_us = s;
    int looks = 0;

    hang_look(&watch, &patience, s, s - 100 * ms);
    while (hang_look(&watch, &patience, s, now_us += 200 * ms) == HANG_WELL && looks < 100)
        looks++;
    CHECK_EQ_INT(looks, HANG_EXCUSES_MAX);
    CHECK(hang_judge(&watch, &patience, &asleep, now_us));
}

/* ---- crash loops ---- */

static const struct conf_crash_loop rule = {.deaths = 5, .within_us = 5000000};

static void five_deaths_within_five_seconds_are_a_loop(void)
{
    struct crash_loop loop = {.count = 0};

    for (int i = 0; i < 4; i++)
        CHECK(!crash_loop_note(&loop, &rule, s + i));
    CHECK(crash_loop_note(&loop, &rule, s + 5 * s));
    CHECK(!crash_loop_note(&loop, &rule, s + 5 * s + 4));
}

static void slower_deaths_are_none(void)
{
    struct crash_loop loop = {.count = 0};
    long loops = 0;

    for (int i = 0; i < 1000; i++)
        loops += crash_loop_note(&loop, &rule, s + i * 1260 * ms);
    CHECK_EQ_INT(loops, 0);
    for (int i = 0; i < 1000; i++)
        loops += crash_loop_note(&loop, &rule, 2000 * s + i * 1240 * ms);
    CHECK_EQ_INT(loops, 996);
}

static void the_largest_rule_fits(void)
{
    static const struct conf_crash_loop most = {.deaths = CONF_CRASH_DEATHS_MAX, .within_us = 1000000};
    struct crash_loop loop = {.count = 0};

    for (int i = 1; i < CONF_CRASH_DEATHS_MAX; i++)
        CHECK(!crash_loop_note(&loop, &most, i));
    CHECK(crash_loop_note(&loop, &most, CONF_CRASH_DEATHS_MAX));
    CHECK(crash_loop_note(&loop, &most, CONF_CRASH_DEATHS_MAX + 1));
    CHECK(!crash_loop_note(&loop, &most, 2 * s));
}

int main(void)
{
    the_patience_fits_into_the_interval();
    who_keeps_its_promises_is_well();
    one_that_is_stopped_is_hung_at_once();
    one_that_is_silent_is_waited_for();
    after_a_gap_of_our_own_nobody_is_judged();
    who_was_stopped_excuses_the_other();
    one_that_loops_is_hung_one_that_starves_is_not();
    a_watcher_that_is_always_late_judges_in_the_end();
    five_deaths_within_five_seconds_are_a_loop();
    slower_deaths_are_none();
    the_largest_rule_fits();
    return check_report("hang");
}
