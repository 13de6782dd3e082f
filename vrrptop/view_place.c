/* Where the reader stands; see view_state.h. A line is known by what it is about, not by its place. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <string.h>

struct view_place *view_here(struct view *view)
{
    return &view->places[view->kind];
}

const struct row *view_row(const struct view *view)
{
    size_t line = view->places[view->kind].line;

    return line < view->rows.count ? &view->rows.items[line] : NULL;
}

void view_scroll(struct view *view)
{
    struct view_place *here = view_here(view);
    struct view_layout layout;
    size_t last_top;

    view_layout(view, &layout);
    last_top = view->rows.count > layout.page ? view->rows.count - layout.page : 0;
    if (here->line < here->top)
        here->top = here->line;
    else if (here->line >= here->top + layout.page)
        here->top = here->line - layout.page + 1;
    if (here->top > last_top)
        here->top = last_top;
}

void view_pin(struct view *view)
{
    const struct row *row = view_row(view);

    if (row != NULL)
        rows_identity(&view->scene, view->kind, row, view_here(view)->identity);
}

void view_go(struct view *view, size_t line)
{
    struct view_place *here = view_here(view);

    if (view->rows.count == 0)
        return;
    here->line = line < view->rows.count ? line : view->rows.count - 1;
    /* At the top of the events the reader waits for the newest, whichever that is. */
    if (view->kind == VIEW_EVENTS && here->line == 0)
        here->identity[0] = '\0';
    else
        view_pin(view);
    view_scroll(view);
}

/* True when the line at that place is about the same as before. */
static bool stands(const struct view *view, const struct view_place *here)
{
    char identity[ROWS_IDENTITY_MAX];

    return here->line < view->rows.count &&
           strcmp(rows_identity(&view->scene, view->kind, &view->rows.items[here->line], identity),
                  here->identity) == 0;
}

/* What is on top was about a line that is gone. */
static void lose(struct view *view)
{
    char note[VIEW_NOTE_MAX];

    if (view->overlay != OVERLAY_DETAIL)
        return;
    snprintf(note, sizeof(note), "%.150s is gone", view_here(view)->identity);
    view->overlay = OVERLAY_NONE;
    view_note(view, note);
}

static void stand_again(struct view *view)
{
    struct view_place *here = view_here(view);
    size_t before = here->line;
    long found;

    if (here->identity[0] == '\0') {
        view_go(view, 0);
        return;
    }
    if (stands(view, here)) {
        view_scroll(view);
        return;
    }
    found = rows_find(&view->scene, view->kind, &view->rows, here->identity);
    if (found < 0) {
        lose(view);
        view_go(view, before);
        return;
    }
    here->line = (size_t)found;
    /* New events push the old ones down: the picture stays where the reader reads. */
    if (view->kind == VIEW_EVENTS && here->line > before)
        here->top += here->line - before;
    view_scroll(view);
}

bool view_fill(struct view *view)
{
    const struct settings_view *settings = &view->settings.views[view->kind];
    struct rows_wish wish = {.view = view->kind,
                             .sort = settings->sort,
                             .reverse = settings->reverse,
                             .tree = view->settings.tree};

    status_copy_text(wish.filter, sizeof(wish.filter), view_here(view)->filter);
    if (!rows_fill(&view->scene, &wish, &view->rows)) {
        view->rows.count = view->rows.total = 0;
        view_note(view, "out of memory");
        return false;
    }
    if (view->rows.count == 0) {
        lose(view);
        view_here(view)->top = 0;
    } else {
        stand_again(view);
    }
    return true;
}

void view_change(struct view *view, enum view_kind kind)
{
    view->overlay = OVERLAY_NONE;
    if (kind == view->kind)
        return;
    view->kind = kind;
    view->settings.view = kind;
    view_fill(view);
}

bool view_search(struct view *view, size_t from)
{
    for (size_t i = 0; i < view->rows.count; i++) {
        size_t line = (from + i) % view->rows.count;

        if (rows_match(&view->scene, view->kind, &view->rows.items[line], view->search)) {
            view_go(view, line);
            return true;
        }
    }
    return false;
}
