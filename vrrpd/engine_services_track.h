/* Tracking in the services process: scripts (run by the runner), files, processes, pings and TCP connects
 * become verdicts in the page, where the vrrp process reads them. What a verdict is worth to an instance is
 * not decided here.
 */
#ifndef VRRPD_ENGINE_SERVICES_TRACK_H
#define VRRPD_ENGINE_SERVICES_TRACK_H

#include <stdbool.h>
#include <stdint.h>

struct services;
struct tracked;

/* Before rights are given away: opens what needs them, takes over what a predecessor found, publishes a
 * record for every tracker. False with errno. */
bool track_prepare(struct services *services);

/* When it is our turn: what the predecessor found since then, and the first questions. False with errno. */
bool track_start(struct services *services);

/* Does what is due. */
void track_round(struct services *services, int64_t now_us);

/* Rings for the vrrp process when there is something new in the page for it. */
void track_tell(struct services *services);

/* When to call round() next. */
int64_t track_due_us(const struct services *services);

/* ---- for the kinds of trackers ---- */

/* Sets the verdict, logs a change with `reason`, publishes. `reason` is kept up to date in any case. */
void track_verdict(struct services *services, struct tracked *item, bool ok, const char *reason);

/* The same for what cannot be run at all. */
void track_disable(struct services *services, struct tracked *item, const char *reason);

/* Writes the record to the page; the vrrp process is told at the end of the round. */
void track_publish(struct services *services, struct tracked *item);

/* Each kind: open what is needed (false with errno), do what is due, say when that is again. */
bool track_scripts_start(struct services *services);
void track_scripts_round(struct services *services, int64_t now_us);
void track_files_prepare(struct services *services);
bool track_files_start(struct services *services);
void track_files_look(struct services *services);
void track_processes_look(struct services *services, int64_t now_us);
void track_pings_prepare(struct services *services);
bool track_pings_start(struct services *services);
void track_pings_round(struct services *services, int64_t now_us);
bool track_tcp_prepare(struct services *services);
void track_tcp_round(struct services *services, int64_t now_us);
int64_t track_tcp_due_us(const struct services *services);

#endif
