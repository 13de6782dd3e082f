/* What the parts of the dispatcher's core share. For dispatch*.c alone. */
#ifndef NOTIFY_DISPATCH_STATE_H
#define NOTIFY_DISPATCH_STATE_H

#include "notify/dispatch.h"

/* An accepted event. */
struct entry {
    uint64_t id;
    char name[SPOOL_NAME_MAX];
    size_t size;
};

struct message {
    uint64_t id;
    char name[SPOOL_NAME_MAX];
    struct outgoing outgoing;
    bool busy[OUTGOING_CHANNELS_MAX];
    size_t relay[OUTGOING_CHANNELS_MAX];
    bool later[OUTGOING_CHANNELS_MAX]; /* a relay of this attempt asked to try later */
};

struct dispatch {
    struct spool *spool;
    struct dispatch_policy policy;
    struct queue *queue;
    struct entry *entries; /* in new/, by id */
    size_t entry_count;
    struct message *messages; /* in ready/ */
    size_t message_count;
    uint64_t next_id;
    uint64_t bytes;
    int64_t trouble_until_us; /* the disk refused something */
    struct dispatch_counts counts;
};

/* ---- dispatch_events.c ---- */

/* The event with that number, or NULL. */
struct entry *dispatch_find_event(struct dispatch *dispatch, uint64_t id);
/* Forgets it; its file goes too. */
void dispatch_remove_event(struct dispatch *dispatch, uint64_t id);
/* Takes what stands in new/ and is not known; `again`: after a start, when nothing of it is a repetition. */
void dispatch_take_new(struct dispatch *dispatch, bool again, int64_t now_us);

#endif
