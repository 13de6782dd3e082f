/* vrrpctl version: of this program and of the daemon. */
#ifndef VRRPD_CTL_VERSION_H
#define VRRPD_CTL_VERSION_H

#include "vrrpd/ctl/ctl.h"

/* Prints both versions. Returns the exit status. */
int ctl_version(const struct ctl *ctl);

#endif
