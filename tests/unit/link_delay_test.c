/* vrrpd/vrrp/link_delay: a link counts only after it has been what it is for a while. */
#include "tests/unit/check.h"
#include "vrrpd/vrrp/link_delay.h"

enum { SECOND = 1000000 };

static struct link_delay fresh(int64_t up_us, int64_t down_us)
{
    return (struct link_delay){.up_us = up_us, .down_us = down_us};
}

static void a_settled_link_counts_at_once(void)
{
    struct link_delay delay = fresh(2 * SECOND, 0);

    link_delay_start(&delay, true, true, SECOND);
    CHECK(delay.counts);
    CHECK(link_delay_deadline_us(&delay) == LINK_DELAY_NEVER);
    CHECK(!link_delay_tick(&delay, 100 * SECOND));
}

static void a_fresh_link_is_listened_to_first(void)
{
    struct link_delay delay = fresh(2 * SECOND, 0);

    link_delay_start(&delay, true, false, SECOND);
    CHECK(!delay.counts);
    CHECK_EQ_INT(link_delay_deadline_us(&delay), 3 * SECOND);
    CHECK(!link_delay_tick(&delay, 3 * SECOND - 1));
    CHECK(link_delay_tick(&delay, 3 * SECOND));
    CHECK(delay.counts);
    CHECK(!link_delay_tick(&delay, 4 * SECOND));
}

static void without_a_delay_nothing_waits(void)
{
    struct link_delay delay = fresh(0, 0);

    link_delay_start(&delay, true, false, SECOND);
    CHECK(delay.counts);
    link_delay_hear(&delay, false, 2 * SECOND);
    CHECK(link_delay_tick(&delay, 2 * SECOND));
    CHECK(!delay.counts);
}

/* 50 flaps in a second: down once, up once, two seconds after the last. */
static void a_flapping_link_is_one_fault(void)
{
    struct link_delay delay = fresh(2 * SECOND, 0);
    int changes = 0;
    int64_t now_us = 10 * SECOND;

    link_delay_start(&delay, true, true, SECOND);
    for (int flap = 0; flap < 50; flap++, now_us += SECOND / 50) {
        link_delay_hear(&delay, flap % 2 != 0, now_us);
        changes += link_delay_tick(&delay, now_us);
    }
    CHECK_EQ_INT(changes, 1);
    CHECK(!delay.counts);
    CHECK_EQ_INT(link_delay_deadline_us(&delay), 10 * SECOND + 49 * (SECOND / 50) + 2 * SECOND);
    CHECK(link_delay_tick(&delay, link_delay_deadline_us(&delay)));
    CHECK(delay.counts);
}

static void a_short_drop_is_forgiven_with_a_down_delay(void)
{
    struct link_delay delay = fresh(0, SECOND);

    link_delay_start(&delay, true, true, SECOND);
    link_delay_hear(&delay, false, 10 * SECOND);
    CHECK(!link_delay_tick(&delay, 10 * SECOND + SECOND / 2));
    link_delay_hear(&delay, true, 10 * SECOND + SECOND / 2);
    CHECK(link_delay_deadline_us(&delay) == LINK_DELAY_NEVER);
    link_delay_hear(&delay, false, 20 * SECOND);
    CHECK(link_delay_tick(&delay, 21 * SECOND));
    CHECK(!delay.counts);
}

int main(void)
{
    a_settled_link_counts_at_once();
    a_fresh_link_is_listened_to_first();
    without_a_delay_nothing_waits();
    a_flapping_link_is_one_fault();
    a_short_drop_is_forgiven_with_a_down_delay();
    return check_report("link_delay");
}
