/* Signs of life; see pulse.h. */
#include "vrrpd/pulse.h"

#include "lib/clock.h"

void pulse_of_engine(const struct child *child, int64_t until_us, int64_t interval_us)
{
    const struct page_pulse pulse = {.due_us = until_us, .interval_us = interval_us};

    page_write_pulse(child->page, child->table, child->process, &pulse);
}

int64_t pulse_beat(const struct child *child, int64_t until_us)
{
    int64_t most_us = clock_now_us() + PULSE_US;

    if (until_us > most_us)
        until_us = most_us;
    pulse_of_engine(child, until_us, 0);
    return until_us;
}

void pulse_begin(const struct child *child)
{
    pulse_beat(child, INT64_MAX);
}
