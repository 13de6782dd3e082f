/* The runner's hooks: reads the events from the state page, keeps the order of each owner (an instance or a
 * sync group), waits until the addresses are as the event says, and starts what the configuration has for it.
 * What runs outlives the runner; a successor goes on where this one stopped, from the page. Decides nothing
 * about states. */
#ifndef VRRPD_ENGINE_RUNNER_HOOKS_H
#define VRRPD_ENGINE_RUNNER_HOOKS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "vrrpd/child.h"

struct runner_hooks;

/* Why the runner ends. */
enum runner_end {
    RUNNER_RETIRES,  /* a successor takes over: only what it cannot know (deleted instances) is begun, what
                        runs goes on */
    RUNNER_ORPHANED, /* as RUNNER_STOPS, but nobody orders the steps: the last events may still be coming and
                        the addresses still be there */
    RUNNER_STOPS,    /* the daemon ends: what runs and waits is waited for, then ended */
};

/* For the hooks of child->conf; users are looked up. NULL without memory. */
struct runner_hooks *runner_hooks_new(struct child *child);
/* Frees it; NULL is fine. */
void runner_hooks_free(struct runner_hooks *hooks);

/* Takes over from the predecessor in the page, after child_wait(). */
void runner_hooks_adopt(struct runner_hooks *hooks);

/* Takes new events and starts what is due. */
void runner_hooks_round(struct runner_hooks *hooks, int64_t now_us);
/* When to call it again unless the doorbell rings, LOOP_FOREVER if only then. */
int64_t runner_hooks_next_us(const struct runner_hooks *hooks, int64_t now_us);

/* A child has ended; false when it is none of the hooks'. */
bool runner_hooks_ended(struct runner_hooks *hooks, pid_t pid, int status);

/* Begins the end. */
void runner_hooks_stop(struct runner_hooks *hooks, enum runner_end end, int64_t now_us);
/* True when the runner may go, as far as hooks matter. Ends what has had its time. */
bool runner_hooks_over(struct runner_hooks *hooks, int64_t now_us);

#endif
