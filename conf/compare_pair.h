/* Two instances that are the same virtual router on two nodes: every rule of `compare` about one such pair.
 * Pure. */
#ifndef CONF_COMPARE_PAIR_H
#define CONF_COMPARE_PAIR_H

#include "conf/compare.h"

/* A pair, and where its findings go. */
struct compare_pair {
    const struct conf *confs[2];
    size_t nodes[2];
    const struct conf_instance *instances[2];
    struct compare_findings *findings;
    int error; /* -ENOMEM once memory ran out */
};

/* A new finding about the pair, its sides filled but for their values; NULL without memory. `key` is what
 * differs. */
struct compare_finding *compare_pair_add(struct compare_pair *pair, enum compare_severity severity,
                                         const char *code, enum conf_key key);

/* True when both have the address, whatever the interface. */
bool compare_pair_has(const struct conf_instance *instance, const struct addr *address);

/* Applies every rule. */
void compare_pair_check(struct compare_pair *pair);

#endif
