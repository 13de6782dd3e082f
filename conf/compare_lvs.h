/* Virtual servers of two directors: after a takeover the other one must balance as the first did. Pure. */
#ifndef CONF_COMPARE_LVS_H
#define CONF_COMPARE_LVS_H

#include "conf/compare.h"

/* Compares configurations `a' and `b' of the array; 0 or -ENOMEM. */
int compare_lvs(const struct conf *const *confs, size_t a, size_t b, struct compare_findings *out);

#endif
