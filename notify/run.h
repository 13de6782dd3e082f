/* The dispatcher at work: socket, spool and deliveries around one loop. */
#ifndef NOTIFY_RUN_H
#define NOTIFY_RUN_H

#include "notify/options.h"

/* Runs until TERM (then what waits is tried once more, for a few seconds) or INT (at once; the spool keeps
 * it). A status of sysexits(3): 75 when another dispatcher has the spool. */
int run_dispatcher(const struct options *options);

/* The same without a socket, until everything in the spool was tried or options->timeout_us is over; 0 when
 * nothing is left, 75 when something is or another dispatcher will do it. */
int run_once(const struct options *options);

#endif
