/* A finding as a person reads it: one line, and indented below it the fix. Never prints a control character
 * that came from the wire. Owns nothing. Pure. */
#ifndef VRRPWATCH_PRINT_TEXT_H
#define VRRPWATCH_PRINT_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/print_names.h"

enum { PRINT_TEXT_CLOCK_MAX = 16 };

struct print_text_options {
    struct print_names names;
    int64_t clock_offset_us; /* what makes the reader's local time of a finding's: UTC offset and all */
    bool colour;             /* severity in colour; the caller knows of terminals and NO_COLOR */
    bool verbose;            /* tell too what this vantage cannot see */
};

/* "12:04:07.123", the time of day of microseconds since 1970. Returns `text`. */
const char *print_text_clock(int64_t time_us, char text[PRINT_TEXT_CLOCK_MAX]);

/* "10.0.0.1 (02:00:00:00:00:01, priority 150)". */
void print_text_party(FILE *out, const struct party *party);

/* "10.0.0.100, 10.0.0.101 and 3 more"; "-" for none. */
void print_text_vips(FILE *out, const struct finding *finding);

/* "name=value name=value"; nothing when there is no evidence. */
void print_text_evidence(FILE *out, const struct finding *finding);

/* One finding: "TIME SEVERITY verdict CODE link vrid N VIPs: sentence | who | evidence", "fix: ..." below it.
 */
void print_text_finding(FILE *out, const struct print_text_options *options, const struct finding *finding);

#endif
