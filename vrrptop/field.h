/* The columns of each view: their names, widths, and what stands in them. One table a view; rows, sorting,
 * CSV, JSON, the column chooser and the manual's list all come from it. Pure. */
#ifndef VRRPTOP_FIELD_H
#define VRRPTOP_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "vrrptop/value.h"
#include "vrrptop/world.h"

enum view_kind { VIEW_ROUTERS, VIEW_SERVICES, VIEW_SERVERS, VIEW_EVENTS, VIEW_COUNT };

enum { FIELDS_MAX = 32 };

/* Reader's choice between rates and sums since the start (settings.cumulative). */
enum field_mode { FIELD_ALWAYS, FIELD_WITH_RATES, FIELD_WITH_SUMS };

/* One line of a view: indexes into the scene. */
struct row {
    uint32_t item;   /* instance, or virtual server; of an event its number's low half */
    uint32_t sub;    /* real server; ROW_WHOLE: the service's own line in a tree */
    uint64_t number; /* of an event */
    uint8_t host;
    uint8_t depth;        /* 1: below its service */
    bool last_of_depth;   /* the last one below its service */
    enum value_tone tone; /* of the whole line: BAD for FAULT, contested, down .. */
};

enum { ROW_WHOLE = 0xFFFFFFFF };

struct field {
    const char *key;      /* stable: CSV's heading, JSON's name, -s and the settings file */
    const char *title;    /* on the screen, upper case */
    const char *help;     /* one line for the column chooser and the manual */
    enum value_kind kind; /* of its values, unless there is nothing: VALUE_NONE */
    unsigned width;       /* columns it wants; the one that `stretches` takes what is left */
    bool right;           /* numbers */
    bool shown;           /* unless chosen otherwise */
    enum field_mode mode; /* on the screen it stands only in this mode; CSV and JSON have all */
    bool stretches;
    unsigned drop; /* on a narrow screen those with the highest number go first; 0: never */
    bool falls;    /* sorted by it, the largest comes first unless reversed */
    void (*value)(const struct scene *scene, const struct row *row, struct value *out);
};

/* The columns of a view, in their order; at most FIELDS_MAX. */
const struct field *field_table(enum view_kind view, size_t *count);

/* By key or title, without regard to case; -1: there is none. */
int field_find(enum view_kind view, const char *name);

/* Whether a column stands on the screen: chosen and of this mode. "host" stands unchosen where there are
 * several, and "host" chosen stands always. */
bool field_stands(const struct field *field, bool chosen, bool cumulative, size_t host_count);

/* "vrrp", "services", "servers", "events": as -v and the settings file say it; and back, -1: none. */
const char *field_view_name(enum view_kind view);
int field_view_find(const char *name);

#endif
