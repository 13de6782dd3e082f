/* vrrpctl events [--follow]: transitions, those that were and those that come. */
#ifndef VRRPD_CTL_EVENTS_H
#define VRRPD_CTL_EVENTS_H

#include "vrrpd/ctl/ctl.h"

/* Prints the transitions the daemon remembers and, following, those that come. Returns the exit status. */
int ctl_events(const struct ctl *ctl);

#endif
