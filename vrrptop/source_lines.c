/* Lines from a descriptor; see source_lines.h. */
#include "vrrptop/source_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM_MIN = 65536 };

/* What was read already gives way; the room doubles. */
static int make_room(struct source_lines *lines)
{
    size_t room = lines->room > 0 ? lines->room * 2 : ROOM_MIN;
    char *grown;

    if (lines->begin > 0)
        memmove(lines->bytes, lines->bytes + lines->begin, lines->used - lines->begin);
    lines->used -= lines->begin;
    lines->scanned -= lines->begin;
    lines->begin = 0;
    if (lines->room - lines->used > 1 && lines->used < lines->room / 2)
        return 0;
    if (room > SOURCE_LINE_MAX)
        return -EMSGSIZE;
    grown = realloc(lines->bytes, room);
    if (grown == NULL)
        return -ENOMEM;
    lines->bytes = grown;
    lines->room = room;
    return 0;
}

int source_lines_read(struct source_lines *lines, int fd)
{
    ssize_t got;
    int error;

    if (lines->begin == lines->used)
        lines->begin = lines->used = lines->scanned = 0;
    if (lines->room - lines->used < ROOM_MIN / 2) {
        error = make_room(lines);
        if (error < 0)
            return error;
    }
    got = read(fd, lines->bytes + lines->used, lines->room - lines->used - 1); /* one for a NUL */
    if (got < 0)
        return -errno;
    lines->used += (size_t)got;
    return got > 0;
}

char *source_lines_next(struct source_lines *lines)
{
    char *end, *line;

    if (lines->used == lines->scanned)
        return NULL;
    end = memchr(lines->bytes + lines->scanned, '\n', lines->used - lines->scanned);
    if (end == NULL) {
        lines->scanned = lines->used;
        return NULL;
    }
    line = lines->bytes + lines->begin;
    *end = '\0';
    lines->begin = lines->scanned = (size_t)(end + 1 - lines->bytes);
    return line;
}

char *source_lines_rest(struct source_lines *lines)
{
    if (lines->begin == lines->used)
        return NULL;
    lines->bytes[lines->used] = '\0';
    return lines->bytes + lines->begin;
}

void source_lines_free(struct source_lines *lines)
{
    free(lines->bytes);
    *lines = (struct source_lines){.bytes = NULL};
}
