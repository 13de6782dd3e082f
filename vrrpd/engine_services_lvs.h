/* LVS in the services process: checks become verdicts, verdicts become the rows that the kernel process makes
 * the kernel's. Nothing here when the configuration has no virtual servers. What a verdict, a quorum or a
 * weight is stands in vrrpd/lvs/; what is sent on the wire in vrrpd/os/probe*.c. */
#ifndef VRRPD_ENGINE_SERVICES_LVS_H
#define VRRPD_ENGINE_SERVICES_LVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct control_client;
struct event;
struct request;
struct run_result;
struct services;
struct status;

/* Before rights are given away: opens what needs them. False with errno. */
bool services_lvs_prepare(struct services *services);

/* When it is our turn: takes over what a predecessor found, publishes every row, begins to check. False with
 * errno. */
bool services_lvs_start(struct services *services);

/* Does what is due, publishes what changed. */
void services_lvs_round(struct services *services, int64_t now_us);

/* When to call round() next, INT64_MAX for never. */
int64_t services_lvs_due_us(const struct services *services);

/* The runner answered about a check or a hook of ours; or it is a new one, and what was asked before
 * `since_us` is lost. */
void services_lvs_answered(struct services *services, const struct run_result *result);
void services_lvs_new_runner(struct services *services, int64_t since_us);

/* The end of the daemon, not of this process alone: with omega, hooks hear that all is down. */
void services_lvs_farewell(struct services *services);

/* The row of events of real servers and quorums: how many there ever were, how far the dispatcher has them,
 * event `sequence` as a record (false: gone, or nobody wants messages about it). */
uint64_t services_lvs_event_count(const struct services *services);
uint64_t services_lvs_acknowledged(const struct services *services);
void services_lvs_acknowledge(struct services *services, uint64_t next);
bool services_lvs_event(const struct services *services, uint64_t sequence, struct event *out);

/* The same, whether or not anybody wants messages about it. */
bool services_lvs_look(const struct services *services, uint64_t sequence, struct event *out);

/* Fills the virtual servers of a status. False without memory. */
bool services_lvs_report(struct services *services, struct status *status);

/* Asks for fresh counters; they come when the kernel process has read them. */
void services_lvs_ask(struct services *services);

/* Verbs `lvs', `lvs-weight', `lvs-drain', `lvs-enable'. */
void services_lvs_show(struct services *services, struct control_client *client,
                       const struct request *request);
void services_lvs_set(struct services *services, struct control_client *client,
                      const struct request *request);

#endif
