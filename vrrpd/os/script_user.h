/* Who runs a script: the configuration's words become numbers through the system's user data base, which may
 * be slow: ask at the start. */
#ifndef VRRPD_OS_SCRIPT_USER_H
#define VRRPD_OS_SCRIPT_USER_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/model.h"
#include "lib/process.h"

/* The command's own user, else the configuration's script_user, else keepalived_script where there is such a
 * user, else root; with all groups. False with one sentence in `why`. */
bool script_user_find(const struct conf_global *global, const struct conf_command *command,
                      struct process_identity *out, char *why, size_t why_size);

/* True when both commands name their user in the same words. */
bool script_user_same(const struct conf_command *a, const struct conf_command *b);

/* Users that were asked for, so that the data base, which may be slow, is asked once and at the start. */
struct script_users {
    struct script_user *items;
    size_t count;
};

struct script_user {
    const struct conf_command *command; /* whose words were looked up */
    struct process_identity identity;
    char why[128]; /* "" when it was found */
};

/* Looks up the command's user unless that was done. 0 or -ENOMEM. */
int script_users_learn(struct script_users *users, const struct conf_global *global,
                       const struct conf_command *command);
/* What was found, or NULL when it was never looked up. */
const struct script_user *script_users_find(const struct script_users *users,
                                            const struct conf_command *command);
void script_users_free(struct script_users *users);

#endif
