/* The last line of a program's output; see last_line.h. */
#include "lib/last_line.h"

#include <string.h>

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
            return false;
    return true;
}

static void end_line(struct last_line *text)
{
    if (!is_blank(text->line, text->used)) {
        memcpy(text->last, text->line, text->used);
        text->last[text->used] = '\0';
    }
    text->used = 0;
}

void last_line_take(struct last_line *text, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n')
            end_line(text);
        else if (text->used < sizeof(text->line) - 1)
            text->line[text->used++] = bytes[i] != '\0' ? bytes[i] : ' ';
    }
}

/* Bytes of the well-formed printable character at `text` (RFC 3629), 0 when there is none. */
static size_t character(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;

    if (bytes[0] < 0x80)
        return bytes[0] >= ' ' && bytes[0] != 0x7F ? 1 : 0;
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4 || (bytes[0] == 0xC2 && bytes[1] < 0xA0))
        return 0;
    if ((bytes[0] == 0xE0 && bytes[1] < 0xA0) || (bytes[0] == 0xED && bytes[1] > 0x9F) ||
        (bytes[0] == 0xF0 && bytes[1] < 0x90) || (bytes[0] == 0xF4 && bytes[1] > 0x8F))
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

void last_line_get(const struct last_line *text, char *out, size_t size)
{
    bool open_line = !is_blank(text->line, text->used);
    char line[LAST_LINE_MAX] = "";
    const char *from = text->last;
    size_t used = 0;

    if (open_line) {
        memcpy(line, text->line, text->used);
        line[text->used] = '\0';
        from = line;
    }
    from += strspn(from, " \t\r");
    while (*from != '\0') {
        size_t length = character(from);

        if (used + (length > 0 ? length : 1) >= size)
            break;
        if (length > 0)
            memcpy(out + used, from, length);
        else
            out[used] = *from == '\t' || *from == '\r' ? ' ' : '?';
        used += length > 0 ? length : 1;
        from += length > 0 ? length : 1;
    }
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
}
