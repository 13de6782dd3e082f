/* The whole screen; see view.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <string.h>

#include "lib/column.h"

/* ---- the foot ---- */

/* The keys that a reader looks for, in the order in which they may be left out from the end. */
static const struct foot_key {
    const char *key, *what;
} foot_keys[] = {
    {"?", "help"}, {"Enter", "detail"}, {"/", "search"},  {"\\", "filter"},   {"<>", "sort"},
    {"R", "turn"}, {"Tab", "view"},     {"f", "columns"}, {"Space", "pause"}, {"q", "leave"},
};

static const struct foot_key overlay_keys[] = {{"Esc", "close"}, {"Up Down PgUp PgDn", "scroll"}};
static const struct foot_key chooser_keys[] = {
    {"Esc", "close"}, {"Up Down", "move"}, {"Space", "show or hide"}, {"W", "keep"}};

/* As many as end before column `end`. */
static void draw_keys(struct grid *grid, unsigned end, unsigned y, const struct foot_key *keys, size_t count)
{
    unsigned x = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned wanted = (unsigned)(strlen(keys[i].key) + strlen(keys[i].what)) + 1;

        if (x + wanted > end)
            return;
        x = grid_put(grid, x, y, (unsigned)strlen(keys[i].key), GRID_KEY, keys[i].key) + 1;
        x = grid_put(grid, x, y, (unsigned)strlen(keys[i].what), GRID_PLAIN, keys[i].what) + 2;
    }
}

/* The question, what is typed, and a place for the next character; a long input shows its end. */
static void draw_prompt(const struct view *view, struct grid *grid, unsigned y)
{
    char label[VIEW_LINE_MAX];
    const char *input = view->overlay == OVERLAY_CONFIRM ? "" : view->input;
    unsigned x;
    int columns;

    view_prompt_label(view, label);
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

static void draw_foot(const struct view *view, struct grid *grid)
{
    struct view_layout layout;

    view_layout(view, &layout);
    if (view_is_prompt(view)) {
        draw_prompt(view, grid, layout.foot_y);
    } else if (view->note[0] != '\0') {
        grid_put(grid, 0, layout.foot_y, view->width, GRID_KEY, view->note);
    } else if (view->overlay == OVERLAY_COLUMNS) {
        draw_keys(grid, view->width, layout.foot_y, chooser_keys,
                  sizeof(chooser_keys) / sizeof(chooser_keys[0]));
    } else if (view->overlay != OVERLAY_NONE) {
        draw_keys(grid, view->width, layout.foot_y, overlay_keys,
                  sizeof(overlay_keys) / sizeof(overlay_keys[0]));
    } else {
        draw_keys(grid, draw_place(view, grid, layout.foot_y), layout.foot_y, foot_keys,
                  sizeof(foot_keys) / sizeof(foot_keys[0]));
    }
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
