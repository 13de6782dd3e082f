/* Heartbeats' datagrams; see heartbeat_socket.h. */
#include "vrrpd/os/heartbeat_socket.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vrrpd/os/packet_info.h"

enum { CLASS_NETWORK_CONTROL = 0xC0 }; /* CS6, as adverts have */

union target {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static int set_options(int fd, bool six)
{
    int on = 1, class = CLASS_NETWORK_CONTROL;
    int level = six ? (int)IPPROTO_IPV6 : (int)IPPROTO_IP;

    setsockopt(fd, level, six ? IPV6_TCLASS : IP_TOS, &class, sizeof(class)); /* a wish */
    if (six && setsockopt(fd, level, IPV6_V6ONLY, &on, sizeof(on)) < 0)
        return -errno;
    return setsockopt(fd, level, six ? IPV6_RECVPKTINFO : IP_PKTINFO, &on, sizeof(on)) < 0 ? -errno : 0;
}

static socklen_t fill_target(union target *out, enum addr_family family, const struct addr *to, uint16_t port)
{
    memset(out, 0, sizeof(*out));
    if (family == ADDR_IPV6) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        memcpy(&out->v6.sin6_addr, to->bytes, 16);
        return sizeof(out->v6);
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons(port);
    memcpy(&out->v4.sin_addr, to->bytes, 4);
    return sizeof(out->v4);
}

int heartbeat_socket_open(enum addr_family family, uint16_t port)
{
    bool six = family == ADDR_IPV6;
    const struct addr everywhere = {.family = (uint8_t)family};
    int fd = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    union target own;
    socklen_t size = fill_target(&own, family, &everywhere, port);
    int error;

    if (fd < 0)
        return -errno;
    error = set_options(fd, six);
    if (error == 0 && bind(fd, &own.any, size) < 0)
        error = -errno;
    if (error == 0)
        return fd;
    close(fd);
    return error;
}

int heartbeat_socket_interface(const char *name)
{
    return (int)if_nametoindex(name);
}

int heartbeat_socket_send(int fd, const struct heartbeat_way *way, const void *bytes, size_t size)
{
    struct iovec piece = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size};
    union target target;
    union packet_info control;
    struct msghdr message = {.msg_name = &target, .msg_iov = &piece, .msg_iovlen = 1};
    int index = way->interface[0] != '\0' ? heartbeat_socket_interface(way->interface) : 0;

    if (way->interface[0] != '\0' && index == 0)
        return -ENODEV;
    message.msg_namelen = fill_target(&target, way->to.family, &way->to, way->port);
    if (index != 0 && addr_is_link_local(&way->to) && way->to.family == ADDR_IPV6)
        target.v6.sin6_scope_id = (unsigned)index;
    if (index != 0 || way->from.family != ADDR_NONE)
        packet_info_set(&message, &control, way->to.family == ADDR_IPV6, &way->from, index);
    return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static int arrived_by(struct msghdr *message)
{
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
         header = CMSG_NXTHDR(message, header)) {
        struct in_pktinfo info;
        struct in6_pktinfo info6;

        if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO &&
            header->cmsg_len >= CMSG_LEN(sizeof(info))) {
            memcpy(&info, CMSG_DATA(header), sizeof(info));
            return info.ipi_ifindex;
        }
        if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO &&
            header->cmsg_len >= CMSG_LEN(sizeof(info6))) {
            memcpy(&info6, CMSG_DATA(header), sizeof(info6));
            return (int)info6.ipi6_ifindex;
        }
    }
    return 0;
}

int heartbeat_socket_receive(int fd, void *bytes, size_t room, struct heartbeat_arrival *out)
{
    struct iovec piece = {.iov_base = bytes, .iov_len = room};
    union target sender;
    union packet_info control;
    struct msghdr message = {.msg_name = &sender,
                             .msg_namelen = sizeof(sender),
                             .msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    ssize_t got = recvmsg(fd, &message, MSG_DONTWAIT | MSG_TRUNC);

    if (got < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    out->size = (size_t)got;
    out->interface_index = arrived_by(&message);
    out->from = sender.any.sa_family == AF_INET6
                    ? addr_from_bytes(ADDR_IPV6, (const uint8_t *)&sender.v6.sin6_addr)
                    : addr_from_bytes(ADDR_IPV4, (const uint8_t *)&sender.v4.sin_addr);
    return 1;
}
