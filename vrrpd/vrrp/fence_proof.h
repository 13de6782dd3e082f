/* Which adverts of another router prove that it is master beside us, so that one of the two may be fenced.
 * Pure. */
#ifndef VRRPD_VRRP_FENCE_PROOF_H
#define VRRPD_VRRP_FENCE_PROOF_H

#include <stdbool.h>

#include "lib/packet.h"

/* Whether a decoded advert that got this verdict counts: those that are good, or that another configuration
 * makes unacceptable. What a router in between, a loop or a stranger may have made is no proof; neither is
 * priority 255, the address owner's, of somebody who does not list his own address: an intruder must not have
 * others fenced. */
bool fence_proof(const struct packet *packet, enum packet_error verdict);

#endif
