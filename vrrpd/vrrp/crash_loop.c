/* Crash loops; see crash_loop.h. */
#include "vrrpd/vrrp/crash_loop.h"

bool crash_loop_note(struct crash_loop *loop, const struct conf_crash_loop *rule, int64_t now_us)
{
    unsigned deaths = rule->deaths < CONF_CRASH_DEATHS_MAX ? rule->deaths : CONF_CRASH_DEATHS_MAX;
    unsigned first = (loop->next + CONF_CRASH_DEATHS_MAX + 1 - deaths) % CONF_CRASH_DEATHS_MAX;

    loop->died_us[loop->next] = now_us;
    loop->next = (loop->next + 1) % CONF_CRASH_DEATHS_MAX;
    if (loop->count < CONF_CRASH_DEATHS_MAX)
        loop->count++;
    return deaths > 0 && loop->count >= deaths && now_us - loop->died_us[first] <= rule->within_us;
}
