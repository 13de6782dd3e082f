/* The vrrp engine's side of silent masters: shows vrrp/silence.h what is heard, asks what it wants asked,
 * sets the veto that it decides. */
#ifndef VRRPD_ENGINE_VRRP_PROBE_H
#define VRRPD_ENGINE_VRRP_PROBE_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Instance `index` was adopted with what its predecessor knew; before its timers count. */
void engine_probe_adopt(struct engine *engine, size_t index, const struct silence *predecessor,
                        int64_t now_us);

/* Somebody else claims an address of instance `index`, which is BACKUP. */
void engine_probe_claim(struct engine *engine, size_t index, const struct claim *claim, int64_t now_us);

/* Somebody claims an address that may be a master's own. */
void engine_probe_learn(struct engine *engine, const struct claim *claim);

/* Instance `index` heard an advert: looks at it soon when it follows somebody else than before. */
void engine_probe_heard(struct engine *engine, size_t index, int64_t now_us);

/* Instance `index` changed its state in the way that `transition` says. */
void engine_probe_transition(struct engine *engine, size_t index,
                             const struct election_transition *transition, int64_t now_us);

/* What is due; before the elections' timers. */
void engine_probe_round(struct engine *engine, int64_t now_us);

#endif
