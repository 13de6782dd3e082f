/* A line in columns; see batch_line.h. */
#include "vrrptop/batch_line.h"

#include <limits.h>
#include <string.h>

#include "lib/column.h"

void batch_line_begin(struct batch_line *line, FILE *out, unsigned width)
{
    *line = (struct batch_line){.out = out, .left = width != 0 ? width : UINT_MAX};
}

static void put_blanks(struct batch_line *line, unsigned count)
{
    line->pending += count < line->left ? count : line->left;
    line->left -= count < line->left ? count : line->left;
}

/* Where a text of more than `width` columns is cut, so that its "~" fits behind it; never within a wide
 * character. *columns is what stands before the cut. */
static const char *cut_at(const char *text, unsigned width, unsigned *columns)
{
    int next;

    *columns = 0;
    while (*text != '\0') {
        size_t size = column_character(text, &next);
        unsigned wide = next < 0 ? 1 : (unsigned)next;

        if (*columns + wide + 1 > width)
            break;
        *columns += wide;
        text += size;
    }
    return text;
}

void batch_line_clean(const char *text, const char *end, FILE *out)
{
    const char *written = text;
    int columns;

    while (text < end) {
        size_t size = column_character(text, &columns);

        if (columns < 0) {
            fwrite(written, 1, (size_t)(text - written), out);
            fputc('?', out);
            written = text + size;
        }
        text += size;
    }
    if (text > written)
        fwrite(written, 1, (size_t)(text - written), out);
}

static void put_until(struct batch_line *line, const char *text, const char *end)
{
    for (; line->pending > 0; line->pending--)
        fputc(' ', line->out);
    batch_line_clean(text, end, line->out);
}

void batch_line_put(struct batch_line *line, const char *text, unsigned width, bool right)
{
    unsigned room = width < line->left ? width : line->left, columns = 0;
    size_t whole = column_width(text);

    if (room == 0)
        return;
    if (whole > room) {
        const char *end = cut_at(text, room, &columns);

        put_until(line, text, end);
        fputc('~', line->out);
        line->left -= columns + 1;
        put_blanks(line, room - columns - 1);
        return;
    }
    columns = (unsigned)whole;
    if (right)
        put_blanks(line, room - columns);
    if (columns > 0)
        put_until(line, text, text + strlen(text));
    line->left -= columns;
    if (!right)
        put_blanks(line, room - columns);
}

void batch_line_add(struct batch_line *line, const char *text)
{
    size_t width = column_width(text);

    batch_line_put(line, text, width < UINT_MAX ? (unsigned)width : UINT_MAX - 1, false);
}

void batch_line_end(struct batch_line *line)
{
    fputc('\n', line->out);
}
