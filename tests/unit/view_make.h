/* What the tests of the screen share: worlds with the hosts of scene_make.h, a view of them, keys typed into
 * it and lines read from it. */
#ifndef TESTS_UNIT_VIEW_MAKE_H
#define TESTS_UNIT_VIEW_MAKE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"
#include "tests/unit/scene_make.h"
#include "vrrptop/view.h"

struct screen {
    struct world *world;
    struct view view;
    struct grid grid;
    struct view_request request; /* of the last input */
    int64_t at_us;               /* since SCENE_US */
};

static inline struct status screen_status(unsigned host, const struct scene_size *size)
{
    struct status status = {.instance_count = size->routers, .virtual_server_count = size->services};

    snprintf(status.router_id, sizeof(status.router_id), "%s", scene_host_name(host));
    status.instances = calloc(size->routers + 1, sizeof(*status.instances));
    for (unsigned i = 0; i < size->routers; i++)
        scene_fill_router(&status.instances[i], host, i);
    status.virtual_servers = calloc(size->services + 1, sizeof(*status.virtual_servers));
    for (unsigned i = 0; i < size->services; i++)
        scene_fill_service(&status.virtual_servers[i], i, size->servers);
    return status;
}

/* All hosts say what they have to say at `at_us`, and the view takes it in. */
static inline void screen_tick(struct screen *screen, const struct scene_size *size)
{
    screen->at_us += 1000000;
    for (unsigned i = 0; i < size->hosts; i++) {
        struct status status = screen_status(i, size);

        world_take_status(screen->world, (int)i, &status, SCENE_US + screen->at_us,
                          SCENE_WALL_US + screen->at_us);
    }
    view_refresh(&screen->view, screen->world, SCENE_US + screen->at_us, SCENE_WALL_US + screen->at_us);
}

/* A view of that many columns and lines; `hosts` have been heard, twice, so that rates are known. */
static inline void screen_open(struct screen *screen, const struct scene_size *size, unsigned width,
                               unsigned height)
{
    struct settings settings;

    memset(screen, 0, sizeof(*screen));
    screen->world = world_new();
    settings_default(&settings);
    view_init(&screen->view, &settings, false);
    view_resize(&screen->view, width, height);
    for (unsigned i = 0; i < size->hosts; i++)
        world_add_host(screen->world, scene_host_name(i), WORLD_DAEMON);
    view_refresh(&screen->view, screen->world, SCENE_US, SCENE_WALL_US);
    if (size->routers + size->services == 0)
        return;
    screen_tick(screen, size);
    screen_tick(screen, size);
}

static inline void screen_close(struct screen *screen)
{
    view_free(&screen->view);
    grid_free(&screen->grid);
    world_free(screen->world);
}

static inline struct view_request screen_input(struct screen *screen, enum key_kind kind)
{
    screen->request = view_input(&screen->view, &(struct input){.kind = kind});
    return screen->request;
}

/* Characters; '\n' is Enter. */
static inline struct view_request screen_type(struct screen *screen, const char *text)
{
    for (; *text != '\0'; text++) {
        struct input input = {.kind = INPUT_CHARACTER, .code = (unsigned char)*text};

        if (*text == '\n')
            input.kind = INPUT_ENTER;
        screen->request = view_input(&screen->view, &input);
    }
    return screen->request;
}

static inline struct view_request screen_click(struct screen *screen, unsigned x, unsigned y)
{
    screen->request = view_input(&screen->view, &(struct input){.kind = INPUT_CLICK, .x = x, .y = y});
    return screen->request;
}

/* Line `y` of the screen as it is now. */
static inline const char *screen_line(struct screen *screen, unsigned y, char out[4096])
{
    view_draw(&screen->view, &screen->grid);
    return grid_line(&screen->grid, y, out, 4096);
}

/* The line that has `text`, -1: none has. */
static inline int screen_find(struct screen *screen, const char *text)
{
    char line[4096];

    view_draw(&screen->view, &screen->grid);
    for (unsigned y = 0; y < screen->grid.height; y++)
        if (strstr(grid_line(&screen->grid, y, line, sizeof(line)), text) != NULL)
            return (int)y;
    return -1;
}

/* The style of the cell at (x, y), of what was drawn last. */
static inline enum grid_style screen_style(const struct screen *screen, unsigned x, unsigned y)
{
    return (enum grid_style)screen->grid.cells[(size_t)y * screen->grid.width + x].style;
}

/* For a look at it. */
static inline void screen_print(struct screen *screen, FILE *out)
{
    char line[4096];

    view_draw(&screen->view, &screen->grid);
    for (unsigned y = 0; y < screen->grid.height; y++)
        fprintf(out, "%s\n", grid_line(&screen->grid, y, line, sizeof(line)));
}

/* ---- checks ---- */

/* The line that has `text`, checked to be there. */
static inline int screen_has(struct screen *screen, const char *text)
{
    int y = screen_find(screen, text);

    if (!CHECK(y >= 0)) {
        fprintf(stderr, "    no \"%s\" in:\n", text);
        screen_print(screen, stderr);
    }
    return y;
}

static inline void screen_lacks(struct screen *screen, const char *text)
{
    if (!CHECK_EQ_INT(screen_find(screen, text), -1)) {
        fprintf(stderr, "    \"%s\" in:\n", text);
        screen_print(screen, stderr);
    }
}

static inline enum grid_style screen_style_of(struct screen *screen, const char *text)
{
    int y = screen_has(screen, text);

    return y >= 0 ? screen_style(screen, 0, (unsigned)y) : GRID_PLAIN;
}

static inline bool screen_begins(const char *line, const char *start)
{
    return strncmp(line, start, strlen(start)) == 0;
}

/* The column that `title` begins at in the header, -1: it does not stand there. */
static inline int screen_column(struct screen *screen, const char *title)
{
    char line[4096];
    const char *at = strstr(screen_line(screen, screen->view.banner[0] != '\0' ? 3 : 2, line), title);

    return at != NULL ? (int)(at - line) : -1;
}

#endif
