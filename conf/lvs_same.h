/* Whether two checks, commands or ways of forwarding are the same, and lists of checks that are held once.
 * Pure.
 */
#ifndef CONF_LVS_SAME_H
#define CONF_LVS_SAME_H

#include "conf/model.h"

/* The same but for the places they came from. */
bool lvs_same_url(const struct conf_url *a, const struct conf_url *b);
bool lvs_same_check(const struct conf_check *a, const struct conf_check *b);
bool lvs_same_checks(const struct conf_check *a, size_t a_count, const struct conf_check *b, size_t b_count);
bool lvs_same_command(const struct conf_command *a, const struct conf_command *b);
bool lvs_same_forward(const struct conf_forward *a, const struct conf_forward *b);

/* The last check lists that were kept: thousands of servers are checked in one way, which is held once. */
struct lvs_recent {
    struct {
        struct conf_check *checks;
        size_t count;
    } lists[8];
    size_t next;
};

/* A list that is the same as these checks and lives as long as `conf`: one of the recent ones or a copy (the
 * strings stay where they are). NULL when `count` is 0. */
struct conf_check *lvs_keep_checks(struct conf *conf, struct lvs_recent *recent,
                                   const struct conf_check *checks, size_t count);

#endif
