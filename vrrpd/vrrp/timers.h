/* The protocol's arithmetic on time, exact and rounded down to 1 us. Pure. */
#ifndef VRRPD_VRRP_TIMERS_H
#define VRRPD_VRRP_TIMERS_H

#include <stdint.h>

/* Skew_Time in microseconds. v2 (RFC 3768 6.1): (256 - priority) / 256 seconds, whatever the interval is.
 * v3 (RFC 9568 6.1): (256 - priority) * master interval / 256. */
int64_t timers_skew_us(uint8_t version, uint8_t priority, int64_t master_interval_us);

/* Master_Down_Interval (v2) or Active_Down_Interval (v3) in microseconds: `down_adverts` intervals (3 in the
 * RFCs) plus the skew. */
int64_t timers_down_us(uint8_t version, uint8_t priority, int64_t master_interval_us, uint8_t down_adverts);

/* The earlier of two points in time. */
int64_t timers_earlier_us(int64_t a_us, int64_t b_us);

#endif
