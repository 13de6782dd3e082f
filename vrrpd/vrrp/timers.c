#include "vrrpd/vrrp/timers.h"

int64_t timers_skew_us(uint8_t version, uint8_t priority, int64_t master_interval_us)
{
    int64_t base_us = version == 2 ? 1000000 : master_interval_us;
    int64_t parts = 256 - priority;

    /* Divided before it is multiplied, so that no interval overflows; the remainder keeps it exact. */
    return base_us / 256 * parts + base_us % 256 * parts / 256;
}

int64_t timers_down_us(uint8_t version, uint8_t priority, int64_t master_interval_us, uint8_t down_adverts)
{
    return down_adverts * master_interval_us + timers_skew_us(version, priority, master_interval_us);
}

int64_t timers_earlier_us(int64_t a_us, int64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}
