/* The answer of vrrpwatch --check as a monitoring plugin gives it: a status, one line with performance data,
 * long text. Decides the status from what was found; prints into the caller's file only. Pure. */
#ifndef VRRPWATCH_CHECK_LINE_H
#define VRRPWATCH_CHECK_LINE_H

#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/incidents.h"
#include "vrrpwatch/print_names.h"
#include "vrrpwatch/summary.h"

/* The exit status too. */
enum check_status { CHECK_OK, CHECK_WARNING, CHECK_CRITICAL, CHECK_UNKNOWN };

/* What was found; nothing is owned. */
struct check_line {
    const struct incidents *incidents;
    const struct summary *summary;
    const struct print_names *names;
    uint8_t vrid;        /* the only one of interest, 0: all */
    int64_t listened_us; /* how long */
    uint64_t probes;     /* sent */
    uint64_t answers;    /* to them */
};

/* "OK", "WARNING", "CRITICAL", "UNKNOWN". */
const char *check_status_name(enum check_status status);

/* The gravest of what was found in the run, healed or not; CRITICAL when nothing was heard of what is of
 * interest. */
enum check_status check_line_status(const struct check_line *check);

/* "VRRP STATUS - text | perfdata", below it two lines for each incident. */
void check_line_print(FILE *out, const struct check_line *check);

/* The line for a check that could not be made: "VRRP UNKNOWN - reason". */
void check_line_unknown(FILE *out, const char *reason);

#endif
