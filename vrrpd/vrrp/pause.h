/* Whether this node did not run for a while, told from its clocks: a process that was stopped or starved
 * finds the monotonic clock ahead of what it waited for; a suspended machine finds the clock that counts
 * suspension ahead of it; a virtual machine that was paused often finds only the time of day changed, and one
 * that was restored or cloned not always that: the hypervisor says so. Pure.
 */
#ifndef VRRPD_VRRP_PAUSE_H
#define VRRPD_VRRP_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

/* All clocks at one moment, and what else tells of a pause. */
struct pause_clocks {
    int64_t now_us;  /* monotonic */
    int64_t boot_us; /* the same, and it goes on while the machine is suspended */
    int64_t wall_us; /* time of day */
    bool restored;   /* the hypervisor said meanwhile that this is another machine than before */
};

enum pause_kind {
    PAUSE_NONE,
    PAUSE_LATE,       /* the process did not run */
    PAUSE_SUSPENDED,  /* the machine did not */
    PAUSE_STEPPED,    /* the time of day jumped: maybe the machine did not run, maybe somebody set it */
    PAUSE_GENERATION, /* the machine was restored from a snapshot or cloned: the clocks may show nothing */
};

/* What the last look saw; zero before the first. */
struct pause {
    struct pause_clocks last;
    bool known;
};

/* What a look found. `slept_us` is negative when the time of day was set back, and 0 when no clock knows. */
struct pause_found {
    enum pause_kind kind;
    int64_t slept_us;
};

/* Looks at the clocks after a wait that should have ended at `due_us` (monotonic) and counts as late when it
 * ended more than `patience_us` after that. */
struct pause_found pause_look(struct pause *pause, const struct pause_clocks *clocks, int64_t due_us,
                              int64_t patience_us);

#endif
