/* Text in columns; see column.h. */
#include "vrrpd/ctl/column.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <wchar.h>

void column_init(void)
{
    /* Our text is UTF-8, and a terminal that is told otherwise shows it wrong with any width. */
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

/* The character at `text`, which is not empty: its bytes, and its columns, -1 when it is not to be shown. */
static size_t measure(const char *text, int *columns)
{
    mbstate_t state = {0};
    wchar_t character;
    size_t size = mbrtowc(&character, text, strlen(text), &state);

    *columns = -1;
    if (size == 0 || size > strlen(text))
        return 1; /* no character of this locale */
    *columns = wcwidth(character);
    return size;
}

size_t column_width(const char *text)
{
    size_t width = 0;
    int columns;

    while (*text != '\0') {
        text += measure(text, &columns);
        width += columns < 0 ? 1 : (size_t)columns;
    }
    return width;
}

void column_print(FILE *out, const char *text, size_t width)
{
    size_t used = column_width(text);
    int columns;

    while (*text != '\0') {
        size_t size = measure(text, &columns);

        if (columns < 0)
            fputc('?', out);
        else
            fwrite(text, 1, size, out);
        text += size;
    }
    for (; used < width; used++)
        fputc(' ', out);
}
