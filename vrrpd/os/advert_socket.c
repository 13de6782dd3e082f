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
    TOS_CONTROL = 0xC0,   /* internetwork control, as RFC 9568 suggests */
    PRIORITY_CONTROL = 7, /* ahead of ordinary traffic in the local queue */
    RECEIVE_BUFFER = 4 << 20,
};

struct advert_socket_batch {
    struct mmsghdr headers[ADVERT_SOCKET_BATCH];
    struct iovec parts[ADVERT_SOCKET_BATCH];
    uint8_t bytes[ADVERT_SOCKET_BATCH][ADVERT_SOCKET_DATAGRAM];
};

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
};

static int set_int(int fd, int level, int name, int value)
{
    return setsockopt(fd, level, name, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int configure(int fd, const char *name, int index)
{
    const struct ip_mreqn interface = {.imr_ifindex = index};
    int error;

    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, (socklen_t)strlen(name)) < 0)
        return -errno;
    if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &interface, sizeof(interface)) < 0)
        return -errno;
    if ((error = set_int(fd, IPPROTO_IP, IP_MULTICAST_TTL, 255)) < 0)
        return error;
    if ((error = set_int(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0)) < 0)
        return error;
    /* Without IP_MULTICAST_ALL=0 the socket hears groups that other programs joined. */
    if ((error = set_int(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0)) < 0)
        return error;
    if ((error = set_int(fd, IPPROTO_IP, IP_TOS, TOS_CONTROL)) < 0)
        return error;
    /* Wishes: less of them costs speed, not correctness. */
    set_int(fd, SOL_SOCKET, SO_PRIORITY, PRIORITY_CONTROL);
    set_int(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
    return 0;
}

int advert_socket_open(const char *name, int index, int *out)
{
    int fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, PROTOCOL_VRRP);
    int error;

    if (fd < 0)
        return -errno;
    error = configure(fd, name, index);
    if (error < 0) {
        close(fd);
        return error;
    }
    *out = fd;
    return 0;
}

int advert_socket_join(int fd, int index, const struct addr *group)
{
    struct ip_mreqn request = {.imr_ifindex = index};

    memcpy(&request.imr_multiaddr, group->bytes, sizeof(request.imr_multiaddr));
    if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof(request)) < 0 && errno != EADDRINUSE)
        return -errno;
    return 0;
}

/* The VRID is the second byte behind the IP header, in either version. Eight words hold the set: pick the
 * word by the VRID's upper three bits, then test the bit its lower five name. */
int advert_socket_filter(int fd, const struct advert_socket_vrids *vrids)
{
    struct sock_filter code[40];
    struct sock_fprog program = {.filter = code};
    unsigned short n = 0;

    code[n++] = (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0);
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

/* The source goes with each datagram: instances of one interface may have different ones. */
static void prepare(struct mmsghdr *message, struct iovec *part, struct sockaddr_in *destination,
                    union control *control, const struct advert_socket_out *advert)
{
    struct in_pktinfo info = {.ipi_ifindex = 0};

    *part = (struct iovec){.iov_base = (void *)(uintptr_t)advert->bytes, .iov_len = advert->size};
    *destination = (struct sockaddr_in){.sin_family = AF_INET};
    memcpy(&destination->sin_addr, advert->destination.bytes, sizeof(destination->sin_addr));
    memset(control, 0, sizeof(*control));
    control->header.cmsg_level = IPPROTO_IP;
    control->header.cmsg_type = IP_PKTINFO;
    control->header.cmsg_len = CMSG_LEN(sizeof(info));
    memcpy(&info.ipi_spec_dst, advert->source.bytes, sizeof(info.ipi_spec_dst));
    memcpy(CMSG_DATA(&control->header), &info, sizeof(info));
    *message = (struct mmsghdr){.msg_hdr = {.msg_name = destination,
                                            .msg_namelen = sizeof(*destination),
                                            .msg_iov = part,
                                            .msg_iovlen = 1,
                                            .msg_control = control,
                                            .msg_controllen = sizeof(*control)}};
}

static void send_some(int fd, struct advert_socket_out *adverts, unsigned count)
{
    struct mmsghdr messages[ADVERT_SOCKET_BATCH];
    struct iovec parts[ADVERT_SOCKET_BATCH];
    struct sockaddr_in destinations[ADVERT_SOCKET_BATCH];
    union control controls[ADVERT_SOCKET_BATCH];
    unsigned done = 0;

    for (unsigned i = 0; i < count; i++) {
        prepare(&messages[i], &parts[i], &destinations[i], &controls[i], &adverts[i]);
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
        batch->headers[i].msg_hdr = (struct msghdr){.msg_iov = &batch->parts[i], .msg_iovlen = 1};
    }
    return batch;
}

void advert_socket_batch_free(struct advert_socket_batch *batch)
{
    free(batch);
}

int advert_socket_receive(int fd, struct advert_socket_batch *batch)
{
    int count = recvmmsg(fd, batch->headers, ADVERT_SOCKET_BATCH, MSG_DONTWAIT, NULL);

    if (count >= 0)
        return count;
    return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

const uint8_t *advert_socket_datagram(const struct advert_socket_batch *batch, int i, size_t *size)
{
    *size = batch->headers[i].msg_len;
    return batch->bytes[i];
}
