/* The supervisor's eye on its children: who does not keep what its pulse promises is killed, who then does
 * not die is given up. When that is so is decided in vrrp/hang. */
#ifndef VRRPD_SUPERVISOR_WATCH_H
#define VRRPD_SUPERVISOR_WATCH_H

#include "vrrpd/supervisor_state.h"

/* Looks at all of them. */
void supervisor_watch(struct supervisor *supervisor, int64_t now_us);

/* We were stopped and go on: nobody is judged by what was promised for meanwhile. */
void supervisor_excuse(struct supervisor *supervisor);

/* When to look again. */
int64_t supervisor_watch_us(const struct supervisor *supervisor);

#endif
