/* The table: columns' titles and lines; see view_state.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <string.h>

#include "lib/column.h"

static const enum grid_style style_of_tone[] = {
    [TONE_PLAIN] = GRID_PLAIN, [TONE_GOOD] = GRID_GOOD, [TONE_WARN] = GRID_WARN,
    [TONE_BAD] = GRID_BAD,     [TONE_DIM] = GRID_DIM,
};

static enum grid_style tone_style(enum value_tone tone)
{
    return (unsigned)tone < sizeof(style_of_tone) / sizeof(style_of_tone[0]) ? style_of_tone[tone]
                                                                             : GRID_PLAIN;
}

static void put_cell(struct grid *grid, const struct view_column *column, unsigned y, enum grid_style style,
                     const char *text, bool right)
{
    if (right)
        grid_put_right(grid, column->x, y, column->width, style, text);
    else
        grid_put(grid, column->x, y, column->width, style, text);
}

/* ---- titles ---- */

/* Up where the smallest stands first. */
static const char *arrow(const struct view *view, const struct field *field)
{
    bool down = field->falls != view->settings.views[view->kind].reverse;

    if (view->settings.ascii)
        return down ? "v" : "^";
    return down ? "\u25bc" : "\u25b2";
}

/* The arrow stands right of the title: in the blank before the next column when the title fills its own, over
 * the title's end only where even that is missing. */
static void draw_title(const struct view *view, struct grid *grid, const struct view_column *column,
                       unsigned y)
{
    size_t count;
    const struct field *field = &field_table(view->kind, &count)[column->field];
    bool sorts = view->settings.views[view->kind].sort == (int)column->field;
    enum grid_style style = sorts ? GRID_SORTED : GRID_HEADER;
    bool fills = strlen(field->title) >= column->width && column->x + column->width < view->width;
    struct view_column name = *column;
    unsigned end;

    if (sorts && column->width > 1 && !fills)
        name.width--;
    if (field->right)
        end = grid_put_right(grid, name.x, y, name.width, style, field->title);
    else
        end = grid_put(grid, name.x, y, name.width, style, field->title);
    if (sorts)
        grid_put(grid, column->width > 1 || fills ? end : column->x, y, 1, style, arrow(view, field));
    if (sorts && end + 1 < column->x + column->width)
        grid_put(grid, end + 1, y, column->x + column->width - end - 1, style, "");
}

static void draw_titles(const struct view *view, struct grid *grid, const struct view_columns *columns,
                        unsigned y)
{
    grid_put(grid, 0, y, view->width, GRID_HEADER, "");
    for (size_t i = 0; i < columns->count; i++)
        draw_title(view, grid, &columns->items[i], y);
    if (columns->more_left && columns->count > 1)
        grid_put(grid, columns->items[1].x - 1, y, 1, GRID_SORTED, "<");
    if (columns->more_right)
        grid_put(grid, view->width - 1, y, 1, GRID_SORTED, ">");
}

/* ---- lines ---- */

/* How a line looks as a whole; its cells may have a tone of their own only when it is plain enough. */
static enum grid_style line_style(const struct view *view, const struct row *row, size_t line, bool *whole)
{
    *whole = true;
    if (line == view->places[view->kind].line)
        return GRID_SELECTED;
    if (view->search[0] != '\0' && rows_match(&view->scene, view->kind, row, view->search))
        return GRID_FOUND;
    if (view->kind != VIEW_EVENTS && view->scene.hosts[row->host].link != WORLD_LIVE)
        return GRID_DIM;
    *whole = false;
    return tone_style(row->tone);
}

/* The text of a cell. A number that is too long for its column is shortened rather than cut: a part of one is
 * another one. */
static const char *cell_text(const struct value *value, const struct value_style *numbers, unsigned width,
                             char out[VALUE_TEXT_MAX])
{
    struct value_style small = *numbers;

    if (value->kind == VALUE_TEXT)
        return value->text;
    value_text(value, numbers, width, out);
    small.exact = false;
    if (numbers->exact && column_width(out) > width)
        value_text(value, &small, width, out);
    return out;
}

static void draw_line(const struct view *view, struct grid *grid, const struct view_columns *columns,
                      size_t line, unsigned y)
{
    const struct row *row = &view->rows.items[line];
    struct value_style numbers = view_style(view);
    char text[VALUE_TEXT_MAX];
    size_t count;
    const struct field *fields = field_table(view->kind, &count);
    bool whole;
    enum grid_style style = line_style(view, row, line, &whole);

    grid_put(grid, 0, y, view->width, style, "");
    for (size_t i = 0; i < columns->count; i++) {
        const struct view_column *column = &columns->items[i];
        const struct field *field = &fields[column->field];
        struct value value = {.kind = VALUE_NONE};
        enum grid_style cell = style;

        field->value(&view->scene, row, &value);
        if (!whole && value.tone != TONE_PLAIN)
            cell = tone_style(value.tone);
        put_cell(grid, column, y, cell, cell_text(&value, &numbers, column->width, text), field->right);
    }
}

/* ---- nothing to show ---- */

/* The hosts that have not said anything yet; false: all have. */
static bool name_silent(const struct view *view, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < view->scene.host_count && used < size; i++)
        if (view->scene.hosts[i].sample == NULL)
            used += (size_t)snprintf(out + used, size - used, "%s%.64s", used > 0 ? ", " : "",
                                     view->scene.hosts[i].name);
    return used > 0;
}

static void say_nothing(const struct view *view, char out[VIEW_LINE_MAX])
{
    static const char *const nothing[VIEW_COUNT] = {
        "no virtual router is configured",
        "no virtual service is configured",
        "no real server is configured",
        "no event yet",
    };
    char hosts[512];

    if (view->rows.total > 0)
        snprintf(out, VIEW_LINE_MAX, "no line has \"%s\": Esc shows all %zu", view->places[view->kind].filter,
                 view->rows.total);
    else if (name_silent(view, hosts, sizeof(hosts)))
        snprintf(out, VIEW_LINE_MAX, "nothing yet: waiting for %s", hosts);
    else
        snprintf(out, VIEW_LINE_MAX, "%s",
                 view->scene.host_count == 0 ? "nothing yet: waiting for a source" : nothing[view->kind]);
}

static void draw_nothing(const struct view *view, struct grid *grid, const struct view_layout *layout)
{
    char text[VIEW_LINE_MAX];
    unsigned width;

    say_nothing(view, text);
    width = (unsigned)column_width(text);
    width = width < view->width ? width : view->width;
    grid_put(grid, (view->width - width) / 2, layout->rows_y + layout->page / 2, width, GRID_DIM, text);
}

void view_table_draw(const struct view *view, struct grid *grid)
{
    const struct view_place *here = &view->places[view->kind];
    struct view_columns columns;
    struct view_layout layout;

    view_layout(view, &layout);
    view_columns(view, &columns);
    draw_titles(view, grid, &columns, layout.header_y);
    for (unsigned i = 0; i < layout.page && here->top + i < view->rows.count; i++)
        draw_line(view, grid, &columns, here->top + i, layout.rows_y + i);
    if (view->rows.count == 0)
        draw_nothing(view, grid, &layout);
}
