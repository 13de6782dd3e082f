/* When a link counts as up: it has to have been up for a while, and down for another while to count as down.
 * So a node that booted a moment ago, or whose switch port does not forward yet, listens before it contends,
 * and a flapping link is one fault, not fifty. Pure. */
#ifndef VRRPD_VRRP_LINK_DELAY_H
#define VRRPD_VRRP_LINK_DELAY_H

#include <stdbool.h>
#include <stdint.h>

struct link_delay {
    int64_t up_us;    /* configured: how long up until it counts */
    int64_t down_us;  /* the same for down */
    bool running;     /* what the kernel says */
    bool counts;      /* what the elections are told */
    int64_t since_us; /* since when `running` is what it is */
};

#define LINK_DELAY_NEVER INT64_MAX

/* The first news of a link. `settled`: it has been so for long enough, nothing is to be waited for. */
void link_delay_start(struct link_delay *delay, bool running, bool settled, int64_t now_us);

/* What the kernel says now. */
void link_delay_hear(struct link_delay *delay, bool running, int64_t now_us);

/* Time passed; true when `counts` changed. */
bool link_delay_tick(struct link_delay *delay, int64_t now_us);

/* When link_delay_tick() is next wanted, LINK_DELAY_NEVER if not at all. */
int64_t link_delay_deadline_us(const struct link_delay *delay);

#endif
