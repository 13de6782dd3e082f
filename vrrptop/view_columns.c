/* The column chooser; see view_state.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>

enum { TITLE_WIDTH = 14 };

void view_columns_put(const struct view *view, struct view_text *text)
{
    const bool *shown = view->settings.views[view->kind].fields;
    size_t count;
    const struct field *fields = field_table(view->kind, &count);

    for (size_t i = 0; i < count && i < FIELDS_MAX; i++) {
        enum grid_style style = i == view->overlay_line ? GRID_SELECTED : GRID_BOX;
        char line[VIEW_LINE_MAX];
        unsigned width = text->window.width < sizeof(line) ? text->window.width : (unsigned)sizeof(line) - 1;

        /* One line each, however narrow it is: a line is a column. */
        snprintf(line, sizeof(line), "[%c] %-*s %s", shown[i] ? 'x' : ' ', TITLE_WIDTH, fields[i].title,
                 fields[i].help);
        view_text_line(text, style, width, line);
    }
}

/* Turns the column at the reader's line on or off; one of them always stays. */
static void toggle(struct view *view)
{
    bool *shown = view->settings.views[view->kind].fields;
    size_t count, line = view->overlay_line, on = 0;

    field_table(view->kind, &count);
    for (size_t i = 0; i < count && i < FIELDS_MAX; i++)
        on += shown[i];
    if (line >= count || line >= FIELDS_MAX)
        return;
    if (shown[line] && on == 1)
        view_note(view, "one column has to stay");
    else
        shown[line] = !shown[line];
}

bool view_columns_toggle(struct view *view, const struct input *input)
{
    if (input->kind != INPUT_ENTER && !(input->kind == INPUT_CHARACTER && input->code == ' '))
        return false;
    toggle(view);
    return true;
}
