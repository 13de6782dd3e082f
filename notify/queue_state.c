/* The queue's memory as JSON; see queue_state.h. */
#include "notify/queue_state.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/queue_key.h"

enum { SCHEMA = 1 };

static json_t *print_key(const struct queue_key *key)
{
    char boot[24];

    snprintf(boot, sizeof(boot), "%016" PRIx64, key->boot);
    return json_pack("{s:s, s:i, s:s, s:i, s:s, s:I, s:s, s:I, s:I, s:b, s:I, s:I, s:b, s:i, s:I}", "name",
                     key->name, "topic", (int)key->topic, "instance", key->instance, "vrid", (int)key->vrid,
                     "boot", boot, "seq", (json_int_t)key->sequence, "last", key->last, "last_us",
                     (json_int_t)key->last_us, "sent_us", (json_int_t)key->sent_us, "flapping", key->flapping,
                     "flap_since_us", (json_int_t)key->flap_since_us, "flap_changes",
                     (json_int_t)(key->change_count - key->flap_first), "open", key->open, "severity",
                     key->severity, "since_us", (json_int_t)key->since_us);
}

char *queue_save(const struct queue *queue)
{
    json_t *list = json_array(), *object;
    char *text;

    for (size_t i = 0; i < queue->count; i++)
        if (queue->keys[i]->last != NULL)
            json_array_append_new(list, print_key(queue->keys[i]));
    object = json_pack("{s:i, s:o}", "schema", SCHEMA, "keys", list);
    text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

static int64_t number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static void copy(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));

    if (text != NULL)
        status_copy_text(out, size, text);
}

static void load_key(struct queue *queue, const json_t *object)
{
    const char *name = json_string_value(json_object_get(object, "name"));
    const char *last = json_string_value(json_object_get(object, "last"));
    const char *boot = json_string_value(json_object_get(object, "boot"));
    struct queue_key *key;

    if (name == NULL || last == NULL || strlen(name) >= QUEUE_KEY_MAX || strlen(last) >= EVENT_TEXT_MAX)
        return;
    key = queue_key_get(queue, name);
    if (key == NULL)
        return;
    free(key->last);
    key->last = strdup(last);
    key->topic = number(object, "topic") == QUEUE_INCIDENT  ? QUEUE_INCIDENT
                 : number(object, "topic") == QUEUE_BALANCE ? QUEUE_BALANCE
                                                            : QUEUE_ROUTER;
    copy(object, "instance", key->instance, sizeof(key->instance));
    key->vrid = (uint8_t)number(object, "vrid");
    key->boot = boot != NULL ? strtoull(boot, NULL, 16) : 0;
    key->sequence = (uint64_t)number(object, "seq");
    key->last_us = number(object, "last_us");
    key->sent_us = number(object, "sent_us");
    key->flapping = json_is_true(json_object_get(object, "flapping"));
    key->flap_since_us = number(object, "flap_since_us");
    key->change_count = (uint32_t)number(object, "flap_changes");
    key->open = json_is_true(json_object_get(object, "open"));
    key->severity = number(object, "severity") == 2 ? 2 : number(object, "severity") == 1;
    key->since_us = number(object, "since_us");
}

bool queue_load(struct queue *queue, const char *text)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = json_object_get(object, "keys");
    bool good = json_integer_value(json_object_get(object, "schema")) == SCHEMA && json_is_array(list);

    for (size_t i = 0; good && i < json_array_size(list); i++)
        load_key(queue, json_array_get(list, i));
    json_decref(object);
    return good;
}
