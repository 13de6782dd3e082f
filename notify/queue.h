/* What is said when: groups events into messages so that a fail-over is one mail and a flapping router no
 * storm, while a split brain is never held back. Owns what it remembers of each virtual router, service and
 * incident; never sends, stores or reads anything. Times are microseconds since 1970, handed in. Pure.
 *
 *   transition   waits group_wait for what follows, then one message; the next about the same router
 * min_interval later at the earliest; flap_changes within flap_window are flapping, until stable_us without
 * one incident     its opening, a higher severity and its end at once, a reminder every repeat_us meanwhile;
 * holds back the transitions of its VRID, which are told with its end silence      holds back everything but
 * the opening and the end of critical incidents */
#ifndef NOTIFY_QUEUE_H
#define NOTIFY_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/event.h"

enum {
    QUEUE_KEYS_MAX = 1024,
    QUEUE_WAITING_MAX = 64,   /* events of one key that are told one by one; older ones are counted */
    QUEUE_DECISION_MAX = 256, /* events in one message */
    QUEUE_FLAP_MAX = 64,
    QUEUE_SILENCES_MAX = 16,
    QUEUE_NEVER = -1,
};

struct queue_policy {
    int64_t group_wait_us;
    int64_t min_interval_us;
    int64_t repeat_us;
    int64_t flap_window_us;
    int64_t stable_us;
    uint32_t flap_changes; /* 2 to QUEUE_FLAP_MAX */
};

struct queue_silence {
    int64_t until_us;
    char instance[STATUS_NAME_MAX]; /* "" for all */
    char reason[STATUS_REASON_MAX];
    char author[STATUS_NAME_MAX];
};

enum queue_kind {
    QUEUE_EVENT,    /* one event */
    QUEUE_DIGEST,   /* several of one key */
    QUEUE_STABLE,   /* a router that flapped does so no more */
    QUEUE_REMINDER, /* an incident is still open */
    QUEUE_HEALED,   /* an incident is over */
    QUEUE_KIND_COUNT
};

/* One message. Belongs to the queue, good until its next call. */
struct queue_decision {
    enum queue_kind kind;
    uint64_t ids[QUEUE_DECISION_MAX]; /* events it tells, oldest first; they are the queue's no more */
    size_t count;
    uint32_t omitted; /* older ones that were dropped before */
    uint32_t changes; /* STABLE: while it flapped */
    int64_t span_us;  /* DIGEST, STABLE: what it covers; REMINDER, HEALED: of the incident */
    const char *last; /* the record of the last event: what there is to tell without an id */
};

struct queue;

/* An empty queue, or NULL without memory. */
struct queue *queue_new(const struct queue_policy *policy);
/* Frees it; NULL is fine. */
void queue_free(struct queue *queue);

/* Replaces all silences. */
void queue_silence(struct queue *queue, const struct queue_silence *silences, size_t count);

enum queue_result {
    QUEUE_TAKEN,  /* `id` will come back in one decision, or from queue_dropped() */
    QUEUE_KNOWN,  /* a record that came before (senders repeat what was not acknowledged) */
    QUEUE_REFUSED /* no memory, or more keys than QUEUE_KEYS_MAX are all in use */
};

/* An event whose record is `text`. `again`: it was taken before by a queue that is gone, it is never
 * QUEUE_KNOWN. */
enum queue_result queue_add(struct queue *queue, uint64_t id, const struct event *event, const char *text,
                            bool again, int64_t now_us);

/* An event that a message told already which an earlier queue decided: remembered as said at `sent_us`. */
void queue_recall(struct queue *queue, const struct event *event, const char *text, int64_t sent_us);

/* The next message that is due, or false. Calls of the same `now_us` end. */
bool queue_next(struct queue *queue, int64_t now_us, struct queue_decision *out);

/* When queue_next() will have something, QUEUE_NEVER when nothing waits. */
int64_t queue_due_us(struct queue *queue, int64_t now_us);

/* An id that fell out because newer ones of its key superseded it; false when there is none (any more). */
bool queue_dropped(struct queue *queue, uint64_t *id);

/* The id of the oldest waiting event that a later one of its key supersedes, taken out of the queue; false:
 * none. */
bool queue_supersede(struct queue *queue, uint64_t *id);

/* Makes what waits now due, but for what a silence or an incident holds back. */
void queue_flush(struct queue *queue);

#endif
