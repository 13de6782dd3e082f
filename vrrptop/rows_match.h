/* Whether a line has a text in it. rows_match() itself is declared in rows.h. Pure. */
#ifndef VRRPTOP_ROWS_MATCH_H
#define VRRPTOP_ROWS_MATCH_H

#include "vrrptop/rows.h"

/* What is looked for, made ready once; "" is in everything. */
struct row_match {
    char text[ROWS_FILTER_MAX]; /* small letters */
    size_t length;
};

void row_match_make(struct row_match *match, const char *text);

/* The line's own texts; of a server without those of its service. */
bool row_match_line(const struct row_match *match, const struct scene *scene, enum view_kind view,
                    const struct row *row);

/* The names and addresses of a row's service: with these all its servers are meant. */
bool row_match_service(const struct row_match *match, const struct scene *scene, const struct row *row);

#endif
