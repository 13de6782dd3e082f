/* All there is to know about one line; see view_state.h. */
#include "vrrptop/view_state.h"

#include "vrrptop/view_detail_state.h"

#include <stdio.h>
#include <string.h>

const char *view_detail_since(const struct view *view, int64_t wall_us, char out[DETAIL_SINCE_MAX])
{
    int64_t age_us = view->scene.now_wall_us - wall_us;
    char time[40], duration[VALUE_TEXT_MAX];

    if (wall_us <= 0)
        snprintf(out, DETAIL_SINCE_MAX, "not known");
    else if (age_us < 0)
        snprintf(out, DETAIL_SINCE_MAX, "%s", view_time(view, wall_us, time));
    else
        snprintf(out, DETAIL_SINCE_MAX, "%s (%.40s ago)", view_time(view, wall_us, time),
                 view_number(view, VALUE_DURATION, (double)age_us, duration));
    return out;
}

void view_detail_host(const struct view *view, uint8_t index, struct view_text *text)
{
    const struct scene_host *host = &view->scene.hosts[index];
    char age[VALUE_TEXT_MAX];

    if (host->link == WORLD_LIVE || host->sample == NULL)
        return;
    view_number(view, VALUE_DURATION, (double)(view->now_us - host->sample->at_us), age);
    view_text_put(text, GRID_WARN, "host", "%s is %s: %s; all of this is %s old", host->name,
                  host->link == WORLD_LOST ? "lost" : "connecting", host->trouble, age);
}

void view_detail_fix(struct view_text *text, const char *fix)
{
    if (fix[0] != '\0')
        view_text_put(text, GRID_GOOD, "  fix", "%s", fix);
}

void view_detail_event(const struct view *view, const struct row *row, struct view_text *text)
{
    const struct world_event *event = scene_event(&view->scene, row->number);
    enum grid_style style;
    char since[DETAIL_SINCE_MAX];

    if (event == NULL) {
        view_text_put(text, GRID_BOX, "", "this event is so old that it is not kept any more");
        return;
    }
    style = event->severity == WORLD_CRITICAL  ? GRID_BAD
            : event->severity == WORLD_WARNING ? GRID_WARN
                                               : GRID_BOX;
    view_text_put(text, GRID_BOX, "time", "%s", view_detail_since(view, event->wall_us, since));
    if (event->host < view->scene.host_count)
        view_text_put(text, GRID_BOX, "host", "%s", view->scene.hosts[event->host].name);
    view_text_put(text, GRID_BOX, "kind", "%s%s%s", event->kind, event->code[0] != '\0' ? " " : "",
                  event->code);
    view_text_put(text, GRID_BOX, "about", "%s", event->subject);
    view_text_put(text, style, "became", "%s", event->to[0] != '\0' ? event->to : "-");
    view_text_put(text, style, "what happened", "%s", event->text);
    view_detail_fix(text, event->fix);
}

void view_detail_put(const struct view *view, struct view_text *text)
{
    const struct row *row = view_row(view);

    if (row == NULL)
        return;
    text->indent = DETAIL_INDENT;
    if (view->kind == VIEW_ROUTERS)
        view_detail_router(view, row, text);
    else if (view->kind == VIEW_EVENTS)
        view_detail_event(view, row, text);
    else if (view->kind == VIEW_SERVICES || row->sub == ROW_WHOLE)
        view_detail_service(view, row, text);
    else
        view_detail_server(view, row, text);
}

const char *view_overlay_title(const struct view *view, char out[VIEW_LINE_MAX])
{
    const struct row *row = view_row(view);
    char identity[ROWS_IDENTITY_MAX];

    if (view->overlay == OVERLAY_HELP)
        snprintf(out, VIEW_LINE_MAX, "vrrptop: keys and signs");
    else if (view->overlay == OVERLAY_COLUMNS)
        snprintf(out, VIEW_LINE_MAX, "Columns of view %u: %s", (unsigned)view->kind + 1,
                 view_title(view->kind));
    else if (view->kind == VIEW_EVENTS)
        snprintf(out, VIEW_LINE_MAX, "Event");
    else
        snprintf(out, VIEW_LINE_MAX, "%s",
                 row != NULL ? rows_identity(&view->scene, view->kind, row, identity) : "");
    return out;
}
