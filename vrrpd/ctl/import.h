/* vrrpctl import FILE: a keepalived.conf as canonical YAML. */
#ifndef VRRPD_CTL_IMPORT_H
#define VRRPD_CTL_IMPORT_H

#include "vrrpd/ctl/ctl.h"

/* Prints the file named as YAML. Returns the exit status. */
int ctl_import(const struct ctl *ctl);

#endif
