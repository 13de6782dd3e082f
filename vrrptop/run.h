/* What a run of vrrptop is made of, on a screen or not: the world, its sources, the settings. */
#ifndef VRRPTOP_RUN_H
#define VRRPTOP_RUN_H

#include <stdbool.h>

#include "vrrptop/options.h"
#include "vrrptop/rows.h"
#include "vrrptop/settings.h"
#include "vrrptop/source.h"
#include "vrrptop/source_replay.h"
#include "vrrptop/world.h"

struct loop;

struct run {
    const struct options *options;
    struct settings settings;
    char filter[ROWS_FILTER_MAX];
    struct loop *loop;
    struct world *world;
    struct sources *sources;
    struct replay *replay; /* NULL: none */
    int signals;           /* signalfd */
    bool stop;             /* a signal said so */
    bool resized, continued, suspended;
};

/* Settings from the file and the command line. 0 or an exit status. */
int run_settings(struct run *run);

/* Opens what the options name. 0 or an exit status, after saying why. */
int run_open(struct run *run);
void run_close(struct run *run);

/* Ctrl-Z is told by run->suspended from now on; or stops us by itself, as it is at first. */
void run_hold_stops(struct run *run, bool hold);

/* Waits until `deadline_us`, a key, a signal or something new; carries a recording on. */
void run_wait(struct run *run, int64_t deadline_us);

#endif
