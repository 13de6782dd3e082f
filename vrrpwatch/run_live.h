/* A run on interfaces: opens, gives the rights away, listens, asks, tells, ends. */
#ifndef VRRPWATCH_RUN_LIVE_H
#define VRRPWATCH_RUN_LIVE_H

#include "vrrpwatch/options.h"

/* Runs until a signal, --for or the end of a check. An exit status. */
int run_live(const struct options *options);

#endif
