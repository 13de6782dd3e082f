/* vrrpctl compare FILE FILE...: what goes wrong between the nodes of a cluster, before it does. */
#ifndef VRRPD_CTL_COMPARE_H
#define VRRPD_CTL_COMPARE_H

#include "vrrpd/ctl/ctl.h"

/* 0: nothing found, 1: warnings, 2: a split brain is certain; 65 when a file cannot be used. */
int ctl_compare(const struct ctl *ctl);

#endif
