/* Heartbeats in the services process: tells the other nodes over other links how this one's virtual routers
 * are, and the vrrp process, by the page, which of theirs are MASTER and well. Says which path is dead. What
 * a heartbeat proves is decided in vrrp/heartbeat_session.h and vrrp/witness.h. The end or standstill of this
 * process only means that there are no heartbeats. */
#ifndef VRRPD_ENGINE_SERVICES_HEARTBEAT_H
#define VRRPD_ENGINE_SERVICES_HEARTBEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/vrrp/arbiter.h"

struct services;
struct status;

/* Allocates what the configuration asks for and takes over what a predecessor's records say. False with
 * errno.
 */
bool services_heartbeat_prepare(struct services *services);

/* When it is our turn: what the predecessor wrote since then; the first heartbeats. False with errno. */
bool services_heartbeat_start(struct services *services);

/* Sends what is due, looks at what is not heard any more. */
void services_heartbeat_round(struct services *services, int64_t now_us);

/* When to call round() next, INT64_MAX for never. */
int64_t services_heartbeat_due_us(const struct services *services);

/* Gives the port back, so that a successor can have it. */
void services_heartbeat_end(struct services *services);

/* What the live nodes say of their arbiters. */
enum arbiter_others services_heartbeat_arbiters(const struct services *services, int64_t now_us);

/* Fills the status: of the whole, and of its instances, which are all of the configuration or one of them. */
void services_heartbeat_report(const struct services *services, struct status *status);

#endif
