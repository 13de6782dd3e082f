/* Drains and weights on disk; see lvs_file.h. A line is "drain|weight N", the virtual server and the real
 * server, separated by tabs: names of virtual servers may hold blanks. */
#include "vrrpd/os/lvs_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char file_name[] = "lvs";
static const char new_name[] = "lvs.new";

static bool read_entry(const char *line, struct lvs_entry *entry)
{
    char word[16] = "";
    int weight = LVS_FILE_NO_WEIGHT;

    *entry = (struct lvs_entry){.weight = LVS_FILE_NO_WEIGHT};
    if (sscanf(line, "%15[^\t]\t%79[^\t]\t%79[^\t\n]", word, entry->service, entry->server) != 3)
        return false;
    entry->drained = strcmp(word, "drain") == 0;
    if (!entry->drained && (sscanf(word, "weight %5d", &weight) != 1 || weight < 0))
        return false;
    entry->weight = weight;
    return true;
}

static int by_names(const void *a, const void *b)
{
    const struct lvs_entry *left = a, *right = b;
    int order = strcmp(left->service, right->service);

    return order != 0 ? order : strcmp(left->server, right->server);
}

static void sort(struct lvs_file *file)
{
    if (file->count > 0)
        qsort(file->entries, file->count, sizeof(*file->entries), by_names);
}

int lvs_file_read(struct lvs_file *file, int dir)
{
    int fd = openat(dir, file_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct lvs_entry entry, *room;
    char *line = NULL;
    size_t size = 0;
    FILE *stream;

    *file = (struct lvs_file){.dir = dir};
    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    stream = fdopen(fd, "r");
    if (stream == NULL) {
        close(fd);
        return -ENOMEM;
    }
    while (file->count < LVS_FILE_ENTRIES_MAX && getline(&line, &size, stream) > 0) {
        if (!read_entry(line, &entry))
            continue;
        room = realloc(file->entries, (file->count + 1) * sizeof(*room));
        if (room == NULL)
            break;
        file->entries = room;
        file->entries[file->count++] = entry;
    }
    free(line);
    fclose(stream);
    sort(file);
    return 0;
}

void lvs_file_free(struct lvs_file *file)
{
    free(file->entries);
    file->entries = NULL;
    file->count = 0;
}

const struct lvs_entry *lvs_file_find(const struct lvs_file *file, const char *service, const char *server)
{
    struct lvs_entry wanted;

    if (file->count == 0 || strlen(service) >= sizeof(wanted.service) ||
        strlen(server) >= sizeof(wanted.server))
        return NULL;
    strcpy(wanted.service, service);
    strcpy(wanted.server, server);
    return bsearch(&wanted, file->entries, file->count, sizeof(wanted), by_names);
}

static bool write_entries(const struct lvs_file *file, int fd)
{
    FILE *stream = fdopen(fd, "w");
    bool good;

    if (stream == NULL) {
        close(fd);
        return false;
    }
    for (size_t i = 0; i < file->count; i++) {
        const struct lvs_entry *entry = &file->entries[i];

        if (entry->drained)
            fprintf(stream, "drain\t%s\t%s\n", entry->service, entry->server);
        else
            fprintf(stream, "weight %d\t%s\t%s\n", entry->weight, entry->service, entry->server);
    }
    good = fflush(stream) == 0 && fsync(fd) == 0;
    return fclose(stream) == 0 && good;
}

static int replace(const struct lvs_file *file)
{
    int fd = openat(file->dir, new_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return -errno;
    if (!write_entries(file, fd) || renameat(file->dir, new_name, file->dir, file_name) < 0)
        return errno != 0 ? -errno : -EIO;
    return 0;
}

int lvs_file_set(struct lvs_file *file, const struct lvs_entry *entry)
{
    struct lvs_entry *found = (struct lvs_entry *)lvs_file_find(file, entry->service, entry->server), *room;
    bool nothing = !entry->drained && entry->weight == LVS_FILE_NO_WEIGHT;

    if (found == NULL && nothing)
        return 0;
    if (found == NULL) {
        if (file->count == LVS_FILE_ENTRIES_MAX)
            return -ENOSPC;
        room = realloc(file->entries, (file->count + 1) * sizeof(*room));
        if (room == NULL)
            return -ENOMEM;
        file->entries = room;
        found = &file->entries[file->count++];
    }
    *found = nothing ? file->entries[--file->count] : *entry;
    sort(file);
    return replace(file);
}
