/* ARP and neighbour discovery inside a captured frame; what they say is lib/neighbour.h's. Pure. */
#ifndef VRRPWATCH_FRAME_NEIGHBOUR_H
#define VRRPWATCH_FRAME_NEIGHBOUR_H

#include "lib/neighbour.h"
#include "vrrpwatch/frame_part.h"

/* Decodes an ARP packet: a claim, a question, FRAME_FOREIGN for other operations, or FRAME_BAD_ARP. */
void frame_arp(const struct frame_part *part, struct frame *out);

/* Decodes an ICMPv6 message of one of the two types; `source`, `destination` and the frame's MAC in
 * `out` are known already. `hop_limit` is the IPv6 header's. */
void frame_nd(const struct frame_part *part, uint8_t hop_limit, struct frame *out);

#endif
