/* Which lines a view has, in which order: from the scene through the filter, sorted. Knows no screen. Pure.
 */
#ifndef VRRPTOP_ROWS_H
#define VRRPTOP_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "vrrptop/field.h"

enum { ROWS_FILTER_MAX = 64, ROWS_IDENTITY_MAX = 320 };

/* What the reader asked for. */
struct rows_wish {
    enum view_kind view;
    int sort; /* index of a field; -1: the order of the source (events: newest first) */
    bool reverse;
    bool tree;                    /* VIEW_SERVERS: below their services, sorted among themselves */
    char filter[ROWS_FILTER_MAX]; /* part of any text of the line, any case; "": all */
};

struct rows {
    struct row *items;
    size_t count, room;
    size_t total; /* before the filter */
};

/* Fills *rows (zeroed, or used before). In a tree a service's own line comes before its servers, and stays
 * when one of them passes the filter. Sorting is stable. False without memory. */
bool rows_fill(const struct scene *scene, const struct rows_wish *wish, struct rows *rows);

/* Frees what it owns; zeroed. */
void rows_free(struct rows *rows);

/* What this line is about, whatever place it has: "lb01/VI_1", "lb01/192.0.2.1:80/tcp/10.0.0.9:80". Returns
 * `out`. */
const char *rows_identity(const struct scene *scene, enum view_kind view, const struct row *row,
                          char out[ROWS_IDENTITY_MAX]);

/* The place of the line with that identity; -1: it is gone. */
long rows_find(const struct scene *scene, enum view_kind view, const struct rows *rows, const char *identity);

/* True when the line has `text` in one of its texts: names, addresses, interface, VRID, state; any case. */
bool rows_match(const struct scene *scene, enum view_kind view, const struct row *row, const char *text);

#endif
