/* vrrpd/vrrp/timers: every legal combination against exact rational arithmetic. The results are compared
 * in bulk, because a check for each of the million would only say how long the test is. */
#include "vrrpd/vrrp/timers.h"

#include "tests/unit/check.h"

enum {
    V3_INTERVALS = 4095,
    V2_INTERVALS = 255,
};

static const __int128 second_us = 1000000, centisecond_us = 10000;

/* `us` is `numerator / 256` rounded down: us <= numerator/256 < us + 1, said without dividing. */
static bool is_floor_of_256th(int64_t us, __int128 numerator)
{
    return (__int128)us * 256 <= numerator && numerator < ((__int128)us + 1) * 256;
}

static void v3_exact_for_all_intervals_and_priorities(void)
{
    long wrong_skew = 0, wrong_down = 0;

    for (int cs = 1; cs <= V3_INTERVALS; cs++) {
        for (int p = 1; p <= 255; p++) {
            __int128 interval = cs * centisecond_us, skew_256 = (256 - p) * interval;
            int64_t interval_us = (int64_t)interval;
            wrong_skew += !is_floor_of_256th(timers_skew_us(3, (uint8_t)p, interval_us), skew_256);
            wrong_down += !is_floor_of_256th(timers_down_us(3, (uint8_t)p, interval_us, 3),
                                             3 * 256 * interval + skew_256);
        }
    }
    CHECK_EQ_INT(wrong_skew, 0);
    CHECK_EQ_INT(wrong_down, 0);
}

static void v2_exact_for_all_intervals_and_priorities(void)
{
    long wrong_skew = 0, wrong_down = 0;

    for (int seconds = 1; seconds <= V2_INTERVALS; seconds++) {
        for (int p = 1; p <= 255; p++) {
            __int128 interval = seconds * second_us, skew_256 = (256 - p) * second_us;
            int64_t interval_us = (int64_t)interval;
            wrong_skew += !is_floor_of_256th(timers_skew_us(2, (uint8_t)p, interval_us), skew_256);
            wrong_down += !is_floor_of_256th(timers_down_us(2, (uint8_t)p, interval_us, 3),
                                             3 * 256 * interval + skew_256);
        }
    }
    CHECK_EQ_INT(wrong_skew, 0);
    CHECK_EQ_INT(wrong_down, 0);
}

static void rises_with_the_interval_and_falls_with_the_priority(void)
{
    long not_rising = 0, not_falling = 0;

    for (int cs = 1; cs < V3_INTERVALS; cs++) {
        for (int p = 1; p < 255; p++) {
            int64_t here = timers_down_us(3, (uint8_t)p, cs * INT64_C(10000), 3);
            not_rising += timers_down_us(3, (uint8_t)p, (cs + 1) * INT64_C(10000), 3) <= here;
            not_falling += timers_down_us(3, (uint8_t)(p + 1), cs * INT64_C(10000), 3) >= here;
        }
    }
    CHECK_EQ_INT(not_rising, 0);
    CHECK_EQ_INT(not_falling, 0);
}

static void values_from_the_table(void)
{
    CHECK_EQ_INT(timers_skew_us(3, 100, 10000), 6093);   /* 6.09 ms at the shortest interval */
    CHECK_EQ_INT(timers_down_us(3, 1, 10000, 3), 39960); /* 39.96 ms */
    CHECK_EQ_INT(timers_down_us(3, 254, 1000000, 3), 3007812);
    CHECK_EQ_INT(timers_down_us(2, 100, 1000000, 3), 3609375);
    CHECK_EQ_INT(timers_skew_us(2, 100, 255000000), 609375);   /* v2: whatever the interval */
    CHECK_EQ_INT(timers_down_us(3, 1, 10000000, 3), 39960937); /* 4288 s where 32 bits overflowed */
    CHECK_EQ_INT(timers_down_us(3, 100, 1000000, 1), 1609375);
    CHECK_EQ_INT(timers_down_us(3, 100, 1000000, 100), 100609375);
    CHECK_EQ_INT(timers_skew_us(3, 0, 40950000), 40950000);
}

static void absurd_intervals_do_not_overflow(void)
{
    int64_t huge = INT64_MAX / 256;

    CHECK(is_floor_of_256th(timers_skew_us(3, 1, huge), (__int128)255 * huge));
    CHECK(is_floor_of_256th(timers_down_us(3, 1, huge, 100), (__int128)25600 * huge + (__int128)255 * huge));
}

int main(void)
{
    v3_exact_for_all_intervals_and_priorities();
    v2_exact_for_all_intervals_and_priorities();
    rises_with_the_interval_and_falls_with_the_priority();
    values_from_the_table();
    absurd_intervals_do_not_overflow();
    return check_report("timers");
}
