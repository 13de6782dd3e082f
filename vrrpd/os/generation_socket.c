/* The kernel's events of devices; see generation_socket.h. */
#include "vrrpd/os/generation_socket.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "vrrpd/vrrp/uevent.h"

enum {
    KERNEL_GROUP = 1,
    MESSAGES_MAX = 32, /* in one look */
    TEXT_MAX = 4096,   /* the kernel's own limit is 2 KiB behind the first line */
    BUFFER_BYTES = 32768,
};

/* The message begins with "change@/": of the events of a machine at work nearly none. */
static int filter(int fd)
{
    const uint32_t chan = 0x6368616E, ge = 0x6765402F;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, chan, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ge, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, TEXT_MAX),   BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};

    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno : 0;
}

static int join(int fd)
{
    const struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP};
    int bytes = BUFFER_BYTES;

    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
    return bind(fd, (const struct sockaddr *)&name, sizeof(name)) < 0 ? -errno : 0;
}

int generation_socket_open(int *out)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
    int error;

    if (fd < 0)
        return -errno;
    error = filter(fd);
    if (error == 0)
        error = join(fd);
    if (error < 0) {
        close(fd);
        return error;
    }
    *out = fd;
    return 0;
}

/* Whether there was a message, or a sign that some were lost; *found is set, never cleared. */
static bool read_one(int fd, bool *found)
{
    char text[TEXT_MAX];
    struct sockaddr_nl name = {.nl_family = AF_UNSPEC};
    struct iovec part = {.iov_base = text, .iov_len = sizeof(text)};
    struct msghdr header = {
        .msg_name = &name, .msg_namelen = sizeof(name), .msg_iov = &part, .msg_iovlen = 1};
    ssize_t size = recvmsg(fd, &header, 0);

    if (size < 0)
        return errno == ENOBUFS || errno == EINTR;
    if (header.msg_namelen == sizeof(name) && name.nl_family == AF_NETLINK && name.nl_pid == 0 &&
        !(header.msg_flags & MSG_TRUNC) && uevent_is_new_generation(text, (size_t)size))
        *found = true;
    return true;
}

bool generation_socket_read(int fd)
{
    bool found = false;

    for (int i = 0; i < MESSAGES_MAX && read_one(fd, &found); i++)
        ;
    return found;
}
