/* Asks a LAN who has an address, in a way that leaves every cache alone: an ARP probe (RFC 5227), or a
 * neighbour solicitation. Answers come back as claims. */
#ifndef VRRPD_ENGINE_VRRP_ASK_H
#define VRRPD_ENGINE_VRRP_ASK_H

#include <stddef.h>

#include "vrrpd/engine_vrrp_state.h"

/* On the interface below instance `index`, or the one that its address lives on. Nothing where that is not
 * there or has no MAC. */
void engine_ask(struct engine *engine, size_t index, const struct addr *address);

#endif
