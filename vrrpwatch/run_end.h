/* What every run has and how it ends: the detector with its outputs, then the summary, the report, the
 * metrics or the line of --check. */
#ifndef VRRPWATCH_RUN_END_H
#define VRRPWATCH_RUN_END_H

#include "vrrpwatch/observe.h"
#include "vrrpwatch/options.h"
#include "vrrpwatch/run_output.h"

struct herald;
struct report;
struct watch_config;

struct run_end {
    const struct options *options;
    struct observe *observe;
    struct run_output output;
    struct report *report;       /* NULL: none is wanted */
    struct herald *herald;       /* NULL: nobody is to be alerted */
    struct watch_config *config; /* NULL: none was given */
    int64_t began_us;            /* by the clock of the frames */
};

/* Makes the detector and opens what the options want. 0 or an exit status, after telling. run_end_free() in
 * any case. */
int run_end_init(struct run_end *end, const struct options *options);

/* A frame for the report. */
void run_end_frame(struct run_end *end, const struct frame *frame);

/* The end of a bounded run: tells what there is. An exit status. */
int run_end_tell(struct run_end *end, int64_t now_us);

/* The exit status of a run that could not begin; with --check it is said in a plugin's way. */
int run_end_failed(const struct options *options, int status, const char *why);

void run_end_free(struct run_end *end);

#endif
