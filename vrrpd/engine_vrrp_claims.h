/* The vrrp engine's eyes: claims to its virtual addresses by ARP and neighbour discovery are read here, a
 * bounded number at a time, and shown to those who have a use for them. Never before adverts. */
#ifndef VRRPD_ENGINE_VRRP_CLAIMS_H
#define VRRPD_ENGINE_VRRP_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Collects the addresses and begins to hear, where there are any. False without memory; an engine that cannot
 * hear claims is told to the log and goes on. */
bool engine_claims_prepare(struct engine *engine);

/* The masters that are followed have changed: their own addresses are listened to as well. */
void engine_claims_refresh(struct engine *engine);

/* Reads what waits, at most one batch of each family; looks again later. */
void engine_claims_hear(struct engine *engine, int64_t now_us);

#endif
