/* Links that settle; see link_delay.h. */
#include "vrrpd/vrrp/link_delay.h"

void link_delay_start(struct link_delay *delay, bool running, bool settled, int64_t now_us)
{
    delay->running = running;
    delay->counts = running && (settled || delay->up_us == 0);
    delay->since_us = now_us;
}

void link_delay_hear(struct link_delay *delay, bool running, int64_t now_us)
{
    if (running == delay->running)
        return;
    delay->running = running;
    delay->since_us = now_us;
}

int64_t link_delay_deadline_us(const struct link_delay *delay)
{
    if (delay->running == delay->counts)
        return LINK_DELAY_NEVER;
    return delay->since_us + (delay->running ? delay->up_us : delay->down_us);
}

bool link_delay_tick(struct link_delay *delay, int64_t now_us)
{
    if (now_us < link_delay_deadline_us(delay) || delay->running == delay->counts)
        return false;
    delay->counts = delay->running;
    return true;
}
