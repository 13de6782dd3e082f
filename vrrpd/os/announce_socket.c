/* The announcement socket; see announce_socket.h. */
#include "vrrpd/os/announce_socket.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>

int announce_socket_open(int *out)
{
    /* Protocol 0: receives nothing, so it costs nothing when the LAN is busy. */
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    *out = fd;
    return 0;
}

static size_t send_some(int fd, const struct announce_socket_out *frames, unsigned count)
{
    struct mmsghdr messages[ANNOUNCE_SOCKET_BATCH];
    struct iovec parts[ANNOUNCE_SOCKET_BATCH];
    struct sockaddr_ll targets[ANNOUNCE_SOCKET_BATCH];
    size_t refused = 0;
    unsigned done = 0;

    for (unsigned i = 0; i < count; i++) {
        parts[i] = (struct iovec){.iov_base = (void *)(uintptr_t)frames[i].frame, .iov_len = frames[i].size};
        targets[i] = (struct sockaddr_ll){
            .sll_family = AF_PACKET, .sll_ifindex = frames[i].interface_index, .sll_halen = 6};
        memcpy(targets[i].sll_addr, frames[i].frame, 6); /* a frame begins with its destination */
        messages[i] = (struct mmsghdr){.msg_hdr = {.msg_name = &targets[i],
                                                   .msg_namelen = sizeof(targets[i]),
                                                   .msg_iov = &parts[i],
                                                   .msg_iovlen = 1}};
    }
    while (done < count) {
        int sent = sendmmsg(fd, messages + done, count - done, MSG_DONTWAIT);

        if (sent <= 0) {
            done++;
            refused++;
        } else {
            done += (unsigned)sent;
        }
    }
    return refused;
}

size_t announce_socket_send(int fd, const struct announce_socket_out *frames, size_t count)
{
    size_t refused = 0;

    for (size_t done = 0; done < count; done += ANNOUNCE_SOCKET_BATCH) {
        size_t some = count - done < ANNOUNCE_SOCKET_BATCH ? count - done : ANNOUNCE_SOCKET_BATCH;

        refused += send_some(fd, frames + done, (unsigned)some);
    }
    return refused;
}
