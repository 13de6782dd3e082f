/* The services process: everything that parses what others send, and everything that may be slow: the control
 * socket, the log of transitions and rejected packets, what operators want to last. Holds no right at all;
 * reads the page, asks the vrrp process and the supervisor by small messages. */
#ifndef VRRPD_ENGINE_SERVICES_H
#define VRRPD_ENGINE_SERVICES_H

#include "vrrpd/child.h"

/* Runs until told to end; returns the exit status. */
int engine_services_run(struct child *child);

#endif
