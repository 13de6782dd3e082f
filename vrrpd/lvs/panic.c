/* The brake; see panic.h. */
#include "vrrpd/lvs/panic.h"

bool panic_answered(struct panic *panic, int64_t now_us)
{
    bool ends = panic->on;

    panic->answered_us = now_us;
    panic->ended_us = ends ? now_us : panic->ended_us;
    panic->on = false;
    return ends;
}

bool panic_lost(struct panic *panic, unsigned percent, size_t lost, size_t total, int64_t first_us)
{
    if (panic->on || percent == 0 || lost == 0 || lost * 100 < total * (size_t)percent ||
        panic->answered_us > first_us)
        return false;
    panic->on = true;
    return true;
}
