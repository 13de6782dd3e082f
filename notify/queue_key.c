/* One topic of the queue; see queue_key.h. */
#include "notify/queue_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum queue_topic topic_of(const struct event *event)
{
    if (strcmp(event->kind, "incident") == 0)
        return QUEUE_INCIDENT;
    if (strcmp(event->kind, "server") == 0 || strcmp(event->kind, "quorum") == 0)
        return QUEUE_BALANCE;
    return QUEUE_ROUTER;
}

void queue_key_name(const struct event *event, char out[QUEUE_KEY_MAX])
{
    switch (topic_of(event)) {
    case QUEUE_INCIDENT:
        snprintf(out, QUEUE_KEY_MAX, "incident %s", event->incident.id);
        break;
    case QUEUE_BALANCE:
        snprintf(out, QUEUE_KEY_MAX, "service %s", event->service);
        break;
    default: /* a sync group of keepalived's has no VRID and may be called like an instance */
        snprintf(out, QUEUE_KEY_MAX, "%s %s %s", event->instance[0] != '\0' ? "router" : "group", event->host,
                 event->instance[0] != '\0' ? event->instance : event->group);
        break;
    }
}

void queue_key_free(struct queue_key *key)
{
    if (key != NULL)
        free(key->last);
    free(key);
}

static int compare(const void *name, const void *item)
{
    return strcmp(name, (*(struct queue_key *const *)item)->name);
}

/* Keys nobody has anything to say about make room. */
static bool is_idle(const struct queue_key *key)
{
    return key->waiting == 0 && !key->open && !key->urgent && !key->flapping;
}

static bool make_room(struct queue *queue)
{
    size_t oldest = queue->count;

    if (queue->count < QUEUE_KEYS_MAX)
        return true;
    for (size_t i = 0; i < queue->count; i++)
        if (is_idle(queue->keys[i]) &&
            (oldest == queue->count || queue->keys[i]->last_us < queue->keys[oldest]->last_us))
            oldest = i;
    if (oldest == queue->count)
        return false;
    queue_key_free(queue->keys[oldest]);
    queue->count--;
    memmove(&queue->keys[oldest], &queue->keys[oldest + 1], (queue->count - oldest) * sizeof(*queue->keys));
    return true;
}

static struct queue_key *add(struct queue *queue, const char *name)
{
    struct queue_key *key = make_room(queue) ? calloc(1, sizeof(*key)) : NULL;
    size_t place = queue->count;

    if (key == NULL)
        return NULL;
    snprintf(key->name, sizeof(key->name), "%s", name);
    while (place > 0 && strcmp(queue->keys[place - 1]->name, name) > 0)
        place--;
    memmove(&queue->keys[place + 1], &queue->keys[place], (queue->count - place) * sizeof(*queue->keys));
    queue->keys[place] = key;
    queue->count++;
    return key;
}

struct queue_key *queue_key_get(struct queue *queue, const char *name)
{
    struct queue_key **found = bsearch(name, queue->keys, queue->count, sizeof(*queue->keys), compare);

    return found != NULL ? *found : add(queue, name);
}

/* The change before the last `flap_changes` ones was long ago, or they are flapping. */
static void note_change(const struct queue_policy *policy, struct queue_key *key, int64_t now_us)
{
    uint32_t back = policy->flap_changes;

    key->changes[key->change_count % QUEUE_FLAP_MAX] = now_us;
    key->change_count++;
    if (key->flapping || key->change_count < back)
        return;
    key->flap_first = key->change_count - back;
    key->flap_since_us = key->changes[key->flap_first % QUEUE_FLAP_MAX];
    key->flapping = now_us - key->flap_since_us <= policy->flap_window_us;
}

static int severity_of(const char *text)
{
    static const char *const words[] = {"info", "warning", "critical"};

    for (int i = 0; i < 3; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    return 1;
}

static void note_incident(struct queue_key *key, const struct event_incident *incident, int64_t now_us)
{
    int severity = severity_of(incident->severity);
    bool noted = event_incident_is_note(incident);
    bool closed = noted || strcmp(incident->phase, "closed") == 0;

    if (!key->open || closed || severity > key->severity)
        key->urgent = true;
    key->severity = severity > key->severity || !key->open ? severity : key->severity;
    key->since_us = incident->since_wall_us > 0 ? incident->since_wall_us : now_us;
    key->open = !closed;
    key->noted = noted;
}

bool queue_key_note(const struct queue_policy *policy, struct queue_key *key, const struct event *event,
                    const char *text, int64_t now_us)
{
    char *copy = strdup(text);

    if (copy == NULL)
        return false;
    free(key->last);
    key->last = copy;
    key->last_us = now_us;
    key->boot = event->boot;
    key->sequence = event->sequence;
    key->topic = topic_of(event);
    key->vrid = event->vrid;
    snprintf(key->instance, sizeof(key->instance), "%s", event->instance);
    if (key->topic == QUEUE_INCIDENT)
        note_incident(key, &event->incident, now_us);
    else
        note_change(policy, key, now_us);
    return true;
}
