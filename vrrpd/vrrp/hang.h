/* When a process that promised to be awake by now counts as hung. It promises before each sleep; who watches
 * it looks after the promise. Whoever watches may have been kept from looking: then the other was kept from
 * working as well, perhaps, and gets its time once more. Pure. */
#ifndef VRRPD_VRRP_HANG_H
#define VRRPD_VRRP_HANG_H

#include <stdbool.h>
#include <stdint.h>

enum {
    HANG_EXCUSES_MAX = 4, /* in a row; a watcher that is late each time would never judge */
};

/* How long after its promise a process is waited for. */
struct hang_patience {
    int64_t stopped_us; /* when it is known to be stopped: by a signal, it does nothing until somebody acts */
    int64_t silent_us;  /* otherwise: it may only be slow */
};

/* What the system says of a process that is late. */
struct hang_sight {
    bool stopped;
    bool runs;      /* or would, if it got the processor */
    int64_t cpu_us; /* what it has used so far, -1: not known */
};

/* One process as its watcher remembers it; zeroed at its start. */
struct hang_watch {
    int64_t promise_us; /* the newest that was seen */
    int64_t base_us;    /* since when it is waited for: the promise, or the last excuse */
    int64_t look_us;    /* when to look again */
    unsigned excuses;
    int64_t sight_us, cpu_us; /* when it was first seen late, and what it had used by then; 0: it was not */
};

enum hang_verdict {
    HANG_WELL,
    HANG_LATE, /* ask whether it is stopped, then hang_judge() */
};

/* For an engine whose fastest MASTER instance adverts every `interval_us` (0: it has no MASTER): noticed so
 * early that a successor adverts before three intervals have passed since the last advert, when it is stopped
 * before one and a half have. */
struct hang_patience hang_patience_of_engine(int64_t interval_us);

/* Looks: the process has promised to be awake by `promise_us`. */
enum hang_verdict hang_look(struct hang_watch *watch, const struct hang_patience *patience,
                            int64_t promise_us, int64_t now_us);

/* The watcher was stopped, and perhaps everybody: waits as long as at first, from now on. */
void hang_excuse(struct hang_watch *watch, const struct hang_patience *patience, int64_t now_us);

/* True when a process that is late is hung; else hang_look() is wanted again at watch->look_us. One that
 * wants to run and is not let is starved: another one in its place would be, too, so that it is waited for
 * much longer. */
bool hang_judge(struct hang_watch *watch, const struct hang_patience *patience,
                const struct hang_sight *sight, int64_t now_us);

#endif
