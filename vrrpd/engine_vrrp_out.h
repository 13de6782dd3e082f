/* The vrrp engine's way out: carrying out what an election decided, in its order and in as few calls as
 * possible. */
#ifndef VRRPD_ENGINE_VRRP_OUT_H
#define VRRPD_ENGINE_VRRP_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Queues the actions of one event of instance `index` and moves its deadline. */
void engine_carry_out(struct engine *engine, size_t index, const struct election_output *out, int64_t now_us);

/* Publishes a transition of the instance that `record` names as an event. */
void engine_report(struct engine *engine, const struct page_instance *record, uint8_t priority,
                   const struct election_transition *transition, int64_t now_us);

/* What the page says of instance `index` is behind: publish it at the end of this round. */
void engine_touch(struct engine *engine, size_t index);

/* Ends a round: sends the adverts, publishes, rings, sends the announcements, in this order. */
void engine_flush(struct engine *engine, int64_t now_us);

#endif
