/* vrrpctl simulate: what the nodes of a cluster would do, before they have to. */
#ifndef VRRPD_CTL_SIMULATE_H
#define VRRPD_CTL_SIMULATE_H

#include "vrrpd/ctl/ctl.h"

/* 0: done; 2: it ends with an address on two nodes; 64, 65 for a command or a file that cannot be used. */
int ctl_simulate(const struct ctl *ctl);

#endif
