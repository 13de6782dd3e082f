/* The throw-away process that reads and validates a configuration: it alone opens the files, and what it read
 * is what all others parse. */
#ifndef VRRPD_LOAD_H
#define VRRPD_LOAD_H

#include <sys/types.h>

#include "vrrpd/options.h"

struct load {
    pid_t pid;
    int snapshot; /* memfd: the recording, sealed when the process ended with 0 */
    int findings; /* memfd: one line a finding, errors and warnings */
};

enum {
    LOAD_GOOD = 0,
    LOAD_BAD = 2, /* exit status: the findings say why */
};

/* Starts it. 0 or negative errno; the descriptors are the caller's. */
int load_start(struct load *load, const struct options *options);

/* Closes the descriptors. */
void load_close(struct load *load);

/* Copies the findings to `out`; returns how many lines there were. */
unsigned load_print(const struct load *load, int out);

#endif
