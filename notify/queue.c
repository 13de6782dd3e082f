/* What is said when; see queue.h. */
#include "notify/queue.h"

#include <stdlib.h>
#include <string.h>

#include "notify/queue_key.h"

static const int64_t never_us = INT64_MAX;

struct queue *queue_new(const struct queue_policy *policy)
{
    struct queue *queue = calloc(1, sizeof(*queue));

    if (queue == NULL)
        return NULL;
    queue->policy = *policy;
    queue->keys = calloc(QUEUE_KEYS_MAX, sizeof(*queue->keys));
    if (queue->keys != NULL)
        return queue;
    free(queue);
    return NULL;
}

void queue_free(struct queue *queue)
{
    if (queue == NULL)
        return;
    for (size_t i = 0; i < queue->count; i++)
        queue_key_free(queue->keys[i]);
    free(queue->keys);
    free(queue);
}

void queue_silence(struct queue *queue, const struct queue_silence *silences, size_t count)
{
    queue->silence_count = count < QUEUE_SILENCES_MAX ? count : QUEUE_SILENCES_MAX;
    memcpy(queue->silences, silences, queue->silence_count * sizeof(*silences));
}

/* ---- in ---- */

/* The room is for what is told one by one: the oldest goes, and is counted. */
static void drop_first(struct queue *queue, struct queue_key *key)
{
    queue->dropped[queue->dropped_count++] = key->ids[0];
    key->omitted++;
    key->waiting--;
    memmove(key->ids, key->ids + 1, key->waiting * sizeof(*key->ids));
}

enum queue_result queue_add(struct queue *queue, uint64_t id, const struct event *event, const char *text,
                            bool again, int64_t now_us)
{
    char name[QUEUE_KEY_MAX];
    struct queue_key *key;

    if (queue->dropped_count == QUEUE_WAITING_MAX)
        return QUEUE_REFUSED; /* the caller forgot to ask */
    queue_key_name(event, name);
    key = queue_key_get(queue, name);
    if (key == NULL)
        return QUEUE_REFUSED;
    if (!again && key->last != NULL && key->boot == event->boot && event->sequence <= key->sequence)
        return QUEUE_KNOWN;
    if (!queue_key_note(&queue->policy, key, event, text, now_us))
        return QUEUE_REFUSED;
    if (key->waiting == QUEUE_WAITING_MAX)
        drop_first(queue, key);
    if (key->waiting == 0)
        key->first_us = now_us;
    key->ids[key->waiting++] = id;
    return QUEUE_TAKEN;
}

void queue_recall(struct queue *queue, const struct event *event, const char *text, int64_t sent_us)
{
    char name[QUEUE_KEY_MAX];
    struct queue_key *key;

    queue_key_name(event, name);
    key = queue_key_get(queue, name);
    if (key == NULL || !queue_key_note(&queue->policy, key, event, text, sent_us))
        return;
    key->sent_us = sent_us;
    key->urgent = false;
}

bool queue_dropped(struct queue *queue, uint64_t *id)
{
    if (queue->dropped_count == 0)
        return false;
    *id = queue->dropped[--queue->dropped_count];
    return true;
}

bool queue_supersede(struct queue *queue, uint64_t *id)
{
    struct queue_key *oldest = NULL;

    for (size_t i = 0; i < queue->count; i++) {
        struct queue_key *key = queue->keys[i];

        if (key->waiting > 1 && key->topic != QUEUE_INCIDENT &&
            (oldest == NULL || key->first_us < oldest->first_us))
            oldest = key;
    }
    if (oldest == NULL)
        return false;
    drop_first(queue, oldest);
    return queue_dropped(queue, id);
}

void queue_flush(struct queue *queue)
{
    for (size_t i = 0; i < queue->count; i++)
        queue->keys[i]->hurry = queue->keys[i]->waiting > 0;
}

/* ---- when ---- */

static int64_t silent_until_us(const struct queue *queue, const struct queue_key *key, int64_t now_us)
{
    int64_t until_us = 0;

    for (size_t i = 0; i < queue->silence_count; i++) {
        const struct queue_silence *silence = &queue->silences[i];

        if (silence->until_us > now_us && silence->until_us > until_us &&
            (silence->instance[0] == '\0' || strcmp(silence->instance, key->instance) == 0))
            until_us = silence->until_us;
    }
    return until_us;
}

/* An open incident of the same VRID tells more than the transitions it causes. */
static bool is_inhibited(const struct queue *queue, const struct queue_key *key)
{
    for (size_t i = 0; i < queue->count && key->vrid != 0; i++) {
        const struct queue_key *other = queue->keys[i];

        if (other->topic == QUEUE_INCIDENT && other->vrid == key->vrid && other->severity > 0 &&
            (other->open || other->urgent))
            return true;
    }
    return false;
}

/* The clock was set back: nothing waits longer than it would have. */
static void correct(struct queue_key *key, int64_t now_us)
{
    key->first_us = key->first_us > now_us ? now_us : key->first_us;
    key->sent_us = key->sent_us > now_us ? now_us : key->sent_us;
    key->last_us = key->last_us > now_us ? now_us : key->last_us;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t incident_due_us(const struct queue *queue, const struct queue_key *key, int64_t now_us)
{
    int64_t silent_us = silent_until_us(queue, key, now_us);

    if (key->urgent)
        return key->severity == 2 ? now_us : later(now_us, silent_us);
    return key->open ? later(key->sent_us + queue->policy.repeat_us, silent_us) : never_us;
}

static int64_t state_due_us(const struct queue *queue, const struct queue_key *key, int64_t now_us)
{
    const struct queue_policy *policy = &queue->policy;
    int64_t due_us = never_us;

    if (key->waiting > 0 && key->hurry)
        due_us = now_us;
    else if (key->waiting > 0)
        due_us = later(key->first_us + policy->group_wait_us,
                       key->sent_us != 0 ? key->sent_us + policy->min_interval_us : 0);
    else if (key->flapping)
        due_us = key->last_us + policy->stable_us;
    if (due_us != never_us && is_inhibited(queue, key))
        return never_us;
    return due_us == never_us ? never_us : later(due_us, silent_until_us(queue, key, now_us));
}

static int64_t due_us(const struct queue *queue, struct queue_key *key, int64_t now_us)
{
    correct(key, now_us);
    return key->topic == QUEUE_INCIDENT ? incident_due_us(queue, key, now_us)
                                        : state_due_us(queue, key, now_us);
}

int64_t queue_due_us(struct queue *queue, int64_t now_us)
{
    int64_t next_us = never_us;

    for (size_t i = 0; i < queue->count; i++) {
        int64_t key_us = due_us(queue, queue->keys[i], now_us);

        next_us = key_us < next_us ? key_us : next_us;
    }
    return next_us == never_us ? QUEUE_NEVER : next_us;
}

/* ---- out ---- */

static void move_ids(struct queue_key *key, struct queue_decision *out)
{
    size_t room = QUEUE_DECISION_MAX - out->count;
    size_t count = key->waiting < room ? key->waiting : room;

    memcpy(out->ids + out->count, key->ids, count * sizeof(*key->ids));
    out->count += count;
    out->omitted += key->omitted;
    key->waiting -= count;
    memmove(key->ids, key->ids + count, key->waiting * sizeof(*key->ids));
    key->omitted = 0;
    if (key->waiting == 0)
        key->first_us = 0;
}

/* What the incident held back goes with its end; the incident's own record is the last. */
static void tell_held_back(struct queue *queue, const struct queue_key *incident, int64_t now_us,
                           struct queue_decision *out)
{
    for (size_t i = 0; i < queue->count && incident->vrid != 0; i++) {
        struct queue_key *key = queue->keys[i];

        if (key->topic != QUEUE_ROUTER || key->vrid != incident->vrid || key->waiting == 0 ||
            out->count + key->waiting + incident->waiting > QUEUE_DECISION_MAX)
            continue;
        move_ids(key, out);
        key->sent_us = now_us;
    }
}

static void tell_incident(struct queue *queue, struct queue_key *key, int64_t now_us,
                          struct queue_decision *out)
{
    if (key->noted)
        out->kind = QUEUE_EVENT;
    else if (!key->open)
        out->kind = QUEUE_HEALED;
    else
        out->kind = key->urgent ? QUEUE_EVENT : QUEUE_REMINDER;
    out->span_us = now_us > key->since_us ? now_us - key->since_us : 0;
    key->urgent = false;
    if (!key->open && !is_inhibited(queue, key))
        tell_held_back(queue, key, now_us, out);
    move_ids(key, out);
}

static void tell_state(struct queue_key *key, int64_t now_us, struct queue_decision *out)
{
    if (key->waiting == 0) {
        out->kind = QUEUE_STABLE;
        out->changes = key->change_count - key->flap_first;
        out->span_us = key->last_us - key->flap_since_us;
        key->flapping = false;
        return;
    }
    out->kind = key->waiting + key->omitted > 1 ? QUEUE_DIGEST : QUEUE_EVENT;
    out->span_us = now_us - key->first_us;
    key->hurry = false;
    move_ids(key, out);
}

bool queue_next(struct queue *queue, int64_t now_us, struct queue_decision *out)
{
    for (size_t i = 0; i < queue->count; i++) {
        struct queue_key *key = queue->keys[i];

        if (due_us(queue, key, now_us) > now_us)
            continue;
        memset(out, 0, sizeof(*out));
        out->last = key->last;
        if (key->topic == QUEUE_INCIDENT)
            tell_incident(queue, key, now_us, out);
        else
            tell_state(key, now_us, out);
        key->sent_us = now_us;
        return true;
    }
    return false;
}
