/* The processes below the supervisor as it sees them: started, ready, working, ending. Forks and watches;
 * what to do about what it sees is supervisor.c's. */
#ifndef VRRPD_WORKERS_H
#define VRRPD_WORKERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "vrrpd/child.h"
#include "vrrpd/vrrp/hang.h"

enum worker_phase {
    WORKER_NONE,         /* no process */
    WORKER_STARTING,     /* forked */
    WORKER_READY,        /* waits for GO */
    WORKER_GONE_TO_WORK, /* GO was said */
    WORKER_RUNNING,      /* has taken over */
    WORKER_ENDING,       /* was told to end */
};

struct worker {
    enum page_process process;
    enum worker_phase phase;
    pid_t pid;
    int pair;            /* our end, -1: none */
    unsigned table;      /* of its configuration */
    int64_t went_us;     /* when GO was said */
    int64_t kill_at_us;  /* WORKER_ENDING: patience ends */
    int64_t start_at_us; /* WORKER_NONE: when to try again, 0: not at all */
    int64_t started_us;  /* when it was forked */
    int64_t killed_us;   /* when it was killed, 0: it was not */
    bool hung;           /* ... because it hung */
    struct hang_watch watch;
};

/* Forks one; `template` has what all share. The child runs `engine` and never returns. 0 or negative errno.
 */
int worker_start(struct worker *worker, const struct child *template, int (*engine)(struct child *));

/* Lets it work, as successor of `adopt_table`. */
void worker_go(struct worker *worker, int adopt_table, int64_t now_us);

/* Tells it to end in the given way, with a deadline. */
void worker_end(struct worker *worker, int message, int64_t now_us);

/* It is dead, or as good as: forget the process. */
void worker_forget(struct worker *worker);

/* Ends it at once. */
void worker_kill(struct worker *worker, int64_t now_us);

#endif
