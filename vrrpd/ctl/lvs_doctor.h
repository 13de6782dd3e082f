/* vrrpctl lvs doctor [FILE]: what this host lacks as director or real server. */
#ifndef VRRPD_CTL_LVS_DOCTOR_H
#define VRRPD_CTL_LVS_DOCTOR_H

#include "vrrpd/ctl/ctl.h"

/* Looks, changes nothing, prints the commands. Exit status 0: nothing is wrong, 1: something is. */
int ctl_lvs_doctor(const struct ctl *ctl);

#endif
