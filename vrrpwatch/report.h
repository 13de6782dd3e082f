/* Collects what the page of vrrpwatch --report shows: who was master when, who claimed the addresses, what
 * was found. Its memory is bounded whatever the length of the capture. How the page looks is report_page.c's
 * and report_chart.c's. Pure. */
#ifndef VRRPWATCH_REPORT_H
#define VRRPWATCH_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/frame.h"
#include "vrrpwatch/observe.h"
#include "vrrpwatch/print_names.h"
#include "vrrpwatch/summary.h"

struct report;

/* What the page tells beside what was collected; nothing is owned. */
struct report_page {
    const char *title;   /* the capture's name, or the interfaces and the host */
    const char *version; /* of the program */
    struct print_names names;
    const struct summary *summary; /* routers at the end of the run */
    const struct observe_counters *counters;
    int64_t clock_offset_us; /* what makes the reader's local time of the capture's */
};

/* An empty collection; NULL without memory. */
struct report *report_new(void);
void report_free(struct report *report);

/* Takes a frame, in the order of time. */
void report_frame(struct report *report, const struct frame *frame);

/* Takes a finding: a finding_sink whose context is the report. */
void report_finding(void *report, const struct finding *finding);

/* Writes the whole page: one HTML document that needs nothing else. */
void report_write(FILE *out, const struct report *report, const struct report_page *page);

#endif
