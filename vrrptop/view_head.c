/* The lines above the table: title, counts, banner; see view_state.h. */
#include "vrrptop/view_state.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/column.h"

enum { SPARK_WIDTH = 12, SPARK_ROOM_MIN = 90 };

/* Pieces of a line one behind the other, in columns. */
struct pen {
    struct grid *grid;
    unsigned x, y, end;
};

static void pen_put(struct pen *pen, enum grid_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void pen_put(struct pen *pen, enum grid_style style, const char *format, ...)
{
    char text[VIEW_LINE_MAX];
    unsigned width;
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    width = (unsigned)column_width(text);
    width = pen->x + width < pen->end ? width : pen->end - pen->x;
    pen->x = grid_put(pen->grid, pen->x, pen->y, width, style, text);
}

/* ---- title ---- */

static void draw_title(const struct view *view, struct grid *grid)
{
    struct view_tab tabs[VIEW_COUNT];
    char text[VIEW_LINE_MAX];
    unsigned left = view_title_text(view, text);

    view_tabs(view, left, tabs);
    grid_put(grid, 0, 0, view->width, GRID_TITLE, "");
    grid_put(grid, 0, 0, tabs[0].x, GRID_TITLE, text);
    for (unsigned i = 0; i < VIEW_COUNT; i++)
        grid_put(grid, tabs[i].x, 0, tabs[i].width, i == (unsigned)view->kind ? GRID_SELECTED : GRID_TITLE,
                 tabs[i].text);
}

/* ---- counts ---- */

struct counts {
    size_t routers, masters, backups, faults, other;
    size_t services_up, services_down, servers_up, servers_down;
    double adverts, connections;
    bool has_rates;
    struct sample_trend advert_trend, connection_trend;
};

/* The sum of the hosts, step by step; what is missing counts as nothing. */
static void add_trend(struct sample_trend *sum, const struct sample_trend *trend)
{
    uint8_t count = trend->count < SAMPLE_TREND_MAX ? trend->count : SAMPLE_TREND_MAX;

    sum->count = count > sum->count ? count : sum->count;
    sum->last = SAMPLE_TREND_MAX - 1;
    for (unsigned age = 0; age < count; age++) {
        uint32_t *at = &sum->values[SAMPLE_TREND_MAX - 1 - age], more = sample_trend_at(trend, age);

        *at = more < UINT32_MAX - *at ? *at + more : UINT32_MAX;
    }
}

static void count_states(const struct status *status, struct counts *out)
{
    for (size_t i = 0; i < status->instance_count; i++) {
        const char *state = status->instances[i].state;

        if (state[0] == 'M')
            out->masters++;
        else if (state[0] == 'B')
            out->backups++;
        else if (state[0] == 'F')
            out->faults++;
        else
            out->other++;
    }
    out->routers += status->instance_count;
}

static void count_host(const struct sample *sample, struct counts *out)
{
    const struct status *status = &sample->status;

    count_states(status, out);
    for (size_t i = 0; i < status->virtual_server_count; i++) {
        *(status->virtual_servers[i].up ? &out->services_up : &out->services_down) += 1;
        out->servers_up += sample->services[i].servers_up;
        out->servers_down += sample->services[i].servers_down;
    }
    if (sample->advert_rate >= 0) {
        out->adverts += sample->advert_rate;
        out->connections += sample->connection_rate > 0 ? sample->connection_rate : 0;
        out->has_rates = true;
    }
    add_trend(&out->advert_trend, &sample->adverts);
    add_trend(&out->connection_trend, &sample->connections);
}

/* Left out where it does not fit: half a number would be a wrong one. */
static void put_rate(const struct view *view, struct pen *pen, double rate, const char *unit,
                     const struct sample_trend *trend)
{
    struct value_style style = view_style(view);
    struct value value = {.kind = VALUE_TREND, .trend = trend};
    char text[VALUE_TEXT_MAX], whole[VALUE_TEXT_MAX + 16];

    snprintf(whole, sizeof(whole), "  %s %s", view_number(view, VALUE_RATE, rate, text), unit);
    if (pen->x + strlen(whole) > pen->end)
        return;
    pen_put(pen, GRID_PLAIN, "%s", whole);
    if (view->width >= SPARK_ROOM_MIN && pen->x + SPARK_WIDTH + 1 < pen->end)
        pen_put(pen, GRID_GOOD, " %s", value_text(&value, &style, SPARK_WIDTH, text));
}

/* The words of the line, by the room there is. */
static const struct wording {
    unsigned width; /* from here on */
    const char *routers, *master, *backup, *fault, *other, *services, *servers;
} wordings[] = {
    {110, "routers", " master", " backup", " FAULT", " other", "services", "servers"},
    {78, "routers", "M", "B", "F", "?", "services", "servers"},
    {0, "VR", "M", "B", "F", "?", "VS", "RS"},
};

static const struct wording *wording_for(unsigned width)
{
    const struct wording *wording = wordings;

    while (width < wording->width)
        wording++;
    return wording;
}

static void put_up_down(struct pen *pen, const char *what, size_t up, size_t down)
{
    if (up + down == 0)
        return;
    pen_put(pen, GRID_PLAIN, "  %s %zu up", what, up);
    if (down > 0)
        pen_put(pen, GRID_BAD, " %zu down", down);
}

static void put_routers(struct pen *pen, const struct wording *words, const struct counts *counts)
{
    bool is_long = words == wordings;

    if (is_long)
        pen_put(pen, GRID_PLAIN, "%s %zu:", words->routers, counts->routers);
    else
        pen_put(pen, GRID_PLAIN, "%s", words->routers);
    if (counts->masters > 0)
        pen_put(pen, GRID_GOOD, " %zu%s", counts->masters, words->master);
    if (counts->backups > 0)
        pen_put(pen, GRID_PLAIN, " %zu%s", counts->backups, words->backup);
    if (counts->faults > 0)
        pen_put(pen, GRID_BAD, " %zu%s", counts->faults, words->fault);
    if (counts->other > 0)
        pen_put(pen, GRID_WARN, " %zu%s", counts->other, words->other);
    if (counts->routers == 0 && !is_long)
        pen_put(pen, GRID_PLAIN, " 0");
}

static void put_counts(const struct view *view, struct pen *pen)
{
    const struct wording *words = wording_for(view->width);
    struct counts counts = {.routers = 0};

    for (size_t i = 0; i < view->scene.host_count; i++)
        if (view->scene.hosts[i].sample != NULL)
            count_host(view->scene.hosts[i].sample, &counts);
    put_routers(pen, words, &counts);
    put_up_down(pen, words->services, counts.services_up, counts.services_down);
    put_up_down(pen, words->servers, counts.servers_up, counts.servers_down);
    if (!counts.has_rates)
        return;
    if (counts.services_up + counts.services_down > 0)
        put_rate(view, pen, counts.connections, "conn/s", &counts.connection_trend);
    put_rate(view, pen, counts.adverts, "adv/s", &counts.advert_trend);
}

/* "lb02: lost 12 s ago: connection refused" */
static void put_trouble(const struct view *view, struct pen *pen, const struct scene_host *host)
{
    char text[VALUE_TEXT_MAX], age[VALUE_TEXT_MAX + 8] = "";
    int64_t age_us = host->sample != NULL ? view->now_us - host->sample->at_us : -1;
    bool lost = host->link == WORLD_LOST;

    if (age_us >= 0)
        snprintf(age, sizeof(age), " %s ago", view_number(view, VALUE_DURATION, (double)age_us, text));
    pen_put(pen, lost ? GRID_BAD : GRID_WARN, "%s: %s%s%s%s%s", host->name, lost ? "lost" : "connecting",
            !lost && age[0] != '\0' ? ", last heard" : "", age, host->trouble[0] != '\0' ? ": " : "",
            host->trouble);
    pen_put(pen, GRID_PLAIN, "  ");
}

static void draw_counts(const struct view *view, struct grid *grid)
{
    struct pen pen = {.grid = grid, .x = 1, .y = 1, .end = view->width};

    for (size_t i = 0; i < view->scene.host_count; i++)
        if (view->scene.hosts[i].link != WORLD_LIVE)
            put_trouble(view, &pen, &view->scene.hosts[i]);
    put_counts(view, &pen);
}

/* ---- banner ---- */

static void draw_banner(const struct view *view, struct grid *grid, unsigned y)
{
    bool bad = view->banner_severity == WORLD_CRITICAL;
    char text[WORLD_TEXT_MAX + 8];

    /* The signs say how bad it is where there is no colour. */
    snprintf(text, sizeof(text), " %s %s", bad ? "!!" : "!", view->banner);
    grid_put(grid, 0, y, view->width, bad ? GRID_BANNER_BAD : GRID_BANNER_WARN, text);
}

void view_head_draw(const struct view *view, struct grid *grid)
{
    struct view_layout layout;

    view_layout(view, &layout);
    draw_title(view, grid);
    draw_counts(view, grid);
    if (layout.banner_y != 0)
        draw_banner(view, grid, layout.banner_y);
}
