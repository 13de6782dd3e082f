/* The LAN looked at as a whole, a few times a second: how many masters a component of it has, whether it is
 * the right one, and whether anybody is later than it may be. Part of the judge; changes no router. */
#ifndef TESTS_SIM_AUDIT_H
#define TESTS_SIM_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

struct lan;

/* Checks I1, I2, I3 and the upper bounds of I4, I5 and I9 and plans the next audit. */
void audit_run(struct lan *lan);

/* True when everybody is awake and all that take part hear one another perfectly. */
bool audit_clear(const struct lan *lan);

/* True when the LAN is clear and was without a cause and without a transition for so long that the next
 * transition would have no reason (I6). */
bool audit_settled(const struct lan *lan);

/* `expected_us` for the timer of a router, plus the lateness it is allowed. */
int64_t audit_latest_us(const struct lan *lan, int index, int64_t expected_us);

/* The latest moment for the next advert of a MASTER. */
int64_t audit_advert_latest_us(const struct lan *lan, int index);

/* How long two routers that hear each other perfectly have both been MASTER, 0 if they are not. */
int64_t audit_dual_us(const struct lan *lan, int a, int b);

#endif
