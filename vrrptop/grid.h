/* A screen of cells in memory: what views draw into and screen.c brings to the terminal. Counts columns, not
 * bytes; what does not fit is cut, a wide character never in half. Pure. */
#ifndef VRRPTOP_GRID_H
#define VRRPTOP_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum grid_style {
    GRID_PLAIN,
    GRID_GOOD,
    GRID_WARN,
    GRID_BAD,
    GRID_DIM,
    GRID_TITLE,    /* the first line */
    GRID_HEADER,   /* of columns */
    GRID_SORTED,   /* the header of the column that sorts */
    GRID_SELECTED, /* the line the reader stands on */
    GRID_BANNER_WARN,
    GRID_BANNER_BAD,
    GRID_KEY,   /* a key's name at the foot */
    GRID_BOX,   /* an overlay's frame and ground */
    GRID_FOUND, /* a line the search hit */
    GRID_STYLE_COUNT
};

enum { GRID_CELL_BYTES = 12, GRID_SIZE_MAX = 1000 };

struct grid_cell {
    char text[GRID_CELL_BYTES]; /* one character and its marks; "": the right half of a wide one */
    uint8_t style;              /* enum grid_style */
};

struct grid {
    unsigned width, height;
    struct grid_cell *cells; /* line by line; owned */
};

/* Makes it that large (at most GRID_SIZE_MAX each way) and blank. False without memory. */
bool grid_resize(struct grid *grid, unsigned width, unsigned height);
void grid_free(struct grid *grid);

/* All blank. */
void grid_clear(struct grid *grid);

/* Writes `text` from (x, y) on, at most `width` columns (cut text ends in "~", what a terminal would obey is
 * "?"), and blanks up to them. Right-aligned with grid_put_right. Outside the grid nothing happens. Returns
 * the column after what was written, blanks left out. */
unsigned grid_put(struct grid *grid, unsigned x, unsigned y, unsigned width, enum grid_style style,
                  const char *text);
unsigned grid_put_right(struct grid *grid, unsigned x, unsigned y, unsigned width, enum grid_style style,
                        const char *text);

/* Sets the style of `width` cells, their text stays. */
void grid_paint(struct grid *grid, unsigned x, unsigned y, unsigned width, enum grid_style style);

/* A box with a blank inside and a title in its upper edge; lines from ASCII where `ascii`. */
struct grid_box {
    unsigned x, y, width, height;
};
void grid_box(struct grid *grid, const struct grid_box *box, bool ascii, const char *title);

/* Line `y` as text without blanks at its end, for tests; `size` bytes of room. Returns `out`. */
const char *grid_line(const struct grid *grid, unsigned y, char *out, size_t size);

#endif
