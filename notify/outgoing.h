/* A message on its way: which events it tells, and how far each channel (mail, a webhook) has come with it.
 * The text of one file of the spool, so that one rename changes all of it. Knows nothing of files or of
 * sending. Pure. */
#ifndef NOTIFY_OUTGOING_H
#define NOTIFY_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "notify/queue.h"

enum {
    OUTGOING_CHANNELS_MAX = 9, /* mail and eight webhooks */
    OUTGOING_NAME_MAX = 64,    /* of a file of the spool */
    OUTGOING_WORD_MAX = 512,
};

enum outgoing_state {
    OUTGOING_WAITING,
    OUTGOING_STARTED, /* a delivery may be under way, or may have ended without our knowing how */
    OUTGOING_SENT,
    OUTGOING_FAILED, /* given up */
    OUTGOING_STATE_COUNT
};

struct outgoing_channel {
    char name[24]; /* "mail", "webhook1" ... */
    enum outgoing_state state;
    bool again;        /* an attempt was begun whose end is not known: the receiver may have it already */
    uint32_t attempts; /* that ended */
    int64_t next_us;   /* of the next attempt */
    char word[OUTGOING_WORD_MAX]; /* what the last attempt came to */
};

struct outgoing {
    enum queue_kind kind;
    int64_t created_us;
    int64_t span_us;
    uint32_t omitted, changes;
    char **events; /* records, oldest first; owned */
    size_t event_count;
    char (*covers)[OUTGOING_NAME_MAX]; /* files of the events it tells; owned */
    size_t cover_count;
    struct outgoing_channel channels[OUTGOING_CHANNELS_MAX];
    size_t channel_count;
};

/* One line of JSON, malloc'ed; NULL without memory. */
char *outgoing_print(const struct outgoing *outgoing);

/* Reads it; false (and nothing to free) when it is none. A channel that was STARTED is WAITING and `again`.
 */
bool outgoing_parse(const char *text, struct outgoing *out);

/* Frees what it owns, not the struct; NULL is fine. */
void outgoing_free(struct outgoing *outgoing);

/* True when no channel has anything to do any more. */
bool outgoing_is_done(const struct outgoing *outgoing);
/* True when a channel has given up. */
bool outgoing_has_failed(const struct outgoing *outgoing);

/* When to try for the (attempts + 1)th time after one that ended at `now_us`: 30 s, 1, 2, 5, 10, 30 min, then
 * hourly, each drawn from its upper half by `random`. */
int64_t outgoing_retry_us(uint32_t attempts, int64_t now_us, uint32_t random);

#endif
