/* Hooks without vrrpd: what a YAML configuration has under `notify` of an instance or sync group runs when
 * keepalived or an operator tells of a change. Finds whose hooks they are, writes the record down and starts
 * the process that runs them. With a keepalived.conf there are none: keepalived runs those itself. */
#ifndef NOTIFY_HOOKS_H
#define NOTIFY_HOOKS_H

#include "lib/event.h"
#include "notify/options.h"

struct hooks;

/* Reads the configuration. EX_OK; *out is NULL when it has no hooks or there is none. EX_CONFIG after
 * printing its errors. */
int hooks_open(const struct options *options, struct hooks **out);

/* Runs the hooks for this event, after those of its owner that run or wait; does not wait for it. A status of
 * sysexits(3), after saying what went wrong; EX_OK when there are none. `hooks` may be NULL. */
int hooks_start(struct hooks *hooks, struct event *event);

/* Waits for the end of what was started; NULL is fine. */
void hooks_close(struct hooks *hooks);

#endif
