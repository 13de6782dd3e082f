/* Frames for files and programs: plain text without an escape, CSV, JSON lines. Prints what it is given to a
 * stream and knows no terminal. Pure. */
#ifndef VRRPTOP_BATCH_H
#define VRRPTOP_BATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "vrrptop/field.h"
#include "vrrptop/rows.h"

struct batch {
    struct rows_wish wish;   /* text and CSV: one view */
    bool fields[FIELDS_MAX]; /* which columns; CSV and JSON have all */
    struct value_style style;
    bool cumulative;     /* text: sums and not rates */
    unsigned width;      /* of text, 0: as wide as it gets */
    bool said_heading;   /* CSV: once */
    uint64_t next_event; /* CSV and JSON: the first event that was not told */
    struct rows rows;    /* used again and again */
};

/* A heading with time, hosts, banner, then the table and an empty line. False without memory. */
bool batch_text(struct batch *batch, const struct scene *scene, int64_t wall_us, FILE *out);

/* Rows of one view; the first two columns are the time (RFC 3339; of an event its own) and the host. RFC
 * 4180, numbers bare, texts that begin with = + - @ get no help: they are quoted and nothing else. Durations
 * are microseconds and have "_us" behind their key, of events those since the last frame, the oldest first;
 * trends are left out: who has frame after frame has them. False without memory. */
bool batch_csv(struct batch *batch, const struct scene *scene, int64_t wall_us, FILE *out);

/* One line: {"schema":1,"type":"frame","time":..,"hosts":[{"name","link","trouble","age_us"}],"banner":..,
 * "vrrp":[{..}],"services":[..],"servers":[..],"events":[..since the last frame..]}; rows have a field's key
 * and its number (durations in microseconds get "_us" behind the key) or text, null where there is nothing.
 * All views in the source's order, unfiltered, and trends are left out as in CSV. False without memory. */
bool batch_json(struct batch *batch, const struct scene *scene, int64_t now_us, int64_t wall_us, FILE *out);

void batch_free(struct batch *batch);

#endif
