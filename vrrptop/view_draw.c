/* The whole screen; see view.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <string.h>

#include "lib/column.h"

/* ---- the foot ---- */

struct foot_key {
    const char *key, *what;
};

/* What a reader looks for, in the order in which it may be left out from the end. */
static const struct foot_key table_keys[] = {
    {"?", "help"},   {"Enter", "detail"}, {"/", "search"},    {"\\", "filter"}, {"<>", "sort"}, {"R", "turn"},
    {"Tab", "view"}, {"f", "columns"},    {"Space", "pause"}, {"q", "leave"},   {NULL, NULL}};
static const struct foot_key write_keys[] = {
    {"D", "drain"}, {"F", "failover"}, {"w", "weight"}, {NULL, NULL}};
static const struct foot_key replay_keys[] = {{"[ ]", "speed"}, {"{ }", "seek"}, {NULL, NULL}};
static const struct foot_key overlay_keys[] = {
    {"Esc", "close"}, {"Up Down PgUp PgDn", "scroll"}, {NULL, NULL}};
static const struct foot_key chooser_keys[] = {
    {"Esc", "close"}, {"Up Down", "move"}, {"Space", "show or hide"}, {"W", "keep"}, {NULL, NULL}};

/* Where the next key may stand. */
struct foot {
    struct grid *grid;
    unsigned x, y, end;
};

/* As many as there is room for. */
static void draw_keys(struct foot *foot, const struct foot_key *keys)
{
    for (; keys->key != NULL; keys++) {
        unsigned key = (unsigned)strlen(keys->key), what = (unsigned)strlen(keys->what);

        if (foot->x + key + 1 + what > foot->end)
            return;
        grid_put(foot->grid, foot->x, foot->y, key, GRID_KEY, keys->key);
        grid_put(foot->grid, foot->x + key + 1, foot->y, what, GRID_PLAIN, keys->what);
        foot->x += key + 1 + what + 2;
    }
}

/* A question is never cut: who says yes to it has read all of it. It grows over the table's last lines. */
static void draw_question(struct grid *grid, unsigned y, const char *question)
{
    struct view_text text = {.window = {.width = grid->width, .height = y}};

    view_text_put(&text, GRID_KEY, "", "%s", question);
    text.window.height = (unsigned)text.lines;
    text.window.y = text.lines <= y ? y + 1 - (unsigned)text.lines : 0;
    text.lines = 0;
    text.grid = grid;
    view_text_put(&text, GRID_KEY, "", "%s", question);
}

/* The question, what is typed, and a place for the next character; a long input shows its end. */
static void draw_prompt(const struct view *view, struct grid *grid, unsigned y)
{
    char label[VIEW_LINE_MAX];
    const char *input = view->input;
    unsigned x;
    int columns;

    view_prompt_label(view, label);
    if (view->overlay == OVERLAY_CONFIRM) {
        draw_question(grid, y, label);
        return;
    }
    x = grid_put(grid, 0, y, view->width, GRID_KEY, label);
    while (x + 1 < view->width && column_width(input) + 1 > view->width - x)
        input += column_character(input, &columns);
    x = grid_put(grid, x, y, view->width - x, GRID_PLAIN, input);
    grid_put(grid, x, y, 1, GRID_SELECTED, "");
}

/* Where the reader is: "12/1000", and what hides or marks lines. */
static unsigned draw_place(const struct view *view, struct grid *grid, unsigned y)
{
    const struct view_place *here = &view->places[view->kind];
    char text[VIEW_LINE_MAX], found[ROWS_FILTER_MAX + 16] = "", filter[ROWS_FILTER_MAX + 32] = "";
    unsigned width;

    if (view->search[0] != '\0')
        snprintf(found, sizeof(found), "search \"%s\"  ", view->search);
    if (here->filter[0] != '\0')
        snprintf(filter, sizeof(filter), "filter \"%s\" of %zu  ", here->filter, view->rows.total);
    snprintf(text, sizeof(text), "%s%s%zu/%zu", found, filter, view->rows.count > 0 ? here->line + 1 : 0,
             view->rows.count);
    width = (unsigned)column_width(text);
    width = width < view->width ? width : view->width;
    grid_put(grid, view->width - width, y, width, found[0] != '\0' || filter[0] != '\0' ? GRID_KEY : GRID_DIM,
             text);
    return view->width - width;
}

static void draw_table_keys(const struct view *view, struct foot *foot)
{
    foot->end = draw_place(view, foot->grid, foot->y);
    foot->end -= foot->end > 0; /* a blank between */
    if (view->write)
        draw_keys(foot, write_keys);
    if (view->replay.on)
        draw_keys(foot, replay_keys);
    draw_keys(foot, table_keys);
}

static void draw_foot(const struct view *view, struct grid *grid)
{
    struct foot foot = {.grid = grid, .end = view->width};
    struct view_layout layout;

    view_layout(view, &layout);
    foot.y = layout.foot_y;
    if (view_is_prompt(view))
        draw_prompt(view, grid, foot.y);
    else if (view->note[0] != '\0')
        grid_put(grid, 0, foot.y, view->width, GRID_KEY, view->note);
    else if (view->overlay == OVERLAY_NONE)
        draw_table_keys(view, &foot);
    else
        draw_keys(&foot, view->overlay == OVERLAY_COLUMNS ? chooser_keys : overlay_keys);
}

/* ---- all ---- */

bool view_draw(struct view *view, struct grid *grid)
{
    char text[80];

    if (grid->width != view->width || grid->height != view->height || grid->cells == NULL) {
        if (!grid_resize(grid, view->width, view->height))
            return false;
    } else {
        grid_clear(grid);
    }
    if (view_too_small(view)) {
        snprintf(text, sizeof(text), "terminal too small (%ux%u, needs %dx%d)", view->width, view->height,
                 VIEW_WIDTH_MIN, VIEW_HEIGHT_MIN);
        grid_put(grid, 0, 0, view->width, GRID_PLAIN, text);
        return true;
    }
    view_head_draw(view, grid);
    if (view->overlay == OVERLAY_NONE || view_is_prompt(view))
        view_table_draw(view, grid);
    else
        view_overlay_draw(view, grid);
    draw_foot(view, grid);
    return true;
}
