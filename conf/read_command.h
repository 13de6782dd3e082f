/* Commands and the hooks of an instance or group in YAML. Pure. */
#ifndef CONF_READ_COMMAND_H
#define CONF_READ_COMMAND_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads a list of words, or a string that is split as keepalived does, into *out (its user and group stay).
 */
void read_command(struct reader *reader, const struct yaml_tree *node, struct conf_command *out);

/* Reads the name of a user or group into *out. */
void read_command_user(struct reader *reader, const struct yaml_tree *node, char **out);

/* Reads a command that may also be a map of `command', `user' and `group'. */
void read_command_hook(struct reader *reader, const struct yaml_tree *node, struct conf_command *out);

/* Reads `notify', a map of such commands by hook. */
void read_command_hooks(struct reader *reader, const struct yaml_tree *node,
                        struct conf_command hooks[CONF_HOOK_COUNT]);

#endif
