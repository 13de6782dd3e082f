/* Echo requests and answers; see ping_socket.h. RFC 792, RFC 4443 4.1 and 4.2. */
#include "vrrpd/os/ping_socket.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/checksum.h"
#include "vrrpd/os/packet_info.h"

enum {
    OPTION_ICMP_FILTER = 1, /* ICMP_FILTER of linux/icmp.h, which does not go with netinet/ip_icmp.h */
    SKIP_MAX = 64,          /* foreign packets looked at in one go */
    IPV4_HEADER_MIN = 20,
};

/* Header and payload as they are on the wire; both families have the same shape. */
struct echo {
    uint8_t type, code;
    uint16_t checksum;
    uint16_t id, sequence;
    uint32_t magic;
    struct ping_mark mark;
} __attribute__((packed));

static const uint32_t magic = 0x76727270;

union target {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* A raw socket hears everything of its protocol: only echo replies are wanted. */
static void filter(int fd, enum addr_family family)
{
    uint32_t unwanted = ~(1U << ICMP_ECHOREPLY);
    struct icmp6_filter unwanted6;

    if (family == ADDR_IPV4) {
        setsockopt(fd, SOL_RAW, OPTION_ICMP_FILTER, &unwanted, sizeof(unwanted));
        return;
    }
    ICMP6_FILTER_SETBLOCKALL(&unwanted6);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &unwanted6);
    setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &unwanted6, sizeof(unwanted6));
}

int ping_socket_open(struct ping_socket *ping, enum addr_family family)
{
    int domain = family == ADDR_IPV6 ? AF_INET6 : AF_INET;
    int protocol = family == ADDR_IPV6 ? (int)IPPROTO_ICMPV6 : (int)IPPROTO_ICMP;

    ping->family = (uint8_t)family;
    ping->raw = false;
    ping->fd = socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (ping->fd >= 0)
        return 0;
    ping->fd = socket(domain, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (ping->fd < 0)
        return -errno;
    ping->raw = true;
    filter(ping->fd, family);
    return 0;
}

static socklen_t fill_target(union target *out, const struct addr *to, unsigned index)
{
    memset(out, 0, sizeof(*out));
    if (to->family == ADDR_IPV6) {
        out->v6.sin6_family = AF_INET6;
        memcpy(&out->v6.sin6_addr, to->bytes, 16);
        if (IN6_IS_ADDR_LINKLOCAL(&out->v6.sin6_addr))
            out->v6.sin6_scope_id = index;
        return sizeof(out->v6);
    }
    out->v4.sin_family = AF_INET;
    memcpy(&out->v4.sin_addr, to->bytes, 4);
    return sizeof(out->v4);
}

/* Needs no right, unlike binding the socket to the device. */
static int choose_interface(const struct ping_socket *ping, unsigned index)
{
    uint32_t value = htonl(index);
    bool six = ping->family == ADDR_IPV6;

    return setsockopt(ping->fd, six ? (int)IPPROTO_IPV6 : (int)IPPROTO_IP,
                      six ? IPV6_UNICAST_IF : IP_UNICAST_IF, &value, sizeof(value)) < 0
               ? -errno
               : 0;
}

int ping_socket_send(const struct ping_socket *ping, const struct ping_way *way, const struct ping_mark *mark)
{
    unsigned index = way->interface[0] != '\0' ? if_nametoindex(way->interface) : 0;
    struct echo echo = {.type = way->to.family == ADDR_IPV6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO,
                        .id = htons((uint16_t)getpid()),
                        .sequence = htons((uint16_t)mark->number),
                        .magic = magic,
                        .mark = *mark};
    struct iovec piece = {.iov_base = &echo, .iov_len = sizeof(echo)};
    union target target;
    union packet_info control;
    struct msghdr message = {.msg_name = &target, .msg_iov = &piece, .msg_iovlen = 1};
    int error;

    if (ping->fd < 0)
        return -EBADF;
    if (way->interface[0] != '\0' && index == 0)
        return -ENODEV;
    error = choose_interface(ping, index);
    if (error < 0)
        return error;
    if (way->to.family == ADDR_IPV4)
        echo.checksum = htons(checksum_finish(checksum_add(0, (const uint8_t *)&echo, sizeof(echo))));
    message.msg_namelen = fill_target(&target, &way->to, index);
    if (way->from.family != ADDR_NONE) /* goes with the packet: the socket is for all of them */
        packet_info_set(&message, &control, way->from.family == ADDR_IPV6, &way->from, 0);
    return sendmsg(ping->fd, &message, 0) < 0 ? -errno : 0;
}

/* True with an answer; everything is checked against the size that was received. */
static bool read_echo(const struct ping_socket *ping, const uint8_t *bytes, size_t size,
                      struct ping_mark *mark)
{
    struct echo echo;
    size_t header = 0;

    if (ping->raw && ping->family == ADDR_IPV4) {
        if (size < IPV4_HEADER_MIN)
            return false;
        header = (size_t)(bytes[0] & 0x0F) * 4;
    }
    if (size < header || size - header < sizeof(echo))
        return false;
    memcpy(&echo, bytes + header, sizeof(echo));
    if (echo.type != (ping->family == ADDR_IPV6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) || echo.code != 0 ||
        echo.magic != magic || ntohs(echo.sequence) != (uint16_t)echo.mark.number ||
        (ping->raw && echo.id != htons((uint16_t)getpid())))
        return false;
    *mark = echo.mark;
    return true;
}

int ping_socket_receive(const struct ping_socket *ping, struct addr *from, struct ping_mark *mark)
{
    for (int i = 0; i < SKIP_MAX; i++) {
        uint8_t bytes[256];
        union target sender;
        socklen_t size = sizeof(sender);
        ssize_t got = recvfrom(ping->fd, bytes, sizeof(bytes), MSG_DONTWAIT, &sender.any, &size);

        if (got < 0)
            return errno == EAGAIN || errno == EINTR ? 0 : -errno;
        if (!read_echo(ping, bytes, (size_t)got, mark))
            continue;
        *from = ping->family == ADDR_IPV6 ? addr_from_bytes(ADDR_IPV6, (const uint8_t *)&sender.v6.sin6_addr)
                                          : addr_from_bytes(ADDR_IPV4, (const uint8_t *)&sender.v4.sin_addr);
        return 1;
    }
    return 0;
}
