/* Raw VRRP sockets; see advert_socket.h. */
#include "vrrpd/os/advert_socket.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PROTOCOL_VRRP = 112,
    TTL = 255,
    TOS_CONTROL = 0xC0,   /* internetwork control, as RFC 9568 suggests */
    PRIORITY_CONTROL = 7, /* ahead of ordinary traffic in the local queue */
    RECEIVE_BUFFER = 4 << 20,
};

/* Room for what goes with a datagram out: where from, and its TTL. */
union control_out {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))];
};

/* ... and in (IPv6): where to, and the hop limit. */
union control_in {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))];
};

union name {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
};

struct advert_socket_batch {
    struct mmsghdr headers[ADVERT_SOCKET_BATCH];
    struct iovec parts[ADVERT_SOCKET_BATCH];
    union name names[ADVERT_SOCKET_BATCH];
    union control_in controls[ADVERT_SOCKET_BATCH];
    uint8_t bytes[ADVERT_SOCKET_BATCH][ADVERT_SOCKET_DATAGRAM];
};

struct option {
    int level, name, value;
};

static int set_options(int fd, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(int)) < 0)
            return -errno;
    return 0;
}

/* Without *_MULTICAST_ALL = 0 the socket hears groups that other programs joined. */
static int configure_ipv4(int fd, int index)
{
    const struct ip_mreqn interface = {.imr_ifindex = index};
    const struct option options[] = {
        {IPPROTO_IP, IP_MULTICAST_TTL, TTL}, {IPPROTO_IP, IP_TTL, TTL},
        {IPPROTO_IP, IP_MULTICAST_LOOP, 0},  {IPPROTO_IP, IP_MULTICAST_ALL, 0},
        {IPPROTO_IP, IP_TOS, TOS_CONTROL},
    };

    if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &interface, sizeof(interface)) < 0)
        return -errno;
    return set_options(fd, options, sizeof(options) / sizeof(options[0]));
}

/* The kernel neither computes nor checks the checksum of this protocol unless asked to: lib/packet does. */
static int configure_ipv6(int fd, int index)
{
    const struct option options[] = {
        {IPPROTO_IPV6, IPV6_MULTICAST_IF, index}, {IPPROTO_IPV6, IPV6_MULTICAST_HOPS, TTL},
        {IPPROTO_IPV6, IPV6_UNICAST_HOPS, TTL},   {IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0},
        {IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0},    {IPPROTO_IPV6, IPV6_TCLASS, TOS_CONTROL},
        {IPPROTO_IPV6, IPV6_RECVPKTINFO, 1},      {IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1},
    };

    return set_options(fd, options, sizeof(options) / sizeof(options[0]));
}

static int configure(int fd, const char *name, int index, enum addr_family family)
{
    /* Wishes: less of them costs speed, not correctness. */
    const struct option wishes[] = {{SOL_SOCKET, SO_PRIORITY, PRIORITY_CONTROL},
                                    {SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER}};

    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, (socklen_t)strlen(name)) < 0)
        return -errno;
    for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++)
        set_options(fd, &wishes[i], 1);
    return family == ADDR_IPV6 ? configure_ipv6(fd, index) : configure_ipv4(fd, index);
}

int advert_socket_open(const char *name, int index, enum addr_family family, int *out)
{
    int fd = socket(family == ADDR_IPV6 ? AF_INET6 : AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
                    PROTOCOL_VRRP);
    int error;

    if (fd < 0)
        return -errno;
    error = configure(fd, name, index, family);
    if (error < 0) {
        close(fd);
        return error;
    }
    *out = fd;
    return 0;
}

/* IPv4 asks for an address of this machine, whichever interface has it. */
int advert_socket_borrow_sources(int fd, enum addr_family family)
{
    const struct option option = {IPPROTO_IPV6, IPV6_FREEBIND, 1};

    return family == ADDR_IPV6 ? set_options(fd, &option, 1) : 0;
}

static int joined(int result)
{
    return result < 0 && errno != EADDRINUSE ? -errno : 0;
}

int advert_socket_join(int fd, int index, const struct addr *group)
{
    struct ip_mreqn request = {.imr_ifindex = index};
    struct ipv6_mreq request6 = {.ipv6mr_interface = (unsigned)index};

    if (group->family == ADDR_IPV6) {
        memcpy(&request6.ipv6mr_multiaddr, group->bytes, sizeof(request6.ipv6mr_multiaddr));
        return joined(setsockopt(fd, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &request6, sizeof(request6)));
    }
    memcpy(&request.imr_multiaddr, group->bytes, sizeof(request.imr_multiaddr));
    return joined(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof(request)));
}

/* The VRID is the second byte of the message, in either version; an IPv4 raw socket sees the IP header before
 * it, an IPv6 one does not. Eight words hold the set: pick the word by the VRID's upper three bits, then test
 * the bit its lower five name. */
int advert_socket_filter(int fd, enum addr_family family, const struct advert_socket_vrids *vrids)
{
    struct sock_filter code[40];
    struct sock_fprog program = {.filter = code};
    unsigned short n = 0;

    code[n++] = family == ADDR_IPV6 ? (struct sock_filter)BPF_STMT(BPF_LDX | BPF_IMM, 0)
                                    : (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_IND, 1);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_ST, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 31);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TAX, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, 1);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_LSH | BPF_X, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TAX, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_MEM, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 5);
    for (unsigned word = 0; word < 8; word++) {
        code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word, 0, 2);
        code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, vrids->words[word]);
        code[n++] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 3 * (7 - word) + 1);
    }
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, 0); /* not reached: a byte has eight words */
    code[n++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_X, 0);
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, ADVERT_SOCKET_DATAGRAM);
    program.len = n;
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno : 0;
}

static void add_control(struct msghdr *message, int level, int type, const void *data, size_t size)
{
    struct cmsghdr *header =
        (struct cmsghdr *)(void *)((char *)message->msg_control + message->msg_controllen);

    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(header), data, size);
    message->msg_controllen += CMSG_SPACE(size);
}

/* The source goes with each datagram: instances of one interface may have different ones. */
static void prepare_ipv4(struct msghdr *message, const struct advert_socket_out *advert)
{
    struct sockaddr_in *name = message->msg_name;
    struct in_pktinfo info = {.ipi_ifindex = 0};
    int ttl = advert->ttl;

    message->msg_namelen = sizeof(*name);
    *name = (struct sockaddr_in){.sin_family = AF_INET};
    memcpy(&name->sin_addr, advert->destination.bytes, sizeof(name->sin_addr));
    memcpy(&info.ipi_spec_dst, advert->source.bytes, sizeof(info.ipi_spec_dst));
    add_control(message, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
    if (ttl != 0)
        add_control(message, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
}

/* A link-local peer needs no scope here: the socket is bound to its interface. */
static void prepare_ipv6(struct msghdr *message, const struct advert_socket_out *advert)
{
    struct sockaddr_in6 *name = message->msg_name;
    struct in6_pktinfo info = {.ipi6_ifindex = 0};
    int ttl = advert->ttl;

    message->msg_namelen = sizeof(*name);
    *name = (struct sockaddr_in6){.sin6_family = AF_INET6};
    memcpy(&name->sin6_addr, advert->destination.bytes, sizeof(name->sin6_addr));
    memcpy(&info.ipi6_addr, advert->source.bytes, sizeof(info.ipi6_addr));
    add_control(message, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
    if (ttl != 0)
        add_control(message, IPPROTO_IPV6, IPV6_HOPLIMIT, &ttl, sizeof(ttl));
}

static void send_some(int fd, struct advert_socket_out *adverts, unsigned count)
{
    struct mmsghdr messages[ADVERT_SOCKET_BATCH];
    struct iovec parts[ADVERT_SOCKET_BATCH];
    union name names[ADVERT_SOCKET_BATCH];
    union control_out controls[ADVERT_SOCKET_BATCH];
    unsigned done = 0;

    memset(controls, 0, count * sizeof(controls[0]));
    for (unsigned i = 0; i < count; i++) {
        parts[i] =
            (struct iovec){.iov_base = (void *)(uintptr_t)adverts[i].bytes, .iov_len = adverts[i].size};
        messages[i] = (struct mmsghdr){
            .msg_hdr = {
                .msg_name = &names[i], .msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = &controls[i]}};
        if (adverts[i].destination.family == ADDR_IPV6)
            prepare_ipv6(&messages[i].msg_hdr, &adverts[i]);
        else
            prepare_ipv4(&messages[i].msg_hdr, &adverts[i]);
        adverts[i].result = 0;
    }
    while (done < count) {
        int sent = sendmmsg(fd, messages + done, count - done, MSG_DONTWAIT);

        if (sent <= 0)
            adverts[done++].result = -errno; /* this one failed, the next may not */
        else
            done += (unsigned)sent;
    }
}

void advert_socket_send(int fd, struct advert_socket_out *adverts, size_t count)
{
    for (size_t done = 0; done < count; done += ADVERT_SOCKET_BATCH) {
        size_t some = count - done < ADVERT_SOCKET_BATCH ? count - done : ADVERT_SOCKET_BATCH;

        send_some(fd, adverts + done, (unsigned)some);
    }
}

struct advert_socket_batch *advert_socket_batch_new(void)
{
    struct advert_socket_batch *batch = calloc(1, sizeof(*batch));

    if (batch == NULL)
        return NULL;
    for (int i = 0; i < ADVERT_SOCKET_BATCH; i++) {
        batch->parts[i] = (struct iovec){.iov_base = batch->bytes[i], .iov_len = ADVERT_SOCKET_DATAGRAM};
        batch->headers[i].msg_hdr = (struct msghdr){.msg_name = &batch->names[i],
                                                    .msg_iov = &batch->parts[i],
                                                    .msg_iovlen = 1,
                                                    .msg_control = &batch->controls[i]};
    }
    return batch;
}

void advert_socket_batch_free(struct advert_socket_batch *batch)
{
    free(batch);
}

/* The kernel shortens these to what it filled, so every receive sets them anew. */
static void reset(struct advert_socket_batch *batch)
{
    for (int i = 0; i < ADVERT_SOCKET_BATCH; i++) {
        batch->headers[i].msg_hdr.msg_namelen = sizeof(batch->names[i]);
        batch->headers[i].msg_hdr.msg_controllen = sizeof(batch->controls[i]);
    }
}

int advert_socket_receive(int fd, struct advert_socket_batch *batch)
{
    int count;

    reset(batch);
    count = recvmmsg(fd, batch->headers, ADVERT_SOCKET_BATCH, MSG_DONTWAIT, NULL);
    if (count >= 0)
        return count;
    return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

/* True when both the destination and the hop limit came along. */
static bool read_controls(struct msghdr *message, struct advert_socket_in *out)
{
    bool has_destination = false, has_ttl = false;
    struct in6_pktinfo info;
    int ttl;

    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
         header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != IPPROTO_IPV6)
            continue;
        if (header->cmsg_type == IPV6_PKTINFO && header->cmsg_len == CMSG_LEN(sizeof(info))) {
            memcpy(&info, CMSG_DATA(header), sizeof(info));
            out->destination = addr_from_bytes(ADDR_IPV6, info.ipi6_addr.s6_addr);
            has_destination = true;
        } else if (header->cmsg_type == IPV6_HOPLIMIT && header->cmsg_len == CMSG_LEN(sizeof(ttl))) {
            memcpy(&ttl, CMSG_DATA(header), sizeof(ttl));
            out->ttl = (uint8_t)ttl;
            has_ttl = ttl >= 0 && ttl <= UINT8_MAX;
        }
    }
    return has_destination && has_ttl;
}

bool advert_socket_packet(struct advert_socket_batch *batch, int i, struct advert_socket_in *out)
{
    struct msghdr *message = &batch->headers[i].msg_hdr;
    const union name *name = &batch->names[i];
    bool ipv6 = message->msg_namelen >= sizeof(name->ipv6) && name->any.sa_family == AF_INET6;

    *out = (struct advert_socket_in){
        .family = ipv6 ? ADDR_IPV6 : ADDR_IPV4, .bytes = batch->bytes[i], .size = batch->headers[i].msg_len};
    if (message->msg_flags & (MSG_TRUNC | MSG_CTRUNC))
        return false;
    if (!ipv6)
        return true;
    out->source = addr_from_bytes(ADDR_IPV6, name->ipv6.sin6_addr.s6_addr);
    return read_controls(message, out);
}
