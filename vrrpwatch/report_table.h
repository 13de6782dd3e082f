/* The end of the report's page: the summary of each virtual router and what was counted. Pure. */
#ifndef VRRPWATCH_REPORT_TABLE_H
#define VRRPWATCH_REPORT_TABLE_H

#include <stdio.h>

#include "vrrpwatch/report.h"

/* Writes table and counters, then ends the document. */
void report_table_write(FILE *out, const struct report_page *page);

#endif
