/* The settings file; see settings_file.h. */
#include "vrrptop/settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *settings_file_path(char out[PATH_MAX])
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int size = -1;

    if (base != NULL && base[0] == '/') /* the specification: anything else is to be ignored */
        size = snprintf(out, PATH_MAX, "%s/vrrptop/config", base);
    else if (home != NULL && home[0] == '/')
        size = snprintf(out, PATH_MAX, "%s/.config/vrrptop/config", home);
    if (size < 0 || size >= PATH_MAX)
        out[0] = '\0';
    return out;
}

int settings_file_read(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    ssize_t got;

    out[0] = '\0';
    if (fd < 0)
        return -errno;
    got = read(fd, out, size - 1);
    out[got > 0 ? got : 0] = '\0';
    close(fd);
    return got < 0 ? -EIO : 0;
}

/* Makes the folders of `path` that are missing. */
static int make_folders(char *path)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        int made;

        *slash = '\0';
        made = mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
        *slash = '/';
        if (made < 0)
            return made;
    }
    return 0;
}

static int write_new(const char *path, const char *text)
{
    size_t size = strlen(text);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    int error;

    if (fd < 0)
        return -errno;
    error = write(fd, text, size) == (ssize_t)size ? 0 : errno > 0 ? -errno : -EIO;
    if (close(fd) < 0 && error == 0)
        error = -errno;
    return error;
}

int settings_file_write(const char *path, const char *text)
{
    char target[PATH_MAX], fresh[PATH_MAX + 8];
    int error;

    if (path[0] == '\0')
        return -ENOENT;
    snprintf(target, sizeof(target), "%s", path);
    error = make_folders(target);
    if (error < 0)
        return error;
    snprintf(fresh, sizeof(fresh), "%s.new", target);
    errno = 0;
    error = write_new(fresh, text);
    if (error == 0 && rename(fresh, target) < 0)
        error = -errno;
    if (error < 0)
        unlink(fresh);
    return error;
}
