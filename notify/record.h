/* Records that people and keepalived make: words become an event. Pure. */
#ifndef NOTIFY_RECORD_H
#define NOTIFY_RECORD_H

#include <stdbool.h>

#include "lib/event.h"

enum { RECORD_WHY_MAX = 160 };

/* keepalived's words: TYPE (INSTANCE, GROUP; VS, RS are taken for servers), NAME, STATE and PRIORITY (may be
 * NULL). Source, host and times are the caller's. False with one sentence in `why`. */
bool record_from_words(const char *type, const char *name, const char *state, const char *priority,
                       struct event *out, char why[RECORD_WHY_MAX]);

/* One line of keepalived's notify FIFO: TYPE "NAME" STATE PRIORITY; `line` is taken apart. */
bool record_from_fifo(char *line, struct event *out, char why[RECORD_WHY_MAX]);

#endif
