/* Text and times in HTML, for the parts of the report's page. Keeps nothing. Pure. */
#ifndef VRRPWATCH_REPORT_HTML_H
#define VRRPWATCH_REPORT_HTML_H

#include <stdint.h>
#include <stdio.h>

#include "lib/addr.h"

/* Writes text that came from anywhere: markup is escaped, control characters are cleaned. Good in attributes
 * too. */
void report_html_text(FILE *out, const char *text);

void report_html_address(FILE *out, const struct addr *address);

/* "2026-11-20 12:04:07.123" of microseconds since 1970. */
void report_html_time(FILE *out, int64_t time_us);

#endif
