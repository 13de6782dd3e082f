/* Who asks for an address and who says that he holds it: ARP (RFC 826, 5227) and neighbour discovery
 * (RFC 4861). Pure; remembers nobody. */
#ifndef VRRPWATCH_FRAME_NEIGHBOUR_H
#define VRRPWATCH_FRAME_NEIGHBOUR_H

#include "vrrpwatch/frame_part.h"

enum { FRAME_ND_SOLICITATION = 135, FRAME_ND_ADVERTISEMENT = 136 };

/* Decodes an ARP packet: a claim, a question, FRAME_FOREIGN for other operations, or FRAME_BAD_ARP. */
void frame_arp(const struct frame_part *part, struct frame *out);

/* Decodes an ICMPv6 message of one of the two types above; `source`, `destination` and the frame's MAC in
 * `out` are known already. `hop_limit` is the IPv6 header's. */
void frame_nd(const struct frame_part *part, uint8_t hop_limit, struct frame *out);

#endif
