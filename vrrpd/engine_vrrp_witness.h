/* Heartbeats in the vrrp process: before a BACKUP is promoted because its master is silent, the page is asked
 * whether that master is well by another path; if so, the promotion is vetoed for as long as that holds. What
 * is well is decided in vrrp/witness.h, what a veto means in vrrp/election.h. */
#ifndef VRRPD_ENGINE_VRRP_WITNESS_H
#define VRRPD_ENGINE_VRRP_WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Instance `index` is due. True when it is not any more, because a promotion is vetoed; then it has left the
 * front of the schedule. */
bool engine_witness_holds(struct engine *engine, size_t index, int64_t now_us);

/* Ends the vetoes that do not hold any more. */
void engine_witness_round(struct engine *engine, int64_t now_us);

/* This node did not run for a while: what heartbeats said is void, and what they say now has to arrive before
 * a silent master counts as dead. */
void engine_witness_woke(struct engine *engine, int64_t now_us);

/* Something is new in the page, or records came from a predecessor: the next round looks at all of them. */
void engine_witness_news(struct engine *engine);

#endif
