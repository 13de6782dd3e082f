/* The list of drained instances on disk; see operator_file.h. */
#include "vrrpd/os/operator_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char file_name[] = "drained";
static const char new_name[] = "drained.new";

/* A line that is no name (too long, empty) is nobody's. */
static void read_names(struct operator_file *file, FILE *stream)
{
    char *line = NULL;
    size_t room = 0;

    while (file->count < OPERATOR_NAMES_MAX && getline(&line, &room, stream) > 0) {
        size_t length = strcspn(line, "\n");

        line[length] = '\0';
        if (length > 0 && length < OPERATOR_NAME_MAX)
            memcpy(file->names[file->count++], line, length + 1);
    }
    free(line);
}

int operator_file_read(struct operator_file *file, int dir)
{
    FILE *stream;
    int fd = openat(dir, file_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    *file = (struct operator_file){.dir = dir, .names = calloc(OPERATOR_NAMES_MAX, sizeof(*file->names))};
    if (file->names == NULL)
        return -ENOMEM;
    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    stream = fdopen(fd, "r");
    if (stream == NULL) {
        close(fd);
        return -ENOMEM;
    }
    read_names(file, stream);
    fclose(stream);
    return 0;
}

void operator_file_free(struct operator_file *file)
{
    free(file->names);
    file->names = NULL;
}

static int replace(const struct operator_file *file)
{
    int fd = openat(file->dir, new_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool written = fd >= 0;

    if (fd < 0)
        return -errno;
    for (size_t i = 0; i < file->count; i++)
        written = written && dprintf(fd, "%s\n", file->names[i]) > 0;
    written = written && fsync(fd) == 0;
    close(fd);
    if (!written || renameat(file->dir, new_name, file->dir, file_name) < 0)
        return -errno;
    return 0;
}

int operator_file_set(struct operator_file *file, const char *name, bool drained)
{
    size_t i = 0;

    while (i < file->count && strcmp(file->names[i], name) != 0)
        i++;
    if (drained && i == OPERATOR_NAMES_MAX)
        return -ENOSPC;
    if (drained && i == file->count)
        snprintf(file->names[file->count++], OPERATOR_NAME_MAX, "%s", name);
    else if (!drained && i < file->count)
        memcpy(file->names[i], file->names[--file->count], OPERATOR_NAME_MAX);
    else
        return 0;
    return replace(file);
}
