/* One check of an interface at a time: cron must not pile them up. A name in the kernel, so that nothing is
 * left behind and no folder has to be writable. */
#ifndef VRRPWATCH_RUN_LOCK_H
#define VRRPWATCH_RUN_LOCK_H

#include "vrrpwatch/options.h"

/* Takes the lock of this user for the interfaces of `options`. A descriptor to be kept, or negative errno:
 * -EADDRINUSE when another run has it. */
int run_lock_take(const struct options *options);

#endif
