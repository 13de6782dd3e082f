/* vrrpctl check FILE...: what is wrong with a configuration, without a daemon. */
#ifndef VRRPD_CTL_CHECK_H
#define VRRPD_CTL_CHECK_H

#include "vrrpd/ctl/ctl.h"

/* Checks the files named. Returns the exit status. */
int ctl_check(const struct ctl *ctl);

#endif
