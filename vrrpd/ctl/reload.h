/* vrrpctl reload: has the daemon check its file and use it. */
#ifndef VRRPD_CTL_RELOAD_H
#define VRRPD_CTL_RELOAD_H

#include "vrrpd/ctl/ctl.h"

/* Asks for a reload and prints what was found. Returns the exit status. */
int ctl_reload(const struct ctl *ctl);

#endif
