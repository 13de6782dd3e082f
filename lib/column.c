/* Text in columns; see column.h. */
#include "lib/column.h"

#include <string.h>
#include <wchar.h>

enum { BYTES_MAX = 4 }; /* of one character in UTF-8 */

size_t column_character(const char *text, int *columns)
{
    mbstate_t state = {0};
    wchar_t character;
    size_t length, size;

    *columns = 1;
    if (*text >= ' ' && *text <= '~')
        return 1; /* most are, and whole tables of them are drawn many times */
    length = strnlen(text, BYTES_MAX);
    size = mbrtowc(&character, text, length, &state);
    *columns = -1;
    if (size == 0 || size > length)
        return 1; /* no character of this locale */
    *columns = wcwidth(character);
    return size;
}

size_t column_width(const char *text)
{
    size_t width = 0;
    int columns;

    while (*text != '\0') {
        text += column_character(text, &columns);
        width += columns < 0 ? 1 : (size_t)columns;
    }
    return width;
}

void column_print(FILE *out, const char *text, size_t width)
{
    size_t used = column_width(text);
    int columns;

    while (*text != '\0') {
        size_t size = column_character(text, &columns);

        if (columns < 0)
            fputc('?', out);
        else
            fwrite(text, 1, size, out);
        text += size;
    }
    for (; used < width; used++)
        fputc(' ', out);
}
