/* Control data of datagrams; see packet_info.h. */
#include "vrrpd/os/packet_info.h"

#include <string.h>

void packet_info_set(struct msghdr *message, union packet_info *control, bool six, const struct addr *from,
                     int index)
{
    struct in_pktinfo info = {.ipi_ifindex = index};
    struct in6_pktinfo info6 = {.ipi6_ifindex = (unsigned)index};
    size_t size = six ? sizeof(info6) : sizeof(info);
    struct cmsghdr *header;

    memset(control, 0, sizeof(*control));
    message->msg_control = control;
    message->msg_controllen = CMSG_SPACE(size);
    header = CMSG_FIRSTHDR(message);
    header->cmsg_level = six ? (int)IPPROTO_IPV6 : (int)IPPROTO_IP;
    header->cmsg_type = six ? IPV6_PKTINFO : IP_PKTINFO;
    header->cmsg_len = CMSG_LEN(size);
    if (from->family != ADDR_NONE)
        memcpy(six ? (void *)&info6.ipi6_addr : (void *)&info.ipi_spec_dst, from->bytes, addr_size(from));
    memcpy(CMSG_DATA(header), six ? (void *)&info6 : (void *)&info, size);
}
