#include "vrrpwatch/membership.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* An open socket that is a member, or negative errno. It is bound to no port, so nothing arrives on it. */
static int join(int family, int level, int option, const void *request, socklen_t size)
{
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int reason;

    if (fd < 0)
        return -errno;
    if (setsockopt(fd, level, option, request, size) == 0)
        return fd;
    reason = errno;
    close(fd);
    return -reason;
}

int membership_join(const char *interface, struct membership *out)
{
    unsigned int index = if_nametoindex(interface);
    struct ip_mreqn request4 = {.imr_ifindex = (int)index};
    struct ipv6_mreq request6 = {.ipv6mr_interface = index};
    int ipv4, ipv6;

    *out = (struct membership){.ipv4 = -1, .ipv6 = -1};
    if (index == 0)
        return -ENODEV;
    inet_pton(AF_INET, "224.0.0.18", &request4.imr_multiaddr);
    inet_pton(AF_INET6, "ff02::12", &request6.ipv6mr_multiaddr);
    ipv4 = join(AF_INET, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request4, sizeof(request4));
    ipv6 = join(AF_INET6, IPPROTO_IPV6, IPV6_JOIN_GROUP, &request6, sizeof(request6));
    out->ipv4 = ipv4 < 0 ? -1 : ipv4;
    out->ipv6 = ipv6 < 0 ? -1 : ipv6;
    return ipv4 < 0 && ipv6 < 0 ? ipv4 : 0;
}

void membership_leave(struct membership *membership)
{
    if (membership->ipv4 >= 0)
        close(membership->ipv4);
    if (membership->ipv6 >= 0)
        close(membership->ipv6);
    *membership = (struct membership){.ipv4 = -1, .ipv6 = -1};
}
