/* Cells of a screen; see grid.h. */
#include "vrrptop/grid.h"

#include <stdlib.h>
#include <string.h>

#include "lib/column.h"

static const struct grid_cell blank = {.text = " ", .style = GRID_PLAIN};

static struct grid_cell *line_of(const struct grid *grid, unsigned y)
{
    return grid->cells + (size_t)y * grid->width;
}

static void set_ascii(struct grid_cell *cell, char character, enum grid_style style)
{
    cell->text[0] = character;
    cell->text[1] = '\0';
    cell->style = (uint8_t)style;
}

void grid_clear(struct grid *grid)
{
    size_t count = (size_t)grid->width * grid->height;

    for (size_t i = 0; i < count; i++)
        grid->cells[i] = blank;
}

bool grid_resize(struct grid *grid, unsigned width, unsigned height)
{
    size_t count;

    width = width < GRID_SIZE_MAX ? width : GRID_SIZE_MAX;
    height = height < GRID_SIZE_MAX ? height : GRID_SIZE_MAX;
    count = (size_t)width * height;
    if (grid->cells == NULL || width != grid->width || height != grid->height) {
        struct grid_cell *cells = reallocarray(grid->cells, count != 0 ? count : 1, sizeof(*cells));

        if (cells == NULL)
            return false;
        grid->cells = cells;
        grid->width = width;
        grid->height = height;
    }
    grid_clear(grid);
    return true;
}

void grid_free(struct grid *grid)
{
    free(grid->cells);
    memset(grid, 0, sizeof(*grid));
}

/* Cells [x, x + width) are about to be written: a wide character that sticks out of them loses its other half
 * too. */
static void split_wide(struct grid_cell *line, unsigned line_width, unsigned x, unsigned width)
{
    if (line[x].text[0] == '\0' && x > 0)
        set_ascii(&line[x - 1], ' ', (enum grid_style)line[x - 1].style);
    if (x + width < line_width && line[x + width].text[0] == '\0')
        set_ascii(&line[x + width], ' ', (enum grid_style)line[x + width].style);
}

/* What joins the character before it and shows: the invisible ones of General Punctuation turn the direction
 * of a line round, or hide in a name, and are left out. */
static bool is_mark(const char *text)
{
    return !((unsigned char)text[0] == 0xE2 &&
             ((unsigned char)text[1] == 0x80 || (unsigned char)text[1] == 0x81));
}

static void add_mark(struct grid_cell *cell, const char *mark, size_t size)
{
    size_t used = strlen(cell->text);

    if (used + size >= GRID_CELL_BYTES || !is_mark(mark))
        return;
    memcpy(cell->text + used, mark, size);
    cell->text[used + size] = '\0';
}

/* True when `text` takes at most `width` columns; does not look further than it has to. */
static bool fits(const char *text, unsigned width)
{
    unsigned used = 0;
    int columns;

    while (*text != '\0' && used <= width) {
        if (*text >= ' ' && *text <= '~') {
            used++;
            text++;
        } else {
            text += column_character(text, &columns);
            used += columns < 0 ? 1 : (unsigned)columns;
        }
    }
    return used <= width;
}

/* Writes the next character of *text at `cell`, which has `room` columns. Returns its columns, which are more
 * than `room` when it was not written. */
static unsigned put_character(struct grid_cell *cell, unsigned room, enum grid_style style, const char **text)
{
    int columns;
    size_t size = column_character(*text, &columns);

    if (columns < 0 || (columns > 0 && size >= GRID_CELL_BYTES) || columns > 2) {
        columns = 1;
        if (room > 0)
            set_ascii(cell, '?', style);
    } else if (columns > 0 && (unsigned)columns <= room) {
        memcpy(cell->text, *text, size);
        cell->text[size] = '\0';
        cell->style = (uint8_t)style;
        if (columns == 2)
            set_ascii(cell + 1, '\0', style);
    }
    if ((unsigned)columns <= room)
        *text += size;
    return (unsigned)columns;
}

/* Fills at most `width` cells. Returns how many, and leaves *text at what did not fit. */
static unsigned put_characters(struct grid_cell *cells, unsigned width, enum grid_style style,
                               const char **text)
{
    unsigned used = 0, last = 0; /* where the last character stands, for its marks */

    while (**text != '\0') {
        const char *at = *text;
        unsigned columns;

        if (*at >= ' ' && *at <= '~' && used < width) {
            set_ascii(&cells[used], *at, style);
            *text = at + 1;
            columns = 1;
        } else {
            columns = put_character(&cells[used], width - used, style, text);
        }
        if (columns > width - used)
            break;
        if (columns == 0 && used > 0)
            add_mark(&cells[last], at, (size_t)(*text - at));
        if (columns > 0)
            last = used;
        used += columns;
    }
    return used;
}

unsigned grid_put(struct grid *grid, unsigned x, unsigned y, unsigned width, enum grid_style style,
                  const char *text)
{
    struct grid_cell *cells;
    unsigned used;

    if (y >= grid->height || x >= grid->width || width == 0)
        return x;
    width = width < grid->width - x ? width : grid->width - x;
    split_wide(line_of(grid, y), grid->width, x, width);
    cells = line_of(grid, y) + x;
    used = put_characters(cells, fits(text, width) ? width : width - 1, style, &text);
    if (*text != '\0')
        set_ascii(&cells[used++], '~', style);
    for (unsigned i = used; i < width; i++)
        set_ascii(&cells[i], ' ', style);
    return x + used;
}

unsigned grid_put_right(struct grid *grid, unsigned x, unsigned y, unsigned width, enum grid_style style,
                        const char *text)
{
    unsigned wanted;

    if (y >= grid->height || x >= grid->width || width == 0)
        return x;
    width = width < grid->width - x ? width : grid->width - x;
    if (!fits(text, width))
        return grid_put(grid, x, y, width, style, text);
    wanted = (unsigned)column_width(text);
    grid_put(grid, x, y, width - wanted, style, "");
    return grid_put(grid, x + width - wanted, y, wanted, style, text);
}

void grid_paint(struct grid *grid, unsigned x, unsigned y, unsigned width, enum grid_style style)
{
    struct grid_cell *cells;

    if (y >= grid->height || x >= grid->width)
        return;
    cells = line_of(grid, y) + x;
    for (unsigned i = 0; i < width && i < grid->width - x; i++)
        cells[i].style = (uint8_t)style;
}

/* The pieces of a frame: corners from the upper left clockwise, then horizontal and vertical. */
static const char *const lines_utf8[] = {"\u250c", "\u2510", "\u2518", "\u2514", "\u2500", "\u2502"};
static const char *const lines_ascii[] = {"+", "+", "+", "+", "-", "|"};

static void draw_edge(struct grid *grid, const struct grid_box *box, unsigned y, const char *const ends[3])
{
    grid_put(grid, box->x, y, 1, GRID_BOX, ends[0]);
    for (unsigned i = 1; i + 1 < box->width; i++)
        grid_put(grid, box->x + i, y, 1, GRID_BOX, ends[1]);
    grid_put(grid, box->x + box->width - 1, y, 1, GRID_BOX, ends[2]);
}

void grid_box(struct grid *grid, const struct grid_box *box, bool ascii, const char *title)
{
    const char *const *lines = ascii ? lines_ascii : lines_utf8;
    unsigned end;

    if (box->width < 2 || box->height < 2 || box->x >= grid->width || box->y >= grid->height)
        return;
    draw_edge(grid, box, box->y, (const char *const[]){lines[0], lines[4], lines[1]});
    for (unsigned i = 1; i + 1 < box->height; i++) {
        grid_put(grid, box->x, box->y + i, 1, GRID_BOX, lines[5]);
        grid_put(grid, box->x + 1, box->y + i, box->width - 2, GRID_BOX, "");
        grid_put(grid, box->x + box->width - 1, box->y + i, 1, GRID_BOX, lines[5]);
    }
    draw_edge(grid, box, box->y + box->height - 1, (const char *const[]){lines[3], lines[4], lines[2]});
    if (title[0] == '\0' || box->width < 8)
        return;
    grid_put(grid, box->x + 2, box->y, 1, GRID_BOX, "");
    /* No wider than it is, so that the edge goes on behind it. */
    end = (unsigned)column_width(title) < box->width - 6 ? (unsigned)column_width(title) : box->width - 6;
    end = grid_put(grid, box->x + 3, box->y, end, GRID_BOX, title);
    grid_put(grid, end, box->y, 1, GRID_BOX, "");
}

const char *grid_line(const struct grid *grid, unsigned y, char *out, size_t size)
{
    size_t used = 0;

    if (size == 0)
        return out;
    for (unsigned x = 0; y < grid->height && x < grid->width; x++) {
        const char *text = line_of(grid, y)[x].text;
        size_t length = strlen(text);

        if (used + length >= size)
            break;
        memcpy(out + used, text, length);
        used += length;
    }
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
    return out;
}
