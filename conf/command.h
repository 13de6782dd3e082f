/* Commands as text: how a string becomes the list of words that is run. Runs nothing, looks for no file.
 * Pure.
 */
#ifndef CONF_COMMAND_H
#define CONF_COMMAND_H

#include "conf/model.h"

/* Appends one word; argv stays terminated by NULL. The memory belongs to `conf`. */
void command_append(struct conf *conf, struct conf_command *command, const char *word);

/* Appends the words of `text` as keepalived splits it: blanks separate, '..' and ".." hold together, a
 * backslash takes the next byte as it is. False when a quote is not closed: what follows it is the last word.
 */
bool command_split(struct conf *conf, const char *text, struct conf_command *command);

/* The first argument that only a shell would understand (`&&', `>file', ..), or NULL. */
const char *command_shell_word(const struct conf_command *command);

/* Whether the text can be the name of a user or group, or a numeric id. */
bool command_is_user(const char *text);

#endif
