/* Heartbeats of two nodes: do they reach one another and believe one another? Pure. */
#ifndef CONF_COMPARE_PATHS_H
#define CONF_COMPARE_PATHS_H

#include "conf/compare.h"

/* Adds what does not go together in nodes `a` and `b`. 0 or -ENOMEM. */
int compare_paths(const struct conf *const *confs, size_t a, size_t b, struct compare_findings *out);

#endif
