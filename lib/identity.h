/* Who runs a script or hook: names become numbers through the system's user data base, which may be slow. */
#ifndef LIB_IDENTITY_H
#define LIB_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/process.h"

/* The user `name`, when that is NULL keepalived_script where there is such a user, else root; with its own
 * group unless `group_name` is not NULL, and with all its supplementary groups. False with one sentence in
 * `why`. */
bool identity_find(const char *name, const char *group_name, struct process_identity *out, char *why,
                   size_t why_size);

#endif
