/* The rules of `compare` about tracking: whether a failing check moves the addresses at all. Pure. */
#ifndef CONF_COMPARE_WEIGHTS_H
#define CONF_COMPARE_WEIGHTS_H

#include "conf/compare_pair.h"

/* Applies them to one pair. */
void compare_weights_check(struct compare_pair *pair);

#endif
