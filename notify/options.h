/* The command line of vrrpnotify. Owns no behaviour. */
#ifndef NOTIFY_OPTIONS_H
#define NOTIFY_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
    const char *file; /* NULL: vrrpd's default */
    const char *run_dir;
    const char *spool;
    bool console; /* log to standard error */
    bool deliver_now;
    int64_t timeout_us;      /* of deliver_now */
    int64_t hook_timeout_us; /* of each hook */
    int64_t for_us;          /* silence */
    const char *instance, *group, *state, *reason, *interface, *to;
    unsigned vrid, priority;
    const char *verb;
    int argc; /* words after the verb */
    char **argv;
};

/* Fills *out. 0 to go on, else the exit status + 1 after printing what there is to say. */
int options_parse(int argc, char **argv, struct options *out);

#endif
