/* vrrpctl undrain [NAME]: the end of a drain. */
#ifndef VRRPD_CTL_UNDRAIN_H
#define VRRPD_CTL_UNDRAIN_H

#include "vrrpd/ctl/ctl.h"

/* Undrains the instance named, or all. Returns the exit status. */
int ctl_undrain(const struct ctl *ctl);

#endif
