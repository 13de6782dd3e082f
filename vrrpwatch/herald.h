/* The process that tells people: started before vrrpwatch gives its rights away, fed with event lines,
 * keeping what alert_rule.h and the configured sinks need. It parses nothing that came from the wire. This
 * file is the feeding side: it never blocks, and what does not fit into its bounded queue is counted. */
#ifndef VRRPWATCH_HERALD_H
#define VRRPWATCH_HERALD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/fence_rule.h"
#include "vrrpwatch/verdict.h"

enum {
    HERALD_ALERTS_MAX = 16,
    HERALD_QUEUE_MAX = 1024,
    HERALD_WHY_MAX = 256,
};

struct herald_options {
    const char *const *alerts; /* "mail", "exec:COMMAND", "syslog", "journal", "none" */
    size_t alert_count;
    enum severity least;                       /* what is below it is told to nobody */
    int64_t remind_us;                         /* 0: 30 min */
    const char *config_path, *run_dir, *spool; /* for vrrpnotify; NULL: its defaults */
    const char *fence;                         /* a command; NULL: none */
    bool fence_now;                            /* else it is only said what would be run */
};

struct herald;

/* Starts the process; neither options nor what they point to is needed afterwards. 0 with *out, which is NULL
 * when nobody is to be told and nothing to be fenced; or negative errno with one sentence in `why`. Call
 * process_init() before, and this before any socket is opened that it need not have. */
int herald_start(const struct herald_options *options, struct herald **out, char why[HERALD_WHY_MAX]);

/* One event as a line of JSON, as event_print() makes it. NULL as herald is fine, here and below. */
void herald_tell(struct herald *herald, const char *line);

/* Somebody is to be fenced. `interface` is its name. */
void herald_fence(struct herald *herald, const struct fence_shot *shot, const char *interface);

/* Hands over what waits; false when something still does: call again within some 50 ms. */
bool herald_flush(struct herald *herald);

/* Lines that were lost because the queue was full or the process is gone. */
uint64_t herald_dropped(const struct herald *herald);

/* The run is over: hands over what waits, lets the process finish and waits for that, at most `patience_us`;
 * what it is doing then goes on without us. Frees. True when everybody was told. */
bool herald_finish(struct herald *herald, int64_t patience_us);

#endif
