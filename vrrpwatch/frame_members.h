/* Who asks for members of multicast groups, joins one or leaves: IGMP (RFC 1112, 2236, 3376) and MLD
 * (RFC 2710, 3810). Pure; keeps no membership. */
#ifndef VRRPWATCH_FRAME_MEMBERS_H
#define VRRPWATCH_FRAME_MEMBERS_H

#include "vrrpwatch/frame_part.h"

/* Decodes an IGMP message: FRAME_MEMBERS, FRAME_FOREIGN for other types, FRAME_SHORT_IP when cut. */
void frame_igmp(const struct frame_part *part, struct frame *out);

/* Decodes an ICMPv6 message that may be MLD; FRAME_FOREIGN when it is not. */
void frame_mld(const struct frame_part *part, struct frame *out);

#endif
