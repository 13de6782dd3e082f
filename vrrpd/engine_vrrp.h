/* The vrrp process: elections on one side, advert sockets, the page and a timer on the other. Decides nothing
 * itself: events go to election.c, actions are carried out in its order. Never touches a file, DNS or
 * netlink, never answers anybody. */
#ifndef VRRPD_ENGINE_VRRP_H
#define VRRPD_ENGINE_VRRP_H

#include "vrrpd/child.h"

/* Runs until told to end; returns the exit status. */
int engine_vrrp_run(struct child *child);

#endif
