/* What lies on top of the table and scrolls; see view_state.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <string.h>

/* Draws, or with a text without a grid counts, what is open. */
static void put(const struct view *view, struct view_text *text)
{
    if (view->overlay == OVERLAY_HELP)
        view_help_put(view, text);
    else if (view->overlay == OVERLAY_DETAIL)
        view_detail_put(view, text);
    else
        view_columns_put(view, text);
}

static struct view_text text_of(const struct view *view)
{
    struct grid_box box = view_box(view);

    /* A blank between the frame and the text on both sides. */
    return (struct view_text){.window = {.x = box.x + 2,
                                         .y = box.y + 1,
                                         .width = box.width > 4 ? box.width - 4 : 1,
                                         .height = box.height > 2 ? box.height - 2 : 1}};
}

size_t view_overlay_page(const struct view *view)
{
    return text_of(view).window.height;
}

size_t view_overlay_lines(const struct view *view)
{
    struct view_text text = text_of(view);

    put(view, &text);
    return text.lines;
}

/* The last line that may be the first one in the window. */
static size_t last_top(const struct view *view)
{
    size_t lines = view_overlay_lines(view), page = view_overlay_page(view);

    return lines > page ? lines - page : 0;
}

void view_overlay_draw(const struct view *view, struct grid *grid)
{
    struct view_text text = text_of(view);
    struct grid_box box = view_box(view);
    size_t last = last_top(view), chosen = view->overlay_line;
    char title[VIEW_LINE_MAX], more[32];

    if (view->overlay == OVERLAY_COLUMNS) /* there it is the line that is chosen */
        text.top = chosen < text.window.height ? 0 : chosen - text.window.height + 1;
    else
        text.top = chosen < last ? chosen : last;
    text.grid = grid;
    grid_box(grid, &box, view->settings.ascii, view_overlay_title(view, title));
    put(view, &text);
    if (last == 0)
        return;
    snprintf(more, sizeof(more), " %zu-%zu/%zu ", text.top + 1,
             text.top + text.window.height < text.lines ? text.top + text.window.height : text.lines,
             text.lines);
    grid_put(grid, box.x + 2, box.y + box.height - 1, box.width - 4, GRID_BOX, more);
    for (unsigned x = box.x + 2 + (unsigned)strlen(more); x + 1 < box.x + box.width; x++)
        grid_put(grid, x, box.y + box.height - 1, 1, GRID_BOX, view->settings.ascii ? "-" : "\u2500");
}

void view_overlay_scroll(struct view *view, enum action action)
{
    size_t last = last_top(view), page = view_overlay_page(view), line = view->overlay_line;

    if (view->overlay == OVERLAY_COLUMNS)
        last = view_overlay_lines(view) > 0 ? view_overlay_lines(view) - 1 : 0;
    line = line < last ? line : last;
    if (action == ACTION_UP)
        line = line > 0 ? line - 1 : 0;
    else if (action == ACTION_DOWN)
        line++;
    else if (action == ACTION_PAGE_UP)
        line = line > page ? line - page : 0;
    else if (action == ACTION_PAGE_DOWN)
        line += page;
    else
        line = action == ACTION_TOP ? 0 : last;
    view->overlay_line = line < last ? line : last;
}

static bool is_scrolling(enum action action)
{
    return action == ACTION_UP || action == ACTION_DOWN || action == ACTION_PAGE_UP ||
           action == ACTION_PAGE_DOWN || action == ACTION_TOP || action == ACTION_BOTTOM;
}

/* What the reader may do without closing what is open first. */
static bool goes_through(enum action action)
{
    return action == ACTION_NEXT_VIEW || action == ACTION_PREVIOUS_VIEW ||
           (action >= ACTION_VIEW_1 && action <= ACTION_VIEW_4) || action == ACTION_PAUSE ||
           action == ACTION_SAVE || action == ACTION_REFRESH || action == ACTION_BITS ||
           action == ACTION_EXACT ||
           (action >= ACTION_DRAIN && action <= ACTION_LATER); /* of the line it is about */
}

/* The key that opened it closes it as well. */
static bool closes(const struct view *view, enum action action)
{
    return action == ACTION_CLEAR || action == ACTION_QUIT ||
           (action == ACTION_HELP && view->overlay == OVERLAY_HELP) ||
           (action == ACTION_DETAIL && view->overlay != OVERLAY_COLUMNS) ||
           (action == ACTION_COLUMNS && view->overlay == OVERLAY_COLUMNS);
}

struct view_request view_overlay_input(struct view *view, const struct input *input)
{
    enum action action = keys_action(input, view->write, view->replay.on);

    if (view->overlay == OVERLAY_COLUMNS && view_columns_toggle(view, input))
        return (struct view_request){.kind = REQUEST_NONE};
    if (closes(view, action))
        view->overlay = OVERLAY_NONE;
    else if (is_scrolling(action))
        view_overlay_scroll(view, action);
    else if (goes_through(action))
        return view_do(view, action);
    return (struct view_request){.kind = REQUEST_NONE};
}
