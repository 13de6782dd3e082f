/* The report's page as a whole: head and style, timelines, incidents; the table is report_table.c's. Its
 * function, report_write(), is declared in report.h. Pure. */
#ifndef VRRPWATCH_REPORT_PAGE_H
#define VRRPWATCH_REPORT_PAGE_H

#include "vrrpwatch/report_state.h"

#endif
