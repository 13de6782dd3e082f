/* Text in HTML; see report_html.h. */
#include "vrrpwatch/report_html.h"

#include <string.h>
#include <time.h>

#include "vrrpwatch/print_names.h"
#include "vrrpwatch/print_text.h"

enum { PIECE_MAX = 512 };

static void put_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        const char *entity = *text == '&'    ? "&amp;"
                             : *text == '<'  ? "&lt;"
                             : *text == '>'  ? "&gt;"
                             : *text == '"'  ? "&quot;"
                             : *text == '\'' ? "&#39;"
                                             : NULL;

        if (entity != NULL)
            fputs(entity, out);
        else
            fputc(*text, out);
    }
}

void report_html_text(FILE *out, const char *text)
{
    char clean[PIECE_MAX];

    print_names_clean(clean, sizeof(clean), text);
    put_escaped(out, clean);
}

void report_html_address(FILE *out, const struct addr *address)
{
    char text[ADDR_TEXT_MAX];

    fputs(addr_format(address, text), out);
}

void report_html_time(FILE *out, int64_t time_us)
{
    time_t seconds = (time_t)(time_us / 1000000);
    char date[16] = "", clock[PRINT_TEXT_CLOCK_MAX];
    struct tm utc;

    if (gmtime_r(&seconds, &utc) != NULL)
        strftime(date, sizeof(date), "%Y-%m-%d", &utc);
    fprintf(out, "%s %s", date, print_text_clock(time_us, clock));
}
