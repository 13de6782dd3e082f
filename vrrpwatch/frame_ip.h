/* The IP layer of a captured frame: IPv4 with options, IPv6 with extension headers, fragments, what stands
 * behind them. Hands VRRP to lib/packet, neighbour discovery and groups to their files. Pure. */
#ifndef VRRPWATCH_FRAME_IP_H
#define VRRPWATCH_FRAME_IP_H

#include "vrrpwatch/frame_part.h"

/* Decodes a datagram that begins with the header of its IP version; fills `source`, `destination`, `kind` and
 * what belongs to it. *part ends as what is left. */
void frame_ipv4(struct frame_part *part, struct frame *out);
void frame_ipv6(struct frame_part *part, struct frame *out);

#endif
