/* A run over a capture file: the same detector, the file's time. */
#ifndef VRRPWATCH_RUN_FILE_H
#define VRRPWATCH_RUN_FILE_H

#include "vrrpwatch/options.h"

/* Reads, tells, sums up. An exit status. */
int run_file(const struct options *options);

#endif
