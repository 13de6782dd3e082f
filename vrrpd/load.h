/* The throw-away process that reads and validates a configuration: it alone opens the files, and what it made
 * of them is what all others use: one model, built in shared memory, mapped by each at the same address. */
#ifndef VRRPD_LOAD_H
#define VRRPD_LOAD_H

#include <sys/types.h>

#include "conf/model.h"
#include "vrrpd/options.h"

struct load {
    pid_t pid;
    int model;    /* memfd: the configuration, sealed when the process ended with 0 */
    void *place;  /* the address that it is to be mapped at, kept free in this process and its children */
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

/* What the configuration says of crash loops; the default when nothing can be read. */
struct conf_crash_loop load_crash_loop(const struct load *load);

/* Copies the findings to `out`; returns how many lines there were. */
unsigned load_print(const struct load *load, int out);

#endif
