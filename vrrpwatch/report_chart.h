/* The timeline of one virtual router as SVG inside the report's page. Reads the collection, keeps nothing.
 * Pure. */
#ifndef VRRPWATCH_REPORT_CHART_H
#define VRRPWATCH_REPORT_CHART_H

#include <stdio.h>

#include "vrrpwatch/report_state.h"

/* Writes one <svg>. Its colours are classes of the page's style. */
void report_chart_write(FILE *out, const struct report *report, const struct report_router *router,
                        const struct report_page *page);

#endif
