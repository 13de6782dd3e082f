/* When a process counts as hung; see hang.h. */
#include "vrrpd/vrrp/hang.h"

enum {
    QUIET_US = 1000000,       /* the interval that an engine without a MASTER is watched by */
    STOPPED_LEAST_US = 10000, /* less is what a busy machine does to everybody */
    STOPPED_MOST_US = 250000,
    SILENT_LEAST_US = 10000,
    STARVED_MOST_US = 10000000,
    EXCUSED_US = 5000, /* who comes later than that was kept from coming */
    SILENT_MOST_US = 1000000,
};

static int64_t within(int64_t least_us, int64_t value_us, int64_t most_us)
{
    if (value_us < least_us)
        return least_us;
    return value_us > most_us ? most_us : value_us;
}

struct hang_patience hang_patience_of_engine(int64_t interval_us)
{
    int64_t us = interval_us > 0 ? interval_us : QUIET_US;

    return (struct hang_patience){.stopped_us = within(STOPPED_LEAST_US, us / 4, STOPPED_MOST_US),
                                  .silent_us = within(SILENT_LEAST_US, us * 3 / 4, SILENT_MOST_US)};
}

void hang_excuse(struct hang_watch *watch, const struct hang_patience *patience, int64_t now_us)
{
    if (now_us < watch->promise_us)
        return;
    watch->base_us = now_us;
    watch->look_us = now_us + patience->stopped_us;
    watch->sight_us = 0;
}

enum hang_verdict hang_look(struct hang_watch *watch, const struct hang_patience *patience,
                            int64_t promise_us, int64_t now_us)
{
    if (promise_us != watch->promise_us) {
        watch->promise_us = watch->base_us = promise_us;
        watch->look_us = promise_us + patience->stopped_us;
        watch->excuses = 0;
        watch->sight_us = 0;
    }
    if (now_us < watch->look_us)
        return HANG_WELL;
    if (now_us <= watch->look_us + EXCUSED_US || watch->excuses == HANG_EXCUSES_MAX)
        return HANG_LATE;
    watch->excuses++; /* we come late: so may have been the other */
    hang_excuse(watch, patience, now_us);
    return HANG_WELL;
}

/* It uses up what it gets: a loop without an end does, too, but it gets more. */
static bool is_starved(const struct hang_watch *watch, const struct hang_sight *sight, int64_t now_us)
{
    return sight->runs && sight->cpu_us >= 0 &&
           (sight->cpu_us - watch->cpu_us) * 2 < now_us - watch->sight_us &&
           now_us < watch->base_us + STARVED_MOST_US;
}

bool hang_judge(struct hang_watch *watch, const struct hang_patience *patience,
                const struct hang_sight *sight, int64_t now_us)
{
    bool first = watch->sight_us == 0;

    if (sight->stopped)
        return true;
    if (first) {
        watch->sight_us = now_us;
        watch->cpu_us = sight->cpu_us;
    }
    watch->look_us = watch->base_us + patience->silent_us;
    if (now_us < watch->look_us)
        return false;
    watch->look_us = now_us + patience->stopped_us;
    return !(sight->runs && first) && !is_starved(watch, sight, now_us);
}
