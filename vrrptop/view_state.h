/* What the parts of the view share: where things stand on the screen, which line the reader stands on, and a
 * writer of wrapped text for what lies on top. Only view*.c and its tests include it. */
#ifndef VRRPTOP_VIEW_STATE_H
#define VRRPTOP_VIEW_STATE_H

#include "vrrptop/view.h"

enum { VIEW_LINE_MAX = 1024 };

/* ---- view_layout.c: where things stand ---- */

struct view_layout {
    unsigned banner_y; /* 0: there is none */
    unsigned header_y, rows_y, page, foot_y;
};

/* One column on the screen. */
struct view_column {
    unsigned field, x, width;
};

struct view_columns {
    size_t count;
    struct view_column items[FIELDS_MAX];
    bool more_left, more_right; /* there are columns that are not on the screen */
};

/* A view's name in the title. */
struct view_tab {
    unsigned x, width;
    char text[24];
};

/* Below VIEW_WIDTH_MIN x VIEW_HEIGHT_MIN there is nothing but a sentence that says so. */
bool view_too_small(const struct view *view);
void view_layout(const struct view *view, struct view_layout *out);
void view_columns(const struct view *view, struct view_columns *out);

/* What a view is called on the screen. */
const char *view_title(enum view_kind kind);

/* The views' names as they stand in the title, `left` columns of which are taken. */
void view_tabs(const struct view *view, unsigned left, struct view_tab out[VIEW_COUNT]);

/* How many columns the left side of the title takes: its text goes to `out`. */
unsigned view_title_text(const struct view *view, char out[VIEW_LINE_MAX]);

/* True when field `index` stands on the screen, if there is room. */
bool view_field_shown(const struct view *view, const struct field *field, size_t index);

/* The frame of what lies on top. */
struct grid_box view_box(const struct view *view);

/* ---- view_place.c: where the reader stands ---- */

struct view_place *view_here(struct view *view);

/* The line he stands on; NULL: there is none. */
const struct row *view_row(const struct view *view);

/* Fills the rows of the view from its scene and puts the reader where he stood. False without memory: there
 * are no rows then. */
bool view_fill(struct view *view);

/* Stands on that line, the last one when there are fewer, and scrolls as far as needed. */
void view_go(struct view *view, size_t line);

/* Scrolls so that his line is on the screen. */
void view_scroll(struct view *view);

/* From now on his line is known by what it is about. */
void view_pin(struct view *view);

/* Another view. */
void view_change(struct view *view, enum view_kind kind);

/* The next line that has the searched text, from `from` on, round the end. False: there is none. */
bool view_search(struct view *view, size_t from);

/* ---- view_text.c: lines of wrapped text ---- */

/* Counts its lines, and draws those that are in the window when there is a grid. */
struct view_text {
    struct grid *grid; /* NULL: only counts */
    struct grid_box window;
    size_t top;   /* the first line in the window */
    size_t lines; /* so far */
    unsigned indent;
};

/* Writes `text`, wrapped between words, all but its first line below each other at `indent`. */
void view_text_put(struct view_text *text, enum grid_style style, const char *label, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Writes one line of `width` columns and no more, from the left edge on. */
void view_text_line(struct view_text *text, enum grid_style style, unsigned width, const char *line);

/* A heading, and an empty line before it unless it is the first. */
void view_text_head(struct view_text *text, const char *title);

/* ---- what lies on top: each draws itself into `text`, or counts its lines ---- */

void view_help_put(const struct view *view, struct view_text *text);
void view_detail_put(const struct view *view, struct view_text *text);
void view_columns_put(const struct view *view, struct view_text *text);

/* The title of the frame of what is open. */
const char *view_overlay_title(const struct view *view, char out[VIEW_LINE_MAX]);

/* How many lines it has in all, and how many of them are on the screen at once. */
size_t view_overlay_lines(const struct view *view);
size_t view_overlay_page(const struct view *view);

/* Draws it in its frame, scrolls it, and takes an input while it is open. */
void view_overlay_draw(const struct view *view, struct grid *grid);
void view_overlay_scroll(struct view *view, enum action action);
struct view_request view_overlay_input(struct view *view, const struct input *input);

/* Enter and space turn a column on or off; false: the input is something else. */
bool view_columns_toggle(struct view *view, const struct input *input);

/* ---- view_prompt.c ---- */

struct view_request view_prompt_input(struct view *view, const struct input *input);

/* True for those overlays that are a line at the foot. */
bool view_is_prompt(const struct view *view);

/* Opens a prompt with `text` in it. */
void view_prompt_open(struct view *view, enum view_overlay overlay, const char *text);

/* The question of the prompt that is open. */
const char *view_prompt_label(const struct view *view, char out[VIEW_LINE_MAX]);

/* ---- view_act.c ---- */

/* Starts to ask for one of the three changes. */
void view_act(struct view *view, enum action action);

/* "Drain VI_1 on lb01?" */
const char *view_act_question(const struct view *view, char out[VIEW_LINE_MAX]);

/* ---- view_input.c and view_mouse.c ---- */

/* What a key does when nothing is open. */
struct view_request view_do(struct view *view, enum action action);

struct view_request view_mouse(struct view *view, const struct input *input);

/* Sorts by field `index`, or the other way round when it sorts already. */
void view_sort_by(struct view *view, int index);

/* ---- view_head.c and view_table.c ---- */

void view_head_draw(const struct view *view, struct grid *grid);
void view_table_draw(const struct view *view, struct grid *grid);

/* ---- view_number.c: numbers and times as text ---- */

struct value_style view_style(const struct view *view);

/* A value of that kind; returns `out`. */
const char *view_number(const struct view *view, enum value_kind kind, double number,
                        char out[VALUE_TEXT_MAX]);

/* "2026-11-20 10:00:05", in the reader's zone; returns `out`. */
const char *view_time(const struct view *view, int64_t wall_us, char out[40]);

#endif
