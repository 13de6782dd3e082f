/* The screen as the reader has set it up; see view.h. Inputs are view_input.c's, drawing is view_draw.c's. */
#include "vrrptop/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrptop/view_state.h"

void view_init(struct view *view, const struct settings *settings, bool write)
{
    memset(view, 0, sizeof(*view));
    view->settings = *settings;
    view->kind = settings->view;
    view->write = write;
}

void view_free(struct view *view)
{
    scene_free(&view->scene);
    rows_free(&view->rows);
}

/* What is bad is said even where the picture stands still. */
static bool warn(struct view *view, const struct world *world)
{
    struct scene *now = calloc(1, sizeof(*now)); /* large */
    bool taken = now != NULL && scene_take(world, now);

    if (taken)
        scene_banner(now, &view->banner_severity, view->banner);
    if (now != NULL)
        scene_free(now);
    free(now);
    return taken;
}

bool view_refresh(struct view *view, const struct world *world, int64_t now_us, int64_t wall_us)
{
    view->now_us = now_us;
    view->now_wall_us = wall_us;
    /* A recording that is held brings nothing new by itself: what there is now, the reader went to. */
    if (view->paused && !view->replay.on)
        return warn(view, world);
    if (!scene_take(world, &view->scene))
        return false;
    view->scene.now_us = now_us;
    view->scene.now_wall_us = wall_us;
    scene_banner(&view->scene, &view->banner_severity, view->banner);
    return view_fill(view);
}

void view_resize(struct view *view, unsigned width, unsigned height)
{
    width = width < GRID_SIZE_MAX ? width : GRID_SIZE_MAX;
    height = height < GRID_SIZE_MAX ? height : GRID_SIZE_MAX;
    /* What was clicked on stands elsewhere now. Every frame asks: mostly nothing changed. */
    view->clicked = view->clicked && width == view->width && height == view->height;
    view->width = width;
    view->height = height;
    view_scroll(view);
}

void view_note(struct view *view, const char *text)
{
    status_copy_text(view->note, sizeof(view->note), text);
}
