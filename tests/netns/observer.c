/* The lab's witness: records every VRRP advert, ARP packet and neighbour advertisement that reaches one
 * interface, with the kernel's receive time. It decodes by itself, never with the product's codec, so that
 * both cannot be wrong alike.
 *
 *   observer INTERFACE [SECONDS [LINES]]      stops after so long or so many lines (600 s, 1,000,000 lines)
 *   observer --now                            prints the time of the lab's clock
 *
 * The lab's clock is CLOCK_MONOTONIC in microseconds: a step of the wall clock moves no measurement.
 * "READY" comes first, when the socket is open. Lines are written out at least every 20 ms. One line a
 * packet:
 *
 *   TIME ADVERT MAC SOURCE VRID PRIORITY VERSION INTERVAL_US ADDRESS[,ADDRESS...]
 *   TIME GARP MAC ADDRESS request|reply           sender and target address are the same
 *   TIME ARP MAC SENDER TARGET request|reply
 *   TIME NA MAC ADDRESS [router,][solicited,][override]    a neighbour advertisement
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    FRAME_MAX = 2048,
    FLUSH_MS = 20,
    STALL_US = 50000,
    VRRP_PROTOCOL = 112,
    ICMPV6_PROTOCOL = 58,
    NEIGHBOUR_ADVERTISEMENT = 136,
    RECEIVE_BUFFER = 16 << 20,
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static int64_t clock_us(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t now_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

static int open_socket(const char *interface)
{
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    struct sockaddr_ll where = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    struct packet_mreq all = {.mr_type = PACKET_MR_PROMISC};
    int on = 1, size = RECEIVE_BUFFER;

    where.sll_ifindex = (int)if_nametoindex(interface);
    all.mr_ifindex = where.sll_ifindex;
    if (fd < 0 || bind(fd, (struct sockaddr *)&where, sizeof where) != 0 ||
        setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0) {
        fprintf(stderr, "observer: %s: %s\n", interface, strerror(errno));
        exit(1);
    }
    /* More than the default needs a privilege that a user namespace does not give: take what there is. */
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    return fd;
}

/* The kernel stamps by the wall clock; told as the lab's clock. */
static int64_t receive_time_us(struct msghdr *message)
{
    int64_t wall_us = clock_us(CLOCK_REALTIME) - now_us();

    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        struct timespec ts;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        memcpy(&ts, CMSG_DATA(c), sizeof ts);
        return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000 - wall_us;
    }
    return 0;
}

static const char *ip_text(const uint8_t *bytes, char text[INET6_ADDRSTRLEN])
{
    return inet_ntop(AF_INET, bytes, text, INET6_ADDRSTRLEN);
}

static void print_head(int64_t time_us, const char *kind, const uint8_t *mac)
{
    printf("%lld %s %02x:%02x:%02x:%02x:%02x:%02x", (long long)time_us, kind, mac[0], mac[1], mac[2], mac[3],
           mac[4], mac[5]);
}

/* The message behind either IP header. */
static void print_vrrp(const uint8_t *vrrp, size_t length, int family)
{
    size_t count = vrrp[3], size = family == AF_INET ? 4 : 16;
    unsigned interval_us =
        vrrp[0] >> 4 == 3 ? (unsigned)((vrrp[4] & 15) << 8 | vrrp[5]) * 10000 : vrrp[5] * 1000000u;
    char text[INET6_ADDRSTRLEN];

    printf("%u %u %u %u ", vrrp[1], vrrp[2], vrrp[0] >> 4, interval_us);
    for (size_t i = 0; i < count && 8 + size * (i + 1) <= length; i++)
        printf("%s%s", i ? "," : "", inet_ntop(family, vrrp + 8 + size * i, text, sizeof text));
    putchar('\n');
}

/* Ethernet, then IPv4 with protocol 112. */
static bool print_ipv4(int64_t time_us, const uint8_t *frame, size_t length)
{
    const uint8_t *ip = frame + ETH_HLEN;
    size_t header;
    char text[INET6_ADDRSTRLEN];

    if (length < ETH_HLEN + 20 || ip[9] != VRRP_PROTOCOL)
        return false;
    header = (size_t)(ip[0] & 15) * 4;
    if (length < ETH_HLEN + header + 8)
        return false;
    print_head(time_us, "ADVERT", frame + ETH_ALEN);
    printf(" %s ", ip_text(ip + 12, text));
    print_vrrp(ip + header, length - ETH_HLEN - header, AF_INET);
    return true;
}

/* Ethernet, then IPv6 without extension headers: VRRP, or ICMPv6 of type 136. */
static bool print_ipv6(int64_t time_us, const uint8_t *frame, size_t length)
{
    const uint8_t *ip = frame + ETH_HLEN, *body = ip + 40;
    char text[INET6_ADDRSTRLEN];

    if (length < ETH_HLEN + 40 + 8)
        return false;
    if (ip[6] == VRRP_PROTOCOL) {
        print_head(time_us, "ADVERT", frame + ETH_ALEN);
        printf(" %s ", inet_ntop(AF_INET6, ip + 8, text, sizeof text));
        print_vrrp(body, length - ETH_HLEN - 40, AF_INET6);
        return true;
    }
    if (ip[6] != ICMPV6_PROTOCOL || body[0] != NEIGHBOUR_ADVERTISEMENT || length < ETH_HLEN + 40 + 24)
        return false;
    print_head(time_us, "NA", frame + ETH_ALEN);
    printf(" %s %s%s%s\n", inet_ntop(AF_INET6, body + 8, text, sizeof text), body[4] & 0x80 ? "router," : "",
           body[4] & 0x40 ? "solicited," : "", body[4] & 0x20 ? "override" : "");
    return true;
}

static bool print_arp(int64_t time_us, const uint8_t *frame, size_t length)
{
    const uint8_t *arp = frame + ETH_HLEN;
    const char *operation;
    char sender[INET6_ADDRSTRLEN], target[INET6_ADDRSTRLEN];

    if (length < ETH_HLEN + 28)
        return false;
    operation = arp[7] == 1 ? "request" : "reply";
    ip_text(arp + 14, sender);
    ip_text(arp + 24, target);
    if (strcmp(sender, target) == 0) {
        print_head(time_us, "GARP", frame + ETH_ALEN);
        printf(" %s %s\n", sender, operation);
    } else {
        print_head(time_us, "ARP", frame + ETH_ALEN);
        printf(" %s %s %s\n", sender, target, operation);
    }
    return true;
}

/* True when a line was printed. */
static bool record_one(int fd)
{
    uint8_t frame[FRAME_MAX];
    union {
        struct cmsghdr align;
        char bytes[256];
    } control;
    struct iovec iov = {.iov_base = frame, .iov_len = sizeof frame};
    struct msghdr message = {
        .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t got = recvmsg(fd, &message, 0);
    int64_t time_us = receive_time_us(&message);

    if (got < ETH_HLEN)
        return false;
    if (frame[12] == 8 && frame[13] == 0)
        return print_ipv4(time_us, frame, (size_t)got);
    if (frame[12] == 0x86 && frame[13] == 0xDD)
        return print_ipv6(time_us, frame, (size_t)got);
    if (frame[12] == 8 && frame[13] == 6)
        return print_arp(time_us, frame, (size_t)got);
    return false;
}

/* Above the machine's other work where that is allowed: then a stall is the machine's own (its host's,
 * mostly). */
static void ask_real_time(void)
{
    struct sched_param parameter = {.sched_priority = 1};

    if (sched_setscheduler(0, SCHED_RR, &parameter) != 0)
        errno = 0;
}

/* Waits for a packet, at most FLUSH_MS; says so when that took much longer. */
static bool packet_waits(struct pollfd *wait)
{
    int64_t before_us = now_us(), took_us;
    bool ready = poll(wait, 1, FLUSH_MS) > 0;

    took_us = now_us() - before_us;
    if (took_us > FLUSH_MS * 1000 + STALL_US)
        printf("%lld STALL %lld\n", (long long)(before_us + took_us), (long long)took_us);
    return ready;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_signal};
    long seconds = argc > 2 ? atol(argv[2]) : 600, lines = argc > 3 ? atol(argv[3]) : 1000000;
    int64_t end_us = now_us() + seconds * 1000000, flush_us = 0;
    struct pollfd wait = {.events = POLLIN};

    if (argc < 2) {
        fprintf(stderr, "usage: observer INTERFACE [SECONDS [LINES]]\n       observer --now\n");
        return 64;
    }
    if (strcmp(argv[1], "--now") == 0)
        return printf("%lld\n", (long long)now_us()) > 0 ? 0 : 1;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    wait.fd = open_socket(argv[1]);
    ask_real_time();
    puts("READY");
    while (!stopped && lines > 0 && now_us() < end_us) {
        if (now_us() >= flush_us) {
            fflush(stdout);
            flush_us = now_us() + FLUSH_MS * 1000;
        }
        if (packet_waits(&wait))
            lines -= record_one(wait.fd);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
