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

#endif
