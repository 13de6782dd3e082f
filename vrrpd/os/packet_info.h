/* The source address and the interface that one datagram is to leave by, as control data (IP_PKTINFO,
 * IPV6_PKTINFO): for sockets that serve many of them. */
#ifndef VRRPD_OS_PACKET_INFO_H
#define VRRPD_OS_PACKET_INFO_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "lib/addr.h"

/* Room for the one piece of control data there may be. */
union packet_info {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

/* Points `message` to `control`: from `from` (ADDR_NONE: as the kernel likes) out of the interface `index`
 * (0: the same). `six` is the family of where it goes. */
void packet_info_set(struct msghdr *message, union packet_info *control, bool six, const struct addr *from,
                     int index);

#endif
