/* The files of the nodes of one cluster against each other: what would make a split brain, a dead address or
 * a surprise once they run. Pure; prints nothing. A finding never holds a password. */
#ifndef CONF_COMPARE_H
#define CONF_COMPARE_H

#include <stddef.h>

#include "conf/model.h"

enum compare_severity {
    COMPARE_WARNING, /* works, but not as meant, or not always */
    COMPARE_SPLIT,   /* two masters at once, for certain */
};

enum {
    COMPARE_VALUE_MAX = 96,
    COMPARE_TEXT_MAX = 320,
    COMPARE_NODES_MAX = 32,
};

/* One of the two values that do not go together. */
struct compare_side {
    size_t node;             /* number of the configuration */
    struct conf_place place; /* `file` belongs to that configuration */
    char value[COMPARE_VALUE_MAX];
};

struct compare_finding {
    enum compare_severity severity;
    const char *code; /* stable, lower case: "password-differs" */
    char subject[COMPARE_VALUE_MAX];
    struct compare_side sides[2];
    char wire[COMPARE_TEXT_MAX]; /* what will happen on the wire */
    char fix[COMPARE_TEXT_MAX];
};

struct compare_findings {
    struct compare_finding *items; /* owned */
    size_t count;
};

/* Compares every two of `count` configurations, at most COMPARE_NODES_MAX. 0, or -ENOMEM, -E2BIG. */
int compare_confs(const struct conf *const *confs, size_t count, struct compare_findings *out);

/* Frees the findings. */
void compare_free(struct compare_findings *findings);

#endif
