/* The screen as the reader has set it up: which view, where he stands, what is open on top; inputs go in,
 * requests come out, and it draws itself into a grid. Knows no terminal and no clock. Pure. */
#ifndef VRRPTOP_VIEW_H
#define VRRPTOP_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrptop/field.h"
#include "vrrptop/grid.h"
#include "vrrptop/keys.h"
#include "vrrptop/rows.h"
#include "vrrptop/settings.h"
#include "vrrptop/world.h"

enum { VIEW_WIDTH_MIN = 60, VIEW_HEIGHT_MIN = 10, VIEW_INPUT_MAX = 64, VIEW_NOTE_MAX = 200 };

enum view_overlay {
    OVERLAY_NONE,
    OVERLAY_HELP,
    OVERLAY_DETAIL,
    OVERLAY_COLUMNS,
    OVERLAY_SEARCH, /* prompts at the foot */
    OVERLAY_FILTER,
    OVERLAY_DELAY,
    OVERLAY_WEIGHT,
    OVERLAY_CONFIRM,
};

/* Where the reader stands in one view. */
struct view_place {
    char identity[ROWS_IDENTITY_MAX]; /* of the line; "": the first */
    size_t line;                      /* where it was, for when it is gone */
    size_t top;                       /* the first line on the screen */
    size_t left;                      /* the first column after the fixed one */
    char filter[ROWS_FILTER_MAX];
};

/* What the caller has to do. */
enum view_request_kind {
    REQUEST_NONE,
    REQUEST_QUIT,
    REQUEST_SAVE,     /* the settings */
    REQUEST_REFRESH,  /* ask the sources now */
    REQUEST_DRAIN,    /* `name`: drain, or undrain where it is drained; of a server: drain or enable */
    REQUEST_FAILOVER, /* `name` */
    REQUEST_WEIGHT,   /* `service`, `server`, `weight` */
    REQUEST_SPEED,    /* of a recording: `speed` times */
    REQUEST_SEEK,     /* by `seek_us` */
};

struct view_request {
    enum view_request_kind kind;
    uint8_t host;
    bool undo; /* undrain, enable */
    char name[STATUS_NAME_MAX];
    char service[STATUS_SERVICE_MAX], server[STATUS_SERVICE_MAX];
    int32_t weight;
    double speed;
    int64_t seek_us;
};

/* Where a recording stands, for the slider; `on` false: there is none. */
struct view_replay {
    bool on;
    bool ended;
    int64_t first_us, last_us, at_us; /* wall clock of the recording */
    double speed;
};

struct view {
    struct settings settings;
    enum view_kind kind;
    struct view_place places[VIEW_COUNT];
    enum view_overlay overlay;
    size_t overlay_line;        /* scrolling in it, the line chosen in it */
    char input[VIEW_INPUT_MAX]; /* of a prompt */
    char search[ROWS_FILTER_MAX];
    char note[VIEW_NOTE_MAX];    /* one line at the foot: what was done, what was wrong */
    struct view_request pending; /* what OVERLAY_CONFIRM and OVERLAY_WEIGHT are about */
    bool paused, write;
    bool clicked;  /* the line was chosen by the click before: another one opens it */
    bool expanded; /* the real servers are those of one service, `e` goes back */
    struct view_replay replay;
    struct scene scene; /* what is shown: kept while paused */
    struct rows rows;   /* of `kind` */
    unsigned width, height;
    int64_t now_us, now_wall_us; /* of the last refresh */
    int64_t zone_us;             /* east of UTC: times are shown there; the caller's to set */
    enum world_severity banner_severity;
    char banner[WORLD_TEXT_MAX]; /* the worst there is to say, also while paused */
};

/* Starts with these settings; `write` lets it ask for changes. */
void view_init(struct view *view, const struct settings *settings, bool write);
void view_free(struct view *view);

/* Takes in what the world knows now, unless paused (then only times go on), and puts the reader where he
 * stood. False without memory. */
bool view_refresh(struct view *view, const struct world *world, int64_t now_us, int64_t wall_us);

/* The terminal has this size now. */
void view_resize(struct view *view, unsigned width, unsigned height);

/* One input. */
struct view_request view_input(struct view *view, const struct input *input);

/* Draws everything into `grid`, which has the view's size. False without memory. */
bool view_draw(struct view *view, struct grid *grid);

/* A line at the foot until the next input. */
void view_note(struct view *view, const char *text);

#endif
