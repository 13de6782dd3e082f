/* The vrrp engine's way out: carrying out what an election decided, in its order and in as few calls as
 * possible. */
#ifndef VRRPD_ENGINE_VRRP_OUT_H
#define VRRPD_ENGINE_VRRP_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Queues the actions of one event of instance `index` and moves its deadline. */
void engine_carry_out(struct engine *engine, size_t index, const struct election_output *out, int64_t now_us);

/* Names the tracker or the member because of which instance `index` will change next. */
void engine_set_subject(struct engine *engine, size_t index, const char *subject);

/* Publishes an event of the instance that `record` names: what became of it and why is in the record, how in
 * `transition`. */
void engine_report(struct engine *engine, const struct page_instance *record, enum page_event_kind kind,
                   const struct election_transition *transition, int64_t now_us);

/* Publishes a notice, or that the instance is MASTER still (PAGE_EVENT_MASTER_CONFIRMED) after what the
 * notice told. */
void engine_report_notice(struct engine *engine, size_t index, enum page_event_kind kind,
                          const struct notice *notice, int64_t now_us);

/* Publishes that a node is to be fenced. */
void engine_report_shot(struct engine *engine, size_t index, const struct fence_shot *shot, int64_t now_us);

/* What the page says of instance `index` is behind: publish it at the end of this round. */
void engine_touch(struct engine *engine, size_t index);

/* Ends a round: sends the adverts, publishes, rings, sends some announcements, in this order. */
void engine_flush(struct engine *engine, int64_t now_us);

#endif
