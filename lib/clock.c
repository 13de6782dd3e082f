/* The clocks; see clock.h. */
#include "lib/clock.h"

#include <time.h>

static int64_t read_us(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_wall_us(void)
{
    return read_us(CLOCK_REALTIME);
}

int64_t clock_boot_us(void)
{
    return read_us(CLOCK_BOOTTIME);
}

void clock_sleep_us(int64_t duration_us)
{
    struct timespec duration = {.tv_sec = duration_us / 1000000, .tv_nsec = duration_us % 1000000 * 1000};

    clock_nanosleep(CLOCK_MONOTONIC, 0, &duration, NULL);
}

int64_t clock_zone_us(int64_t wall_us)
{
    time_t seconds = (time_t)(wall_us / 1000000);
    struct tm local;

    return localtime_r(&seconds, &local) != NULL ? (int64_t)local.tm_gmtoff * 1000000 : 0;
}
