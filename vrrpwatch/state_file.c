/* Small files as a whole; see state_file.h. */
#include "vrrpwatch/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t done = write(fd, text, left);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -errno;
        text += done;
        left -= (size_t)done;
    }
    return 0;
}

/* A new file, ours alone: one left behind by a dead process of the same number makes room. */
static int create(const char *path)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = open(path, flags, 0600);

    if (fd < 0 && errno == EEXIST && unlink(path) == 0)
        fd = open(path, flags, 0600);
    return fd >= 0 ? fd : -errno;
}

static int fill(const char *path, const char *text, mode_t mode)
{
    int fd = create(path), result;

    if (fd < 0)
        return fd;
    result = write_all(fd, text);
    if (result == 0 && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
        result = -errno;
    if (close(fd) != 0 && result == 0)
        result = -errno;
    if (result != 0)
        unlink(path);
    return result;
}

/* The new name is on disk only with its directory. That it is not is no reason to fail: the file is there. */
static void sync_directory(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    char directory[PATH_MAX] = ".";
    int fd;

    if (length != 0)
        snprintf(directory, sizeof(directory), "%.*s", (int)length, path);
    fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    close(fd);
}

int file_replace(const char *path, const char *text, mode_t mode)
{
    char beside[PATH_MAX];
    int result;

    if (snprintf(beside, sizeof(beside), "%s.%ld", path, (long)getpid()) >= (int)sizeof(beside))
        return -ENAMETOOLONG;
    result = fill(beside, text, mode);
    if (result != 0)
        return result;
    if (rename(beside, path) != 0) {
        result = -errno;
        unlink(beside);
        return result;
    }
    sync_directory(path);
    return 0;
}

/* Up to `size` bytes; how many there were or negative errno. */
static ssize_t read_up_to(int fd, char *out, size_t size)
{
    size_t used = 0;

    while (used < size) {
        ssize_t got = read(fd, out + used, size - used);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

static int read_regular(int fd, size_t max, char **text)
{
    struct stat info;
    ssize_t size;
    char *buffer;

    if (fstat(fd, &info) != 0)
        return -errno;
    if (!S_ISREG(info.st_mode))
        return -EINVAL;
    buffer = malloc(max + 2);
    if (buffer == NULL)
        return -ENOMEM;
    size = read_up_to(fd, buffer, max + 1);
    if (size < 0 || (size_t)size > max) {
        free(buffer);
        return size < 0 ? (int)size : -EFBIG;
    }
    buffer[size] = '\0';
    *text = buffer;
    return 0;
}

int file_read_small(const char *path, size_t max, char **text)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), result;

    if (fd < 0)
        return -errno;
    result = read_regular(fd, max, text);
    close(fd);
    return result;
}
