/* One way of telling people: a command that is run for each alert, or a socket of the log. Commands run one
 * after the other, in order, with a bounded queue, as the user vrrpwatch was started by. */
#ifndef VRRPWATCH_HERALD_SINK_H
#define VRRPWATCH_HERALD_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "conf/model_command.h"
#include "lib/event.h"
#include "vrrpwatch/alert_rule.h"
#include "vrrpwatch/alert_text.h"

enum { HERALD_JOBS_MAX = 256 };

enum herald_sink_kind {
    HERALD_SINK_MAIL,
    HERALD_SINK_EXEC,
    HERALD_SINK_SYSLOG,
    HERALD_SINK_JOURNAL,
    HERALD_SINK_FENCE
};

struct herald_job {
    char *input;
    char *variables[ALERT_VARIABLES_MAX];
};

struct herald_sink {
    enum herald_sink_kind kind;
    struct conf_command command; /* mail, exec, fence; not owned */
    struct herald_job jobs[HERALD_JOBS_MAX];
    size_t first, count;
    pid_t pid; /* of what is being run, 0: nothing */
    int ended; /* becomes readable when it ends, -1 */
    uint64_t failed;
};

/* Tells an event; `line` is its text. */
void herald_sink_tell(struct herald_sink *sink, const struct event *event, const char *line,
                      enum alert_action action);

/* Runs the command with these variables, "NAME=value" a line. */
void herald_sink_run(struct herald_sink *sink, const char *variables);

/* Looks whether what was run has ended and starts what is next; to be called when `ended` is readable. */
void herald_sink_go_on(struct herald_sink *sink);

/* Nothing is running or waiting. */
bool herald_sink_is_idle(const struct herald_sink *sink);

/* Frees what waits. */
void herald_sink_clear(struct herald_sink *sink);

#endif
