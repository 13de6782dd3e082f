/* vrrpctl explain NAME: why an instance is in its state, what would change it, and when. */
#ifndef VRRPD_CTL_EXPLAIN_H
#define VRRPD_CTL_EXPLAIN_H

#include "vrrpd/ctl/ctl.h"

int ctl_explain(const struct ctl *ctl);

#endif
