/* The help, made from the table of keys; see view_state.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>

enum { LABEL_WIDTH = 14 };

static const char *const legend[][2] = {
    {"M B I", "master, backup, starting"},
    {"F !!", "fault; !! beside a state: another host says MASTER as well"},
    {"DR", "direct routing: replies do not pass here, so nobody can count them"},
    {"grey", "the host is lost: what it said last"},
};

void view_help_put(const struct view *view, struct view_text *text)
{
    static const char *const heads[] = {
        [KEY_ALWAYS] = "Keys", [KEY_WRITE] = "Keys with --write", [KEY_REPLAY] = "Keys of a recording (-r)"};
    size_t count;
    const struct key_row *rows = keys_table(&count);
    const struct key_mouse *mouse;

    text->indent = LABEL_WIDTH;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || rows[i].when != rows[i - 1].when)
            view_text_head(text, heads[rows[i].when]);
        view_text_put(text, GRID_BOX, rows[i].label, "%s", rows[i].help);
    }
    if (view->settings.mouse) {
        view_text_head(text, "Mouse");
        mouse = keys_mouse(&count);
        for (size_t i = 0; i < count; i++)
            view_text_put(text, GRID_BOX, mouse[i].label, "%s", mouse[i].help);
    }
    view_text_head(text, "Signs");
    for (size_t i = 0; i < sizeof(legend) / sizeof(legend[0]); i++)
        view_text_put(text, GRID_BOX, legend[i][0], "%s", legend[i][1]);
}
