/* Shows fence_rule.h what the detector knows: which routers have a certain split now, and its masters. Pure.
 */
#ifndef VRRPWATCH_FENCE_WATCH_H
#define VRRPWATCH_FENCE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/fence_rule.h"
#include "vrrpwatch/observe.h"

/* Whether an address is one of this host's. */
typedef bool fence_is_ours(void *context, const struct addr *address);

/* To be called after observe_advance(), several times an interval; `now_us` by the clock of the frames. Then
 * fence_rule_next() says whether somebody is to be fenced. */
void fence_watch_round(struct fence_rule *rule, const struct observe *observe, fence_is_ours *ours,
                       void *context, int64_t now_us);

#endif
