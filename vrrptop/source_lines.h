/* Lines out of what a descriptor gives, whole ones, however it comes in pieces. Bounded. */
#ifndef VRRPTOP_SOURCE_LINES_H
#define VRRPTOP_SOURCE_LINES_H

#include <stddef.h>

enum { SOURCE_LINE_MAX = 64 << 20 }; /* a status of CONF_SERVERS_MAX real servers has half of it */

struct source_lines {
    char *bytes; /* owned */
    size_t used, room;
    size_t begin;   /* of the line that is read next */
    size_t scanned; /* up to here there is no newline */
};

/* Reads what there is now from a descriptor that does not block, a bounded part of it. 1 when there may be
 * lines, 0 at the end, negative errno (-EAGAIN: nothing now, -EMSGSIZE: a line without an end). */
int source_lines_read(struct source_lines *lines, int fd);

/* The next whole line without its newline, NULL when there is none yet; valid until the next read. */
char *source_lines_next(struct source_lines *lines);

/* What came last without a newline, NULL for nothing. */
char *source_lines_rest(struct source_lines *lines);

/* Forgets all; keeps no memory. */
void source_lines_free(struct source_lines *lines);

#endif
