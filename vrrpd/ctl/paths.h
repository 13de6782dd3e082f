/* Heartbeats and arbiters in words, for status, show and explain. */
#ifndef VRRPD_CTL_PATHS_H
#define VRRPD_CTL_PATHS_H

#include "lib/status.h"

/* A line for each node on the heartbeat path, for what was refused there, and for the arbiters. */
void paths_print(const struct status *status);

/* What of it bears upon one instance, in sentences. */
void paths_explain(const struct status *status, const struct status_instance *instance);

#endif
