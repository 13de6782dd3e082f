/* What the queue remembers of one virtual router, service or incident. For queue*.c alone. Pure. */
#ifndef NOTIFY_QUEUE_KEY_H
#define NOTIFY_QUEUE_KEY_H

#include "notify/queue.h"

enum { QUEUE_KEY_MAX = 2 * STATUS_NAME_MAX + 16 };

enum queue_topic { QUEUE_ROUTER, QUEUE_BALANCE, QUEUE_INCIDENT };

struct queue_key {
    char name[QUEUE_KEY_MAX];
    enum queue_topic topic;
    char instance[STATUS_NAME_MAX];
    uint8_t vrid; /* 0: not known */

    uint64_t ids[QUEUE_WAITING_MAX];
    size_t waiting;
    uint32_t omitted;
    int64_t first_us; /* of what waits; 0: nothing does */
    bool hurry;       /* somebody wants it now */

    uint64_t boot, sequence; /* the last that came: repeated ones are known by it */
    char *last;              /* its record */
    int64_t last_us;         /* when */
    int64_t sent_us;         /* last message; 0: none */

    int64_t changes[QUEUE_FLAP_MAX]; /* the last ones, a ring */
    uint32_t change_count;           /* ever */
    bool flapping;
    int64_t flap_since_us;
    uint32_t flap_first; /* change_count when it began */

    /* incident */
    bool open;
    bool noted;  /* it was over at once: there is nothing that heals */
    bool urgent; /* opened, got worse or ended, and that was not told yet */
    int severity;
    int64_t since_us;
};

struct queue {
    struct queue_policy policy;
    struct queue_key **keys; /* sorted by name */
    size_t count;
    struct queue_silence silences[QUEUE_SILENCES_MAX];
    size_t silence_count;
    uint64_t dropped[QUEUE_WAITING_MAX];
    size_t dropped_count;
};

/* The key of that name, made when it is missing; NULL without memory or room. */
struct queue_key *queue_key_get(struct queue *queue, const char *name);

/* Takes note of an event: its time, its text, whether the router flaps, what the incident is like. */
bool queue_key_note(const struct queue_policy *policy, struct queue_key *key, const struct event *event,
                    const char *text, int64_t now_us);

/* The name of the event's key. */
void queue_key_name(const struct event *event, char out[QUEUE_KEY_MAX]);

/* Frees one. */
void queue_key_free(struct queue_key *key);

#endif
