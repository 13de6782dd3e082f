/* The disk, seen through the loader's two callbacks. */
#include "conf/files.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only regular files: a directory, a pipe or a device in their place would hang or never end. */
static int check_kind(int fd, bool secret)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return -errno;
    if (S_ISDIR(status.st_mode))
        return -EISDIR;
    if (!S_ISREG(status.st_mode))
        return -EINVAL;
    if (status.st_size > CONF_FILE_MAX)
        return -EFBIG;
    if (!secret)
        return 0;
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return -EPERM;
    return status.st_mode & (S_IRWXG | S_IRWXO) ? -EPERM : 0;
}

/* The file may grow meanwhile, so its size is only believed when the end was seen. */
static int read_all(int fd, struct conf_text *out)
{
    size_t capacity = 16384, size = 0;
    char *bytes = malloc(capacity + 1);

    while (bytes) {
        ssize_t got = read(fd, bytes + size, capacity - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            int error = got < 0 ? -errno : 0;
            bytes[size] = '\0';
            *out = (struct conf_text){bytes, size};
            return error;
        }
        size += (size_t)got;
        if (size < capacity)
            continue;
        if (size > CONF_FILE_MAX) {
            *out = (struct conf_text){bytes, 0};
            return -EFBIG;
        }
        capacity *= 2;
        char *grown = realloc(bytes, capacity + 1);
        if (!grown)
            free(bytes);
        bytes = grown;
    }
    *out = (struct conf_text){NULL, 0};
    return -ENOMEM;
}

static int files_read(void *context, const char *path, bool secret, struct conf_text *out)
{
    /* O_NONBLOCK: opening a pipe that stands in for a file must not wait for a writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (secret ? O_NOFOLLOW : 0));
    int error;

    (void)context;
    *out = (struct conf_text){NULL, 0};
    if (fd < 0)
        return -errno;
    error = check_kind(fd, secret);
    if (error == 0)
        error = read_all(fd, out);
    close(fd);
    if (error < 0) {
        free(out->bytes);
        *out = (struct conf_text){NULL, 0};
    }
    return error;
}

static int join_paths(const glob_t *found, struct conf_text *out)
{
    size_t size = 0, at = 0;

    for (size_t i = 0; i < found->gl_pathc; i++)
        size += strlen(found->gl_pathv[i]) + 1;
    out->bytes = malloc(size + 1);
    if (!out->bytes)
        return -ENOMEM;
    for (size_t i = 0; i < found->gl_pathc; i++) {
        size_t length = strlen(found->gl_pathv[i]) + 1;
        memcpy(out->bytes + at, found->gl_pathv[i], length);
        at += length;
    }
    out->bytes[size] = '\0';
    out->size = size;
    return 0;
}

static int files_glob(void *context, const char *pattern, struct conf_text *out)
{
    glob_t found;
    int error = glob(pattern, GLOB_BRACE, NULL, &found);

    (void)context;
    *out = (struct conf_text){NULL, 0};
    if (error == GLOB_NOMATCH)
        return 0;
    if (error)
        return error == GLOB_NOSPACE ? -ENOMEM : -EIO;
    error = join_paths(&found, out);
    globfree(&found);
    return error;
}

struct conf_loader conf_files_loader(void)
{
    return (struct conf_loader){.context = NULL, .read = files_read, .glob = files_glob};
}
