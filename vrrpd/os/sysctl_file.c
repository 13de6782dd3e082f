/* Settings under /proc/sys/net; see sysctl_file.h. */
#include "vrrpd/os/sysctl_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One step down; `dir` is closed. Negative errno stays what it is. */
static int step(int dir, const char *name, int flags)
{
    int fd;

    if (dir < 0)
        return dir;
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        close(dir);
        return -EINVAL;
    }
    fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        fd = -errno;
    close(dir);
    return fd;
}

static int open_path(const char *path, int flags)
{
    char copy[SYSCTL_FILE_PATH_MAX], *rest = copy, *name;
    /* What is in there is of the caller's network namespace. */
    int fd = open("/proc/sys/net", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return -errno;
    if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy)) {
        close(fd);
        return -ENAMETOOLONG;
    }
    while ((name = strsep(&rest, "/")) != NULL)
        fd = step(fd, name, rest == NULL ? flags : O_RDONLY | O_DIRECTORY);
    return fd;
}

int sysctl_file_read(const char *path, char value[SYSCTL_FILE_VALUE_MAX])
{
    int fd = open_path(path, O_RDONLY);
    ssize_t size;

    if (fd < 0)
        return fd;
    size = read(fd, value, SYSCTL_FILE_VALUE_MAX - 1);
    close(fd);
    if (size < 0)
        return -errno;
    value[size] = '\0';
    value[strcspn(value, " \t\n")] = '\0';
    return 0;
}

int sysctl_file_write(const char *path, const char *value)
{
    int fd = open_path(path, O_WRONLY);
    ssize_t size;
    int error;

    if (fd < 0)
        return fd;
    size = write(fd, value, strlen(value));
    error = size < 0 ? -errno : 0;
    close(fd);
    return error;
}
