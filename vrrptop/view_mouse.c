/* The mouse; see view_state.h. */
#include "vrrptop/view_state.h"

enum { WHEEL_LINES = 3 };

static void wheel(struct view *view, bool down)
{
    struct view_place *here = view_here(view);
    struct view_layout layout;
    size_t last;

    if (view->overlay != OVERLAY_NONE) {
        for (int i = 0; i < WHEEL_LINES; i++)
            view_overlay_scroll(view, down ? ACTION_DOWN : ACTION_UP);
        return;
    }
    view_layout(view, &layout);
    last = view->rows.count > layout.page ? view->rows.count - layout.page : 0;
    if (down)
        here->top = here->top + WHEEL_LINES < last ? here->top + WHEEL_LINES : last;
    else
        here->top = here->top > WHEEL_LINES ? here->top - WHEEL_LINES : 0;
    /* The reader's line stays on the screen. */
    if (here->line < here->top)
        view_go(view, here->top);
    else if (here->line >= here->top + layout.page)
        view_go(view, here->top + layout.page - 1);
}

static void click_title(struct view *view, unsigned x)
{
    struct view_tab tabs[VIEW_COUNT];
    char text[VIEW_LINE_MAX];

    view_tabs(view, view_title_text(view, text), tabs);
    for (unsigned i = 0; i < VIEW_COUNT; i++)
        if (x >= tabs[i].x && x < tabs[i].x + tabs[i].width)
            view_change(view, (enum view_kind)i);
}

static void click_header(struct view *view, unsigned x)
{
    struct view_columns columns;

    view_columns(view, &columns);
    for (size_t i = 0; i < columns.count; i++)
        if (x >= columns.items[i].x && x < columns.items[i].x + columns.items[i].width)
            view_sort_by(view, (int)columns.items[i].field);
}

static struct view_request click_row(struct view *view, size_t line, bool again)
{
    if (line >= view->rows.count)
        return (struct view_request){.kind = REQUEST_NONE};
    if (again && line == view_here(view)->line)
        return view_do(view, ACTION_DETAIL);
    view_go(view, line);
    view->clicked = true;
    return (struct view_request){.kind = REQUEST_NONE};
}

struct view_request view_mouse(struct view *view, const struct input *input)
{
    struct view_request none = {.kind = REQUEST_NONE};
    bool again = view->clicked;
    struct view_layout layout;

    view->clicked = false;
    if (input->kind != INPUT_CLICK) {
        wheel(view, input->kind == INPUT_WHEEL_DOWN);
        return none;
    }
    view_layout(view, &layout);
    if (input->y == 0)
        click_title(view, input->x);
    else if (view->overlay != OVERLAY_NONE)
        view->overlay = OVERLAY_NONE;
    else if (input->y == layout.header_y)
        click_header(view, input->x);
    else if (input->y >= layout.rows_y && input->y < layout.foot_y)
        return click_row(view, view_here(view)->top + (input->y - layout.rows_y), again);
    return none;
}
