/* The supervisor's children: what they say, how they end, and who follows. Starts no reload and no stop of
 * its own accord. */
#ifndef VRRPD_SUPERVISOR_CHILDREN_H
#define VRRPD_SUPERVISOR_CHILDREN_H

#include "vrrpd/supervisor_state.h"

/* A child spoke through its pair `fd`; `context` is the supervisor. For loop_add(). */
void supervisor_hear(void *context, int fd);

/* Children have ended. */
void supervisor_reap(struct supervisor *supervisor);

/* A child was killed and does not die: it is as if it had, and if it was vrrp or kernel, the daemon resigns.
 */
void supervisor_abandon(struct supervisor *supervisor, struct worker *worker);

#endif
