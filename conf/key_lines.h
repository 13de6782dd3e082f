/* On which line a key of an instance stands, in either format, for messages that speak of two files. Pure. */
#ifndef CONF_KEY_LINES_H
#define CONF_KEY_LINES_H

#include "conf/model.h"

/* Remembers the line when `keyword` is one of those that `enum conf_key` names. */
void key_lines_note(struct conf_instance *instance, const char *keyword, unsigned line);

#endif
