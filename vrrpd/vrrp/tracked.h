/* What a tracker's definition and the texts it is compared with mean: is it used at all, is it still the
 * same, what number does a file say, is this process the one. Pure. */
#ifndef VRRPD_VRRP_TRACKED_H
#define VRRPD_VRRP_TRACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"

enum { TRACKED_COMM_MAX = 16 };

/* True when an instance, a group or the arbiters use number `index`. */
bool tracked_used(const struct conf *conf, size_t index);

/* A number that is equal for trackers that watch the same thing the same way; their weights do not count. */
uint64_t tracked_definition(const struct conf_tracker *tracker);

enum tracked_number {
    TRACKED_NUMBER,
    TRACKED_EMPTY, /* blank only */
    TRACKED_NO_NUMBER,
};

/* A file's text as one decimal number with nothing but blanks around it; *value is 0 unless it is one.
 * Numbers beyond 32 bits count as the largest. */
enum tracked_number tracked_parse_number(const char *text, size_t size, int32_t *value);

/* A process as /proc shows it. */
struct tracked_process {
    char comm[TRACKED_COMM_MAX]; /* its name, cut off at 15 characters */
    char state;                  /* 'Z' and 'X' are dead */
    const char *arguments;       /* NUL after each, as in /proc/PID/cmdline */
    size_t arguments_size;
};

/* Reads name and state from /proc/PID/stat, whose name may contain anything. False when it is no such text.
 */
bool tracked_parse_stat(const char *text, size_t size, struct tracked_process *out);

/* True when a process tracker means this process. */
bool tracked_is_process(const struct conf_tracker *tracker, const struct tracked_process *process);

#endif
