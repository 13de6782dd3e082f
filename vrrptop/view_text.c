/* Lines of wrapped text; see view_state.h. */
#include "vrrptop/view_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/column.h"

/* How many bytes of `text` stand on a line of `width` columns; *next is where the line after it begins. */
static size_t segment(const char *text, unsigned width, size_t *next)
{
    size_t at = 0, space = 0;
    unsigned used = 0;
    int columns;

    while (text[at] != '\0') {
        size_t bytes = column_character(text + at, &columns);

        used += columns < 0 ? 1 : (unsigned)columns;
        if (used > width && at > 0) {
            size_t end = text[at] == ' ' ? at : space > 0 ? space : at;

            *next = end + strspn(text + end, " ");
            return end;
        }
        if (text[at] == ' ')
            space = at;
        at += bytes;
    }
    *next = at;
    return at;
}

/* One line, when it is in the window. */
static void put_line(const struct view_text *text, enum grid_style style, const char *label, const char *line)
{
    size_t at = text->lines - text->top;
    unsigned x = text->window.x, y;

    if (text->grid == NULL || text->lines < text->top || at >= text->window.height)
        return;
    y = text->window.y + (unsigned)at;
    grid_put(text->grid, x, y, text->window.width, GRID_BOX, "");
    if (text->indent > 1 && label[0] != '\0')
        grid_put(text->grid, x, y, text->indent - 1, GRID_BOX, label);
    grid_put(text->grid, x + text->indent, y, text->window.width - text->indent, style, line);
}

void view_text_put(struct view_text *text, enum grid_style style, const char *label, const char *format, ...)
{
    char whole[VIEW_LINE_MAX], line[VIEW_LINE_MAX];
    const char *rest = whole;
    unsigned width = text->window.width > text->indent ? text->window.width - text->indent : 1;
    size_t next;
    va_list list;

    va_start(list, format);
    vsnprintf(whole, sizeof(whole), format, list);
    va_end(list);
    do {
        size_t bytes = segment(rest, width, &next);

        memcpy(line, rest, bytes);
        line[bytes] = '\0';
        put_line(text, style, label, line);
        text->lines++;
        rest += next;
        label = "";
    } while (*rest != '\0');
}

void view_text_head(struct view_text *text, const char *title)
{
    unsigned indent = text->indent;

    text->indent = 0;
    if (text->lines > 0)
        view_text_put(text, GRID_BOX, "", "%s", "");
    view_text_put(text, GRID_HEADER, "", "%s", title);
    text->indent = indent;
}

void view_text_line(struct view_text *text, enum grid_style style, unsigned width, const char *line)
{
    size_t at = text->lines - text->top;

    if (text->grid != NULL && text->lines >= text->top && at < text->window.height)
        grid_put(text->grid, text->window.x, text->window.y + (unsigned)at, width, style, line);
    text->lines++;
}
