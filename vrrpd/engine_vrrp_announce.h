/* The vrrp engine's announcements: gratuitous ARP and unsolicited neighbour advertisements, a few at a time,
 * so that a thousand addresses never make an advert late, and no faster than the configuration wants. Never
 * decides how often; that is the election's. */
#ifndef VRRPD_ENGINE_VRRP_ANNOUNCE_H
#define VRRPD_ENGINE_VRRP_ANNOUNCE_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Every address of instance `index` shall be announced `rounds` times from now; 0 ends what is under way. */
void engine_announce(struct engine *engine, size_t index, uint8_t rounds);

/* Sends what may go now, a bounded number of frames, and notes in engine->announce_at_us when to come back.
 */
void engine_announce_some(struct engine *engine, int64_t now_us);

/* The kernel process answered: announcing makes sense once the kernel has the addresses, again when one had
 * to be put back, and no more when it has none. */
void engine_announce_look(struct engine *engine, int64_t now_us);

#endif
