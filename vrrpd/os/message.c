/* Messages between vrrpd's processes; see message.h. */
#include "vrrpd/os/message.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000 };

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

int message_pair(int ends[2])
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0 ? -errno : 0;
}

static int send_message(int end, const struct message *message, int fd)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)message, .iov_len = sizeof(*message)};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    union control control;

    if (fd >= 0) {
        memset(&control, 0, sizeof(control));
        header.msg_control = &control;
        header.msg_controllen = sizeof(control);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
    }
    return sendmsg(end, &header, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

int message_send(int end, enum message_kind kind, int32_t value, int fd)
{
    struct message message = {.kind = kind, .value = value};

    return send_message(end, &message, fd);
}

int message_send_name(int end, enum message_kind kind, const char *name)
{
    struct message message = {.kind = kind};
    struct pollfd room = {.fd = end, .events = POLLOUT};
    int error;

    snprintf(message.name, sizeof(message.name), "%s", name);
    error = send_message(end, &message, -1);
    if (error == -EAGAIN && poll(&room, 1, PATIENCE_MS) == 1)
        error = send_message(end, &message, -1);
    return error;
}

static int attached(struct msghdr *header)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    int fd = -1;

    if (control != NULL && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS)
        memcpy(&fd, CMSG_DATA(control), sizeof(fd));
    return fd;
}

int message_receive(int end, struct message *out, int *fd)
{
    union control control;
    struct iovec part = {.iov_base = out, .iov_len = sizeof(*out)};
    struct msghdr header = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
    ssize_t size = recvmsg(end, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    *fd = -1;
    if (size < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    if (size == 0)
        return -EPIPE;
    *fd = attached(&header);
    if (size == (ssize_t)sizeof(*out) && (header.msg_flags & MSG_TRUNC) == 0 &&
        out->kind < MESSAGE_KIND_COUNT && memchr(out->name, '\0', sizeof(out->name)) != NULL)
        return 1;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return -EBADMSG;
}
