/* vrrpctl drain [NAME]: moves one instance or all away from this node. */
#ifndef VRRPD_CTL_DRAIN_H
#define VRRPD_CTL_DRAIN_H

#include "vrrpd/ctl/ctl.h"

/* Drains the instance named, or all. Returns the exit status. */
int ctl_drain(const struct ctl *ctl);

#endif
