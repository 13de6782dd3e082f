/* `vrrpwatch merge`: files of what --json printed at several places, joined. */
#ifndef VRRPWATCH_RUN_MERGE_H
#define VRRPWATCH_RUN_MERGE_H

#include "vrrpwatch/options.h"

/* Reads the files, tells what they say together. An exit status: 0, or one of sysexits(3). */
int run_merge(const struct options *options);

#endif
