/* One owner's hooks, run by whoever has its lock: one at a time and in order, changes that wait collapsed
 * into the last. A process of its own, which may be killed at any moment: no record is lost and no hook runs
 * a second time or beside another. Decides nothing about what is recorded. */
#ifndef NOTIFY_HOOK_TURN_H
#define NOTIFY_HOOK_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"
#include "lib/event.h"
#include "lib/process.h"

struct hook_turn {
    const struct conf_global *global;
    const struct conf_command *hooks; /* the owner's, CONF_HOOK_COUNT of them */
    const char *name;
    bool is_group;
    const char *spool;
    int64_t timeout_us; /* of one hook */
};

/* The hook (enum conf_hook) that an event calls, or -1. */
int hook_turn_what(const struct event *event);

/* Who runs a command: the configured user when we are root, else ourselves, if that is who is configured.
 * False with one sentence in `why`. */
bool hook_turn_identity(const struct conf_global *global, const struct conf_command *command,
                        struct process_identity *out, char *why, size_t why_size);

/* Runs what waits of this owner until nothing does, or returns at once when another process does that. */
void hook_turn_run(const struct hook_turn *turn);

#endif
