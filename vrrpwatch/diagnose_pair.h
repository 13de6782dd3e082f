/* What two adverts differ in, in the order in which a receiver would refuse them. Pure; words are
 * diagnose.c's. */
#ifndef VRRPWATCH_DIAGNOSE_PAIR_H
#define VRRPWATCH_DIAGNOSE_PAIR_H

#include "vrrpwatch/router.h"
#include "vrrpwatch/verdict.h"

/* What keeps two sources that both advertise from hearing each other: the first difference between their
 * adverts that explains it, CAUSE_A when there is none. */
enum cause diagnose_pair(const struct source *a, const struct source *b);

#endif
