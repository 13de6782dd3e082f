/* The verbs of a scenario that do something: routers, faults, the operator, attackers, time. */
#ifndef TESTS_SIM_ACTS_H
#define TESTS_SIM_ACTS_H

#include "tests/sim/script.h"

/* The verb called `name`, NULL if it is none of these. */
const struct script_verb *acts_find(const char *name);

#endif
