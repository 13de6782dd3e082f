/* vrrpctl lvs: virtual servers, shown and maintained. */
#ifndef VRRPD_CTL_LVS_H
#define VRRPD_CTL_LVS_H

#include "vrrpd/ctl/ctl.h"

/* Without arguments a table, else `weight', `drain', `enable' or `doctor'. Returns the exit status. */
int ctl_lvs(const struct ctl *ctl);

#endif
