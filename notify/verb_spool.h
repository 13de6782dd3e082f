/* An operator's hand on the spool. Each function returns a
 * status of sysexits(3). */
#ifndef NOTIFY_VERB_SPOOL_H
#define NOTIFY_VERB_SPOOL_H

#include "notify/options.h"

/* queue list|flush|drop ID */
int verb_queue(const struct options *options);
/* silence --for ..|list|off */
int verb_silence(const struct options *options);

#endif
