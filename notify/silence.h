/* Silences as the spool keeps them: JSON, a list. Pure. */
#ifndef NOTIFY_SILENCE_H
#define NOTIFY_SILENCE_H

#include "notify/queue.h"

/* Reads them, at most QUEUE_SILENCES_MAX; what is no silence is left out. How many. */
size_t silence_parse(const char *text, struct queue_silence out[QUEUE_SILENCES_MAX]);

/* The same as text, without what is over at `now_us`; malloc'ed, NULL without memory. */
char *silence_print(const struct queue_silence *silences, size_t count, int64_t now_us);

#endif
