/* The runner process: starts the configuration's scripts (when services asks for one by number) and hooks
 * (when an event calls for one), each as the configured user, watches over them and says what came of them.
 * Holds the rights to become other users and nothing else, and no right at all when the configuration runs
 * nothing. Decides nothing about verdicts. */
#ifndef VRRPD_ENGINE_RUNNER_H
#define VRRPD_ENGINE_RUNNER_H

#include "vrrpd/child.h"

/* Runs until told to end; returns the exit status. */
int engine_runner_run(struct child *child);

#endif
