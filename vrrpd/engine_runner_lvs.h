/* The runner's hooks of virtual servers: notify_up and notify_down of a real server, quorum_up and
 * quorum_down of a virtual one. Started when services asks by number; of each owner one at a time and in
 * order, of those that wait only the newest. What runs outlives the runner. Decides nothing about servers. */
#ifndef VRRPD_ENGINE_RUNNER_LVS_H
#define VRRPD_ENGINE_RUNNER_LVS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "vrrpd/child.h"
#include "vrrpd/engine_runner_hooks.h"
#include "vrrpd/os/run_channel.h"

struct runner_lvs;

/* For the hooks of child->conf; users are looked up. NULL without memory. */
struct runner_lvs *runner_lvs_new(struct child *child);
/* Frees it; NULL is fine. */
void runner_lvs_free(struct runner_lvs *lvs);

/* services asks for one. A number of nobody is ignored. */
void runner_lvs_ask(struct runner_lvs *lvs, enum run_kind kind, uint32_t number);

/* Starts what may begin, tells services what came of the others. */
void runner_lvs_round(struct runner_lvs *lvs);
/* When to call it again, LOOP_FOREVER if never. */
int64_t runner_lvs_next_us(const struct runner_lvs *lvs, int64_t now_us);

/* A child has ended; false when it is none of these hooks'. */
bool runner_lvs_ended(struct runner_lvs *lvs, pid_t pid, int status);

/* Begins the end. */
void runner_lvs_stop(struct runner_lvs *lvs, enum runner_end end, int64_t now_us);
/* True when the runner may go, as far as these hooks matter. Ends what has had its time. */
bool runner_lvs_over(struct runner_lvs *lvs, int64_t now_us);

#endif
