/* A supervisor that has become another program: takes over what the one before left, starts an engine of its
 * own beside the old one and lets it adopt, as after a reload. */
#ifndef VRRPD_SUPERVISOR_RESUME_H
#define VRRPD_SUPERVISOR_RESUME_H

#include <stdbool.h>

#include "vrrpd/supervisor_state.h"

/* Fills *supervisor from what `inherited` holds, but for its loop and its signals. 0 or negative errno: we
 * know nothing then, and whoever is still alive sees our end and resigns. */
int supervisor_inherit(struct supervisor *supervisor, const struct options *options, int inherited);

/* Begins: what ended meanwhile is reaped, our own engine is prepared. */
void supervisor_resume(struct supervisor *supervisor);

/* A process of the program before ended and cannot be started again: true when the next one takes its place.
 */
bool supervisor_heir_waits(const struct supervisor *supervisor);

/* Our engine is in force, or did not start: `why` then. */
void supervisor_resumed(struct supervisor *supervisor, const char *why);

#endif
