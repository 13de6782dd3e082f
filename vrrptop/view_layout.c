/* Where things stand on the screen; see view_state.h. */
#include "vrrptop/view_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/column.h"

enum {
    HOST_WIDTH_MAX = 24,
    HOST_WIDTH_MIN = 4,
    WIDE = 110, /* from here on the title has room for dates and a long slider */
    SLIDER_SHORT = 10,
    SLIDER_LONG = 24,
    EXACT_BYTES = 15, /* columns of a number that is not shortened */
    EXACT_COUNT = 10,
    HOST_COLUMN_MAX = 20,
    CLOCK_MAX = 40,
};

bool view_too_small(const struct view *view)
{
    return view->width < VIEW_WIDTH_MIN || view->height < VIEW_HEIGHT_MIN;
}

void view_layout(const struct view *view, struct view_layout *out)
{
    unsigned height = view->height < VIEW_HEIGHT_MIN ? VIEW_HEIGHT_MIN : view->height;

    out->banner_y = view->banner[0] != '\0' ? 2 : 0;
    out->header_y = out->banner_y != 0 ? 3 : 2;
    out->rows_y = out->header_y + 1;
    out->foot_y = height - 1;
    out->page = out->foot_y - out->rows_y;
}

struct grid_box view_box(const struct view *view)
{
    struct view_layout layout;

    view_layout(view, &layout);
    return (struct grid_box){
        .x = 0, .y = layout.header_y, .width = view->width, .height = layout.foot_y - layout.header_y};
}

/* ---- columns ---- */

/* The columns that the reader chose, in their order. */
struct chosen {
    const struct field *fields;
    unsigned items[FIELDS_MAX];
    size_t count;
    bool exact;    /* numbers are not shortened */
    unsigned host; /* columns of the longest host's name */
};

bool view_field_shown(const struct view *view, const struct field *field, size_t index)
{
    return index < FIELDS_MAX && field_stands(field, view->settings.views[view->kind].fields[index],
                                              view->settings.cumulative, view->scene.host_count);
}

/* Hosts that differ in what was cut off their names would be one and the same. */
static unsigned longest_host(const struct scene *scene)
{
    unsigned longest = 0;

    for (size_t i = 0; i < scene->host_count; i++) {
        unsigned width = (unsigned)column_width(scene->hosts[i].name);

        longest = width > longest ? width : longest;
    }
    return longest < HOST_COLUMN_MAX ? longest : HOST_COLUMN_MAX;
}

static void choose(const struct view *view, struct chosen *out)
{
    size_t count;

    out->fields = field_table(view->kind, &count);
    out->exact = view->settings.exact;
    out->host = longest_host(&view->scene);
    out->count = 0;
    for (size_t i = 0; i < count && i < FIELDS_MAX; i++)
        if (view_field_shown(view, &out->fields[i], i))
            out->items[out->count++] = (unsigned)i;
}

/* What it wants: numbers that grow want more when they are exact. */
static unsigned wish_of(const struct chosen *chosen, size_t index)
{
    const struct field *field = &chosen->fields[chosen->items[index]];
    unsigned wish = 0;

    if (strcmp(field->key, "host") == 0)
        wish = chosen->host;
    else if (chosen->exact && (field->kind == VALUE_BYTES || field->kind == VALUE_BYTE_RATE))
        wish = EXACT_BYTES;
    else if (chosen->exact && (field->kind == VALUE_RATE || field->mode == FIELD_WITH_SUMS))
        wish = EXACT_COUNT;
    return wish > field->width ? wish : field->width;
}

static unsigned width_of(const struct chosen *chosen)
{
    unsigned width = 0;

    for (size_t i = 0; i < chosen->count; i++)
        width += wish_of(chosen, i) + (i > 0);
    return width;
}

static void remove_at(struct chosen *chosen, size_t index)
{
    memmove(&chosen->items[index], &chosen->items[index + 1],
            (chosen->count - index - 1) * sizeof(chosen->items[0]));
    chosen->count--;
}

/* Leaves out those that may go first until the rest fits. */
static void drop(struct chosen *chosen, unsigned width)
{
    while (width_of(chosen) > width) {
        size_t worst = 0;

        for (size_t i = 1; i < chosen->count; i++) {
            unsigned now = chosen->fields[chosen->items[i]].drop;

            if (now > 0 && (worst == 0 || now >= chosen->fields[chosen->items[worst]].drop))
                worst = i;
        }
        if (worst == 0)
            return;
        remove_at(chosen, worst);
    }
}

/* The reader has scrolled: all columns in their order from some place on, the first one stays. */
static void scroll(struct chosen *chosen, size_t left)
{
    while (left-- > 0 && chosen->count > 2)
        remove_at(chosen, 1);
}

/* Gives the columns their places, as many as there is room for; the stretching one takes what is left. */
static void place(const struct chosen *chosen, unsigned width, struct view_columns *out)
{
    unsigned x = 0, spare;
    size_t stretch = FIELDS_MAX;

    for (size_t i = 0; i < chosen->count && x < width; i++) {
        const struct field *field = &chosen->fields[chosen->items[i]];
        unsigned wish = wish_of(chosen, i), take = wish < width - x ? wish : width - x;

        if (i > 1 && take < wish)
            break;
        if (field->stretches)
            stretch = i;
        out->items[out->count++] = (struct view_column){.field = chosen->items[i], .x = x, .width = take};
        x += take + 1;
    }
    spare = x > 0 && x - 1 < width ? width - (x - 1) : 0;
    if (stretch == FIELDS_MAX || stretch >= out->count)
        return;
    out->items[stretch].width += spare;
    for (size_t i = stretch + 1; i < out->count; i++)
        out->items[i].x += spare;
}

void view_columns(const struct view *view, struct view_columns *out)
{
    size_t left = view->places[view->kind].left, all;
    struct chosen chosen;

    choose(view, &chosen);
    all = chosen.count;
    out->count = 0;
    out->more_left = out->more_right = false;
    if (width_of(&chosen) <= view->width) {
        place(&chosen, view->width, out);
        return;
    }
    /* One column of the screen is for the arrows that say that there is more. */
    if (left > 0) {
        scroll(&chosen, left - 1);
        out->more_left = true;
        place(&chosen, view->width - 1, out);
        out->more_right = out->count < chosen.count;
    } else {
        drop(&chosen, view->width - 1);
        place(&chosen, view->width - 1, out);
        out->more_right = out->count < all;
    }
}

/* ---- the title ---- */

static const char *const view_titles[VIEW_COUNT] = {"VRRP", "Services", "Servers", "Events"};

const char *view_title(enum view_kind kind)
{
    return view_titles[kind];
}

static unsigned name_tabs(const struct view *view, bool all, struct view_tab out[VIEW_COUNT])
{
    unsigned width = 0;

    for (unsigned i = 0; i < VIEW_COUNT; i++) {
        if (i == (unsigned)view->kind)
            snprintf(out[i].text, sizeof(out[i].text), "[%u %s]", i + 1, view_titles[i]);
        else if (all)
            snprintf(out[i].text, sizeof(out[i].text), " %u %s ", i + 1, view_titles[i]);
        else
            snprintf(out[i].text, sizeof(out[i].text), " %u ", i + 1);
        out[i].width = (unsigned)strlen(out[i].text);
        width += out[i].width;
    }
    return width;
}

void view_tabs(const struct view *view, unsigned left, struct view_tab out[VIEW_COUNT])
{
    unsigned width = name_tabs(view, true, out), x;

    if (left + width >= view->width)
        width = name_tabs(view, false, out);
    x = view->width > width ? view->width - width : 0;
    for (unsigned i = 0; i < VIEW_COUNT; i++) {
        out[i].x = x;
        x += out[i].width;
    }
}

/* "10:00:05", and the day before it where there is room. */
static void put_clock(const struct view *view, char out[CLOCK_MAX])
{
    int64_t at_us = view->replay.on ? view->replay.at_us : view->now_wall_us;
    char text[40];

    view_time(view, at_us, text);
    snprintf(out, CLOCK_MAX, "%.*s", CLOCK_MAX - 1,
             view->width >= WIDE || strlen(text) < 12 ? text : text + 11);
}

/* "2x [====>-----]" */
static void put_slider(const struct view *view, char *out, size_t size)
{
    const struct view_replay *replay = &view->replay;
    int cells = view->width >= WIDE ? SLIDER_LONG : SLIDER_SHORT;
    int64_t length_us = replay->last_us - replay->first_us, at_us = replay->at_us - replay->first_us;
    double part = length_us > 0 ? (double)at_us / (double)length_us : 1;
    int at = (int)((part < 0 ? 0 : part > 1 ? 1 : part) * (cells - 1));
    int used = snprintf(out, size, "%gx [", replay->speed);

    for (int i = 0; i < cells && (size_t)used + 2 < size; i++)
        out[used++] = i < at ? '=' : i == at ? '>' : '-';
    snprintf(out + used, size - (size_t)used, "]%s", replay->ended ? " END" : "");
}

/* The name of the only host, or how many there are; at most `room` columns, "" where that is too little. */
static void put_hosts(const struct view *view, unsigned room, char *out, size_t size)
{
    const char *text = view->scene.host_count == 1 ? view->scene.hosts[0].name : "";
    size_t used = 0;
    unsigned columns = 0;
    int step;

    out[0] = '\0';
    if (view->scene.host_count > 1)
        snprintf(out, size, "%zu hosts ", view->scene.host_count);
    room = room < HOST_WIDTH_MAX ? room : HOST_WIDTH_MAX;
    if (room < HOST_WIDTH_MIN || *text == '\0')
        return;
    while (*text != '\0') {
        size_t bytes = column_character(text, &step);

        columns += step < 0 ? 1 : (unsigned)step;
        if (columns >= room || used + bytes + 2 >= size)
            break;
        memcpy(out + used, text, bytes);
        used += bytes;
        text += bytes;
    }
    snprintf(out + used, size - used, "%s", *text != '\0' ? "~ " : " ");
}

unsigned view_title_text(const struct view *view, char out[VIEW_LINE_MAX])
{
    char clock[CLOCK_MAX], tempo[64], hosts[HOST_WIDTH_MAX * 8], rest[160];
    struct view_tab tabs[VIEW_COUNT];
    unsigned taken;

    put_clock(view, clock);
    if (view->replay.on)
        put_slider(view, tempo, sizeof(tempo));
    else
        snprintf(tempo, sizeof(tempo), "%gs", (double)view->settings.delay_us / 1e6);
    snprintf(rest, sizeof(rest), "%s %s%s", clock, tempo, view->paused ? " PAUSED" : "");
    taken = (unsigned)(strlen(" vrrptop ") + strlen(rest)) + name_tabs(view, false, tabs);
    put_hosts(view, view->width > taken ? view->width - taken : 0, hosts, sizeof(hosts));
    snprintf(out, VIEW_LINE_MAX, " vrrptop %s%s", hosts, rest);
    return (unsigned)column_width(out);
}
