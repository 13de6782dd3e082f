/* The vrrp engine's side of conflicts: shows a MASTER's conflict.h what is heard, and carries out what it
 * says. Decides nothing. */
#ifndef VRRPD_ENGINE_VRRP_CONFLICT_H
#define VRRPD_ENGINE_VRRP_CONFLICT_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* An advert for instance `index`, MASTER and staying so, was heard; `packet` is NULL when it could not be
 * decoded, `verdict` what became of it. */
void engine_conflict_advert(struct engine *engine, size_t index, const struct packet *packet,
                            enum packet_error verdict, int64_t now_us);

/* Somebody else claims an address of instance `index`, which is MASTER. */
void engine_conflict_claim(struct engine *engine, size_t index, const struct claim *claim, int64_t now_us);

/* Ends what is over. */
void engine_conflict_round(struct engine *engine, int64_t now_us);

#endif
