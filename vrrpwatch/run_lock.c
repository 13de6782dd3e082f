/* See run_lock.h. */
#include "vrrpwatch/run_lock.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int run_lock_take(const struct options *options)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    /* The first byte stays 0: a name that is no file. */
    char *name = address.sun_path + 1;
    size_t room = sizeof(address.sun_path) - 1, used;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    used = (size_t)snprintf(name, room, "vrrpwatch-check-%u-%u", (unsigned)getuid(), options->vrid);
    for (size_t i = 0; i < options->interface_count && used + 18 < room; i++)
        used += (size_t)snprintf(name + used, room - used, "-%s", options->interfaces[i]);
    if (bind(fd, (struct sockaddr *)&address,
             (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + used)) == 0)
        return fd;
    used = (size_t)errno;
    close(fd);
    return -(int)used;
}
