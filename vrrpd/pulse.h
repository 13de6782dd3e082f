/* The sign of life of a process below the supervisor: before it sleeps it says in the state page until when.
 * Judges nothing; see vrrp/hang.h. */
#ifndef VRRPD_PULSE_H
#define VRRPD_PULSE_H

#include <stdint.h>

#include "vrrpd/child.h"

enum { PULSE_US = 500000 }; /* the longest sleep */

/* It has begun to work; the first round may take long. */
void pulse_begin(const struct child *child);

/* It sleeps until `until_us` at the latest: returns until when it really may. */
int64_t pulse_beat(const struct child *child, int64_t until_us);

/* The same for vrrp, which knows by itself how long it may sleep: its fastest MASTER adverts every
 * `interval_us`, 0: it has none. */
void pulse_of_engine(const struct child *child, int64_t until_us, int64_t interval_us);

#endif
