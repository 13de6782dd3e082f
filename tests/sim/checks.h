/* The verbs of a scenario that look: states, reasons, counts, and the longest times. */
#ifndef TESTS_SIM_CHECKS_H
#define TESTS_SIM_CHECKS_H

#include "tests/sim/script.h"

/* The verb called `name`, NULL if it is none of these. */
const struct script_verb *checks_find(const char *name);

#endif
