/* The locale; see locale.h. */
#include "lib/locale.h"

#include <langinfo.h>
#include <locale.h>
#include <stddef.h>
#include <string.h>

void locale_init(void)
{
    /* Our text is UTF-8, and a terminal that is told otherwise shows it wrong with any width. */
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}
