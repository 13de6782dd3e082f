/* Pauses told from clocks; see pause.h. */
#include "vrrpd/vrrp/pause.h"

/* Clocks are read one after the other, and slewed by half a millisecond a second at most. */
static const int64_t suspended_min_us = 100000;
static const int64_t stepped_min_us = 500000;

static struct pause_found look_at_steps(const struct pause_clocks *last, const struct pause_clocks *clocks)
{
    int64_t passed_us = clocks->now_us - last->now_us;
    int64_t suspended_us = clocks->boot_us - last->boot_us - passed_us;
    int64_t stepped_us = clocks->wall_us - last->wall_us - passed_us;

    if (suspended_us >= suspended_min_us)
        return (struct pause_found){PAUSE_SUSPENDED, suspended_us};
    if (stepped_us >= stepped_min_us || stepped_us <= -stepped_min_us)
        return (struct pause_found){PAUSE_STEPPED, stepped_us};
    return (struct pause_found){PAUSE_NONE, 0};
}

struct pause_found pause_look(struct pause *pause, const struct pause_clocks *clocks, int64_t due_us,
                              int64_t patience_us)
{
    struct pause_found found = {PAUSE_NONE, 0};

    if (pause->known)
        found = look_at_steps(&pause->last, clocks);
    if (pause->known && found.kind == PAUSE_NONE && clocks->now_us - due_us > patience_us)
        found = (struct pause_found){PAUSE_LATE, clocks->now_us - due_us};
    if (clocks->restored)
        found.kind = PAUSE_GENERATION; /* the cause of what the clocks saw */
    pause->last = *clocks;
    pause->known = true;
    return found;
}
