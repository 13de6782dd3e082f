/* vrrpctl(8): what its verbs share. One verb is one file; main.c holds the table. */
#ifndef VRRPD_CTL_CTL_H
#define VRRPD_CTL_CTL_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CTL_GOOD = 0,
    CTL_BAD = 1,     /* the answer is no: a bad file, an instance that does not exist */
    CTL_RESTART = 3, /* upgrade: only a restart can do it */
    CTL_USAGE = 64,
    CTL_NO_DAEMON = 69, /* nobody listens on the socket */
    CTL_TIMES_MAX = 64,
};

struct ctl {
    const char *socket;
    bool json;
    bool follow;
    bool changes; /* of a status that is followed, only what changed */
    bool strict;
    bool check; /* of upgrade: only ask whether */
    bool color;
    const char *secrets;              /* --secrets DIR of import */
    const char *times[CTL_TIMES_MAX]; /* --at of simulate, in their order */
    size_t time_count;
    const char *length; /* --for of simulate, NULL: not said */
    int argc;           /* arguments after the verb */
    char **argv;
};

#endif
