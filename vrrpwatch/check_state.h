/* What vrrpwatch --check remembers from one run to the next, so that cron hears of changes only: the status
 * and which incidents are open. Text in, text out; the file itself is state_file's. Pure. */
#ifndef VRRPWATCH_CHECK_STATE_H
#define VRRPWATCH_CHECK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/check_line.h"

enum { CHECK_STATE_INCIDENTS_MAX = INCIDENTS_MAX, CHECK_STATE_TEXT_MAX = 65536 };

/* An open incident: what makes it the same one in the next run. */
struct check_state_incident {
    char code[8];
    char interface[PRINT_INTERFACE_MAX];
    uint16_t vlan;
    uint8_t family, vrid;
};

struct check_state {
    enum check_status status;
    struct check_state_incident incidents[CHECK_STATE_INCIDENTS_MAX]; /* in a fixed order, each once */
    size_t count;
};

/* The state after a check. */
void check_state_fill(const struct check_line *check, struct check_state *out);

/* Writes it as lines of text. */
void check_state_print(FILE *out, const struct check_state *state);

/* Reads such text. Lines that are not understood are left out; no text (NULL) or none of ours is the state in
 * which all was well. */
void check_state_parse(const char *text, struct check_state *out);

/* Whether there is something to tell: another status or other open incidents. */
bool check_state_changed(const struct check_state *before, const struct check_state *now);

#endif
