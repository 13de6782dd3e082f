/* Whether an instance of the vrrp engine may run, and with which priority: its links, its address to send
 * from, its trackers. Looks at what is, not at what happened; the rules are in vrrp/priority.h and
 * vrrp/link_delay.h. */
#ifndef VRRPD_ENGINE_VRRP_HEALTH_H
#define VRRPD_ENGINE_VRRP_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Reads the trackers' verdicts, and whether configured sources are here, from the page; true when one
 * changed. Where this configuration's table has none yet, the predecessor's verdict on the same tracker
 * counts. */
bool engine_health_read(struct engine *engine);

/* Starts, faults or recovers instance `index` and sets its priority, as things are now. */
void engine_health_review(struct engine *engine, size_t index, int64_t now_us);

/* All of them. */
void engine_health_review_all(struct engine *engine, int64_t now_us);

#endif
