/* Commands of keepalived.conf: the words of `script' and `notify_..'. Pure. */
#ifndef CONF_KEEPALIVED_COMMAND_H
#define CONF_KEEPALIVED_COMMAND_H

#include "conf/keepalived_walk.h"

/* Reads KEYWORD COMMAND; *rest is the index of the first word behind the command. False after warning when
 * there is nothing to run. */
bool keepalived_command(struct keepalived *keepalived, const struct keepalived_line *line,
                        struct conf_command *out, size_t *rest);

/* Reads USER [GROUP] from the words at `first`; false after warning when that cannot be a user. */
bool keepalived_command_user(struct keepalived *keepalived, const struct keepalived_line *line, size_t first,
                             struct conf_command *out);

#endif
