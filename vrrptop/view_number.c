/* Numbers and times as text; see view_state.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <string.h>

struct value_style view_style(const struct view *view)
{
    return (struct value_style){.bits = view->settings.bits,
                                .exact = view->settings.exact,
                                .ascii = view->settings.ascii,
                                .now_wall_us = view->scene.now_wall_us,
                                .zone_us = view->zone_us};
}

const char *view_number(const struct view *view, enum value_kind kind, double number,
                        char out[VALUE_TEXT_MAX])
{
    struct value value = {.kind = kind, .number = number};
    struct value_style style = view_style(view);

    return value_text(&value, &style, 0, out);
}

const char *view_time(const struct view *view, int64_t wall_us, char out[40])
{
    status_time(wall_us + view->zone_us, out);
    if (strlen(out) < 19)
        return out;
    out[10] = ' ';
    out[19] = '\0';
    return out;
}
