/* Passwords; see secret.h. */
#include "notify/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notify/command.h"

enum { SECRET_COMMAND_US = 5000000, WHY_MAX = 256 };

bool secret_is_set(const struct conf_secret *source)
{
    return source->file != NULL || source->credential != NULL || source->command.argc > 0;
}

static int __attribute__((format(printf, 3, 4))) refuse(int error, char *why, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(why, WHY_MAX, format, arguments);
    va_end(arguments);
    return error;
}

/* One line: what follows its end would be a mistake that nobody sees. */
static int take_line(char *out, size_t size, size_t used, const char *what, char *why)
{
    if (used >= size - 1)
        return refuse(-EFBIG, why, "%s is longer than a password may be", what);
    if (used > 0 && out[used - 1] == '\n')
        out[--used] = '\0';
    if (used > 0 && out[used - 1] == '\r')
        out[--used] = '\0';
    if (used == 0 || strlen(out) != used || strchr(out, '\n') != NULL)
        return refuse(-EBADMSG, why, "%s must hold one line of text", what);
    return 0;
}

static int check_file(int fd, bool is_credential)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode))
        return -EINVAL;
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return -EPERM;
    /* systemd gives credentials to a service's user through an ACL, which shows as group rights. */
    return status.st_mode & (is_credential ? S_IRWXO | S_IWGRP : S_IRWXG | S_IRWXO) ? -EPERM : 0;
}

static int read_file(const char *path, bool is_credential, char *out, size_t size, char *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    size_t used = 0;
    ssize_t got = 1;
    int error;

    if (fd < 0)
        return refuse(-errno, why, "password file `%.180s': %s", path,
                      errno == ELOOP ? "is a link" : strerrordesc_np(errno));
    error = check_file(fd, is_credential);
    while (error == 0 && used < size - 1 && (got = read(fd, out + used, size - 1 - used)) > 0)
        used += (size_t)got;
    if (error == 0 && got < 0)
        error = -errno;
    close(fd);
    if (error == -EPERM || error == -EINVAL)
        return refuse(error, why,
                      "password file `%.120s' must be a regular file of root or of this user, mode 0600",
                      path);
    if (error < 0)
        return refuse(error, why, "password file `%.180s': %s", path, strerrordesc_np(-error));
    return take_line(out, size, used, "the password file", why);
}

static int read_credential(const char *name, char *out, size_t size, char *why)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[512];

    if (folder == NULL || folder[0] != '/')
        return refuse(-ENOENT, why,
                      "credential `%.60s': no $CREDENTIALS_DIRECTORY: the service was not started with it "
                      "(LoadCredential=)",
                      name);
    if (strchr(name, '/') != NULL || name[0] == '.' || name[0] == '\0')
        return refuse(-EINVAL, why, "credential `%.60s': a name without slashes is wanted", name);
    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
        return refuse(-ENAMETOOLONG, why, "credential `%.60s': the path is too long", name);
    return read_file(path, true, out, size, why);
}

/* What it prints may be the secret, so it is never repeated. */
static int run_command(const struct conf_command *command, char *out, size_t size, char *why)
{
    struct command_run run = {.argv = command->argv, .timeout_us = SECRET_COMMAND_US};
    size_t used;
    int status = command_run(&run, out, size, &used);

    if (status == -ENOEXEC)
        return refuse(-ENOEXEC, why, "password command: %.200s", out);
    if (status == -ETIMEDOUT)
        return refuse(status, why, "password command `%.120s' did not end within 5 s", command->argv[0]);
    if (status < 0)
        return refuse(status, why, "password command: %s", strerrordesc_np(-status));
    if (status > 0)
        return refuse(-EIO, why, "password command `%.120s' ended with status %d", command->argv[0], status);
    return take_line(out, size, used, "what the password command prints", why);
}

int secret_read(const struct conf_secret *source, char *out, size_t size, char why[256])
{
    int error;

    memset(out, 0, size);
    if (source->file != NULL)
        error = read_file(source->file, false, out, size, why);
    else if (source->credential != NULL)
        error = read_credential(source->credential, out, size, why);
    else if (source->command.argc > 0)
        error = run_command(&source->command, out, size, why);
    else
        error = refuse(-ENOENT, why, "no password is configured");
    if (error < 0)
        explicit_bzero(out, size);
    return error;
}
