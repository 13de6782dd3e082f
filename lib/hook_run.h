/* Runs the hooks of one call: a small process of its own, the minder, starts them one after the other, hands
 * them the event, reads and caps what they write, ends them at their deadline with everything they started,
 * and logs what came of it. It outlives the process that asked, so that a reload or a crash there ends no
 * hook. Decides nothing about when. */
#ifndef LIB_HOOK_RUN_H
#define LIB_HOOK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/process.h"

enum {
    HOOK_RUN_COMMANDS_MAX = 2,
    HOOK_RUN_ENVIRONMENT_MAX = 48,
};

struct hook_command {
    const char *label; /* "master" */
    char *const *argv; /* NULL ends it */
    const struct process_identity *identity;
};

struct hook_run {
    const char *program; /* whose title the minder wears */
    const char *owner;   /* "VI_1" */
    const char *input;   /* their standard input, all of it */
    char *const
        *environment; /* NULL ends it, at most HOOK_RUN_ENVIRONMENT_MAX; HOME gives way to the user's own */
    struct hook_command commands[HOOK_RUN_COMMANDS_MAX];
    size_t count;
    int64_t timeout_us; /* of each command: then TERM, two seconds later KILL to all of its process group */
    pid_t after;        /* begin when this process has ended; 0: at once */
    int *go; /* not NULL: begin after hook_run_go(*go), so that the starter can first write down whom it
                started */
    /* Asked in the minder when its starter died before that: was it meant to run? NULL: no. */
    bool (*meant)(void *context);
    void *context;
};

/* Starts the minder: its process id, or negative errno. Everything is copied by the fork. Its exit status is
 * 0 when all hooks ended with 0. A SIGTERM to it is a deadline that has come. */
pid_t hook_run_start(const struct hook_run *run);

/* Lets it begin. */
void hook_run_go(int go);

#endif
