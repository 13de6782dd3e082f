/* The runner's dispatcher: vrrpnotify, started where the configuration has mail or webhooks and no other
 * dispatcher has the spool, and started again when it ends. It gives its own rights away. Part of the runner
 * process. */
#ifndef VRRPD_ENGINE_RUNNER_MAILER_H
#define VRRPD_ENGINE_RUNNER_MAILER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "vrrpd/child.h"
#include "vrrpd/engine_runner_hooks.h"

struct runner_mailer {
    const struct child *child;
    bool wanted;
    bool stopping;
    pid_t pid; /* 0: none */
    int64_t start_at_us;
    int64_t pause_us; /* until the next start, if this one fails too */
    int64_t end_us;   /* when it is killed */
    bool said_other;  /* that another dispatcher has the spool */
};

/* For child->conf. */
void runner_mailer_begin(struct runner_mailer *mailer, const struct child *child);
/* Starts it when that is due. */
void runner_mailer_round(struct runner_mailer *mailer, int64_t now_us);
/* When to call it again, LOOP_FOREVER if only when a child ends. */
int64_t runner_mailer_next_us(const struct runner_mailer *mailer);
/* A child has ended; false when it is not the dispatcher. */
bool runner_mailer_ended(struct runner_mailer *mailer, pid_t pid, int status, int64_t now_us);
/* Ends it: with the daemon after it tried what waits, for a successor at once. */
void runner_mailer_stop(struct runner_mailer *mailer, enum runner_end end, int64_t now_us);
/* True when it is gone. */
bool runner_mailer_over(struct runner_mailer *mailer, int64_t now_us);

#endif
