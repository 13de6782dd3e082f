/* vrrpctl show NAME: all there is to know of one instance. */
#ifndef VRRPD_CTL_SHOW_H
#define VRRPD_CTL_SHOW_H

#include "vrrpd/ctl/ctl.h"

/* Prints everything about the instance named. Returns the exit status. */
int ctl_show(const struct ctl *ctl);

#endif
