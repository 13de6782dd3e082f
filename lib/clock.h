/* The monotonic clock, and the wall clock for people. The only file that reads a clock. */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in microseconds; never steps, the same in every process of this boot. */
int64_t clock_now_us(void);

/* CLOCK_REALTIME in microseconds since 1970; for stamps that people read, never for a timer. */
int64_t clock_wall_us(void);

/* CLOCK_BOOTTIME in microseconds: the monotonic clock and the time the machine was suspended. */
int64_t clock_boot_us(void);

/* How far local time is east of UTC at that moment. */
int64_t clock_zone_us(int64_t wall_us);

/* Sleeps `duration_us`, or less when a signal comes. */
void clock_sleep_us(int64_t duration_us);

#endif
