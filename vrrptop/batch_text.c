/* Frames as text: the table of a view; see batch.h. */
#include "vrrptop/batch_state.h"

#include <string.h>

#include "lib/column.h"
#include "vrrptop/batch_heading.h"
#include "vrrptop/batch_line.h"

enum { GAP = 1 };

/* The columns of a frame. */
struct columns {
    const struct field *fields;
    size_t count;
    bool stands[FIELDS_MAX];
    unsigned widths[FIELDS_MAX];
    unsigned wanted[FIELDS_MAX]; /* what the widest cell needs */
};

static bool is_picture(const struct field *field)
{
    return field->kind == VALUE_BAR || field->kind == VALUE_TREND;
}

static void choose(struct columns *columns, const struct batch *batch, size_t host_count)
{
    columns->fields = field_table(batch->wish.view, &columns->count);
    for (size_t i = 0; i < columns->count; i++)
        columns->stands[i] =
            field_stands(&columns->fields[i], batch->fields[i], batch->cumulative, host_count);
}

static const char *cell(const struct batch *batch, const struct scene *scene, const struct field *field,
                        const struct row *row, char out[VALUE_TEXT_MAX])
{
    struct value value;

    batch_value(scene, field, row, &value);
    return value_text(&value, &batch->style, field->width, out);
}

static void measure(struct columns *columns, const struct batch *batch, const struct scene *scene)
{
    char text[VALUE_TEXT_MAX];

    for (size_t i = 0; i < columns->count; i++) {
        const struct field *field = &columns->fields[i];
        size_t widest = column_width(field->title);

        if (!columns->stands[i])
            continue;
        if (is_picture(field) && field->width > widest)
            widest = field->width;
        for (size_t n = 0; n < batch->rows.count && !is_picture(field); n++) {
            size_t width = column_width(cell(batch, scene, field, &batch->rows.items[n], text));

            widest = width > widest ? width : widest;
        }
        columns->wanted[i] = (unsigned)widest;
        columns->widths[i] = (unsigned)widest;
    }
}

static unsigned width_of(const struct columns *columns)
{
    unsigned sum = 0;

    for (size_t i = 0; i < columns->count; i++)
        if (columns->stands[i])
            sum += columns->widths[i] + (sum != 0 ? GAP : 0);
    return sum;
}

/* The column that goes first; -1: all that stand have to. */
static int least_of(const struct columns *columns)
{
    int least = -1;

    for (int i = 0; i < (int)columns->count; i++)
        if (columns->stands[i] && columns->fields[i].drop > 0 &&
            (least < 0 || columns->fields[i].drop >= columns->fields[least].drop))
            least = i;
    return least;
}

static void widen(struct columns *columns, size_t i, unsigned width)
{
    unsigned used = width_of(columns), more = columns->wanted[i] - columns->widths[i];

    if (columns->stands[i] && used < width)
        columns->widths[i] += more < width - used ? more : width - used;
}

/* Columns shrink to what they want, those that matter least go, and what is left over is given back. */
static void fit(struct columns *columns, unsigned width)
{
    int least;

    if (width == 0 || width_of(columns) <= width)
        return;
    for (size_t i = 0; i < columns->count; i++)
        if (columns->widths[i] > columns->fields[i].width)
            columns->widths[i] = columns->fields[i].width;
    while (width_of(columns) > width && (least = least_of(columns)) >= 0)
        columns->stands[least] = false;
    for (size_t i = 0; i < columns->count; i++)
        if (columns->fields[i].stretches)
            widen(columns, i, width);
    for (size_t i = 0; i < columns->count; i++)
        widen(columns, i, width);
}

static void put_line(const struct columns *columns, const struct batch *batch, const struct scene *scene,
                     const struct row *row, FILE *out)
{
    struct batch_line line;
    char text[VALUE_TEXT_MAX];
    bool first = true;

    batch_line_begin(&line, out, batch->width);
    for (size_t i = 0; i < columns->count; i++) {
        const struct field *field = &columns->fields[i];

        if (!columns->stands[i])
            continue;
        batch_line_put(&line, "", first ? 0 : GAP, false);
        batch_line_put(&line, row == NULL ? field->title : cell(batch, scene, field, row, text),
                       columns->widths[i], field->right);
        first = false;
    }
    batch_line_end(&line);
}

bool batch_text(struct batch *batch, const struct scene *scene, int64_t wall_us, FILE *out)
{
    struct columns columns = {.count = 0};

    if (!rows_fill(scene, &batch->wish, &batch->rows))
        return false;
    batch_heading(batch, scene, wall_us, out);
    choose(&columns, batch, scene->host_count);
    measure(&columns, batch, scene);
    fit(&columns, batch->width);
    put_line(&columns, batch, scene, NULL, out);
    for (size_t i = 0; i < batch->rows.count; i++)
        put_line(&columns, batch, scene, &batch->rows.items[i], out);
    fputc('\n', out);
    return true;
}
