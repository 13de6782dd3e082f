/* vrrpctl status [NAME] [--follow]: a table for people, the daemon's own lines for programs. */
#ifndef VRRPD_CTL_STATUS_H
#define VRRPD_CTL_STATUS_H

#include "vrrpd/ctl/ctl.h"

/* Prints the status of all instances or of the one named. Returns the exit status. */
int ctl_status(const struct ctl *ctl);

#endif
