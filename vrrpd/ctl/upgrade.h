/* vrrpctl upgrade: another program in the daemon's place, without a fail-over. */
#ifndef VRRPD_CTL_UPGRADE_H
#define VRRPD_CTL_UPGRADE_H

#include "vrrpd/ctl/ctl.h"

int ctl_upgrade(const struct ctl *ctl);

#endif
