/* The second half of the merge: time goes by over all statements, and where two vantage points name different
 * masters there is a split. Declared here: nothing; merge_finish() is in merge.h. Pure. */
#ifndef VRRPWATCH_MERGE_SWEEP_H
#define VRRPWATCH_MERGE_SWEEP_H

#include "vrrpwatch/merge_state.h"

#endif
