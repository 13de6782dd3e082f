/* Arbiters in the services process: counts who of them answers and publishes what that allows, for the vrrp
 * process and for the status. Who is asked how is a tracker's business, what it means vrrp/arbiter.h's. */
#ifndef VRRPD_ENGINE_SERVICES_ARBITER_H
#define VRRPD_ENGINE_SERVICES_ARBITER_H

#include <stdint.h>

struct services;
struct status;

/* Publishes what the trackers say now. After track_prepare() and the heartbeats', then in every round, after
 * theirs. */
void services_arbiter_round(struct services *services, int64_t now_us);

/* When it may change by time alone; INT64_MAX: not by time. */
int64_t services_arbiter_due_us(const struct services *services);

/* Fills the status. */
void services_arbiter_report(const struct services *services, struct status *status);

#endif
