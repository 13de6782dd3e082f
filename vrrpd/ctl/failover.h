/* vrrpctl failover NAME: gives mastership away once. */
#ifndef VRRPD_CTL_FAILOVER_H
#define VRRPD_CTL_FAILOVER_H

#include "vrrpd/ctl/ctl.h"

/* Gives mastership of the instance named away. Returns the exit status. */
int ctl_failover(const struct ctl *ctl);

#endif
