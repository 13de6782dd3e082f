/* Fencing in a live run: the rule is fed with what stands, the herald told when it says so. */
#ifndef VRRPWATCH_RUN_FENCE_H
#define VRRPWATCH_RUN_FENCE_H

#include "lib/fence_rule.h"
#include "vrrpwatch/herald.h"
#include "vrrpwatch/observe.h"
#include "vrrpwatch/options.h"

/* Looks at the splits that stand; to be called after observe_advance(). `now_us` by the clock of the frames.
 */
void run_fence_round(struct fence_rule *rule, const struct observe *observe, struct herald *herald,
                     const struct options *options, int64_t now_us);

#endif
