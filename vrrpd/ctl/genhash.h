/* vrrpctl genhash URL: the digest of a page, as a health check's `digest` wants it. Needs no daemon. */
#ifndef VRRPD_CTL_GENHASH_H
#define VRRPD_CTL_GENHASH_H

#include "vrrpd/ctl/ctl.h"

/* Prints "digest ..."; what is odd about the page goes to standard error. */
int ctl_genhash(const struct ctl *ctl);

#endif
