/* A message on its way; see outgoing.h. */
#include "notify/outgoing.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEMA = 1, EVENTS_MAX = QUEUE_DECISION_MAX + 1 };

static const char *const kinds[QUEUE_KIND_COUNT] = {"event", "digest", "stable", "reminder", "healed"};
static const char *const states[OUTGOING_STATE_COUNT] = {"waiting", "started", "sent", "failed"};

static int find_word(const char *const *words, int count, const char *text)
{
    for (int i = 0; text != NULL && i < count; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    return -1;
}

/* ---- out ---- */

static json_t *print_channels(const struct outgoing *outgoing)
{
    json_t *list = json_array();

    for (size_t i = 0; i < outgoing->channel_count; i++) {
        const struct outgoing_channel *channel = &outgoing->channels[i];
        json_t *word = json_string(channel->word);

        json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:I, s:I, s:o}", "name", channel->name,
                                              "state", states[channel->state], "again", channel->again,
                                              "attempts", (json_int_t)channel->attempts, "next_us",
                                              (json_int_t)channel->next_us, "word",
                                              word != NULL ? word : json_string("?")));
    }
    return list;
}

char *outgoing_print(const struct outgoing *outgoing)
{
    json_t *events = json_array(), *covers = json_array(), *object;
    char *text;

    for (size_t i = 0; i < outgoing->event_count; i++)
        json_array_append_new(events, json_string(outgoing->events[i]));
    for (size_t i = 0; i < outgoing->cover_count; i++)
        json_array_append_new(covers, json_string(outgoing->covers[i]));
    object = json_pack("{s:i, s:s, s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "schema", SCHEMA, "kind",
                       kinds[outgoing->kind], "created_us", (json_int_t)outgoing->created_us, "span_us",
                       (json_int_t)outgoing->span_us, "omitted", (json_int_t)outgoing->omitted, "changes",
                       (json_int_t)outgoing->changes, "events", events, "covers", covers, "channels",
                       print_channels(outgoing));
    text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

/* ---- in ---- */

static bool take_events(const json_t *list, struct outgoing *out)
{
    size_t count = json_array_size(list);

    out->events = calloc(count + 1, sizeof(*out->events));
    for (size_t i = 0; out->events != NULL && i < count && i < EVENTS_MAX; i++) {
        const char *text = json_string_value(json_array_get(list, i));

        if (text == NULL || strlen(text) >= EVENT_TEXT_MAX)
            return false;
        out->events[out->event_count] = strdup(text);
        if (out->events[out->event_count++] == NULL)
            return false;
    }
    return out->event_count == count && count > 0;
}

static bool take_covers(const json_t *list, struct outgoing *out)
{
    size_t count = json_array_size(list);

    out->covers = calloc(count + 1, sizeof(*out->covers));
    for (size_t i = 0; out->covers != NULL && i < count && i < EVENTS_MAX; i++) {
        const char *text = json_string_value(json_array_get(list, i));

        if (text == NULL || strlen(text) >= OUTGOING_NAME_MAX || strchr(text, '/') != NULL)
            return false;
        strcpy(out->covers[out->cover_count++], text);
    }
    return out->cover_count == count;
}

static void copy(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));

    status_copy_text(out, size, text != NULL ? text : "");
}

static int64_t number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static bool take_channels(const json_t *list, struct outgoing *out)
{
    size_t count = json_array_size(list);

    for (size_t i = 0; i < count && i < OUTGOING_CHANNELS_MAX; i++) {
        const json_t *object = json_array_get(list, i);
        struct outgoing_channel *channel = &out->channels[out->channel_count++];
        int state =
            find_word(states, OUTGOING_STATE_COUNT, json_string_value(json_object_get(object, "state")));

        if (state < 0)
            return false;
        copy(object, "name", channel->name, sizeof(channel->name));
        copy(object, "word", channel->word, sizeof(channel->word));
        channel->state = state == OUTGOING_STARTED ? OUTGOING_WAITING : (enum outgoing_state)state;
        channel->again = state == OUTGOING_STARTED || json_is_true(json_object_get(object, "again"));
        channel->attempts = (uint32_t)number(object, "attempts");
        channel->next_us = number(object, "next_us");
    }
    return out->channel_count == count && count > 0;
}

bool outgoing_parse(const char *text, struct outgoing *out)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    int kind = find_word(kinds, QUEUE_KIND_COUNT, json_string_value(json_object_get(object, "kind")));
    bool good;

    memset(out, 0, sizeof(*out));
    out->kind = kind < 0 ? QUEUE_EVENT : (enum queue_kind)kind;
    out->created_us = number(object, "created_us");
    out->span_us = number(object, "span_us");
    out->omitted = (uint32_t)number(object, "omitted");
    out->changes = (uint32_t)number(object, "changes");
    good = kind >= 0 && number(object, "schema") == SCHEMA &&
           take_events(json_object_get(object, "events"), out) &&
           take_covers(json_object_get(object, "covers"), out) &&
           take_channels(json_object_get(object, "channels"), out);
    json_decref(object);
    if (!good)
        outgoing_free(out);
    return good;
}

void outgoing_free(struct outgoing *outgoing)
{
    if (outgoing == NULL)
        return;
    for (size_t i = 0; i < outgoing->event_count; i++)
        free(outgoing->events[i]);
    free(outgoing->events);
    free(outgoing->covers);
    memset(outgoing, 0, sizeof(*outgoing));
}

/* ---- how far ---- */

bool outgoing_is_done(const struct outgoing *outgoing)
{
    for (size_t i = 0; i < outgoing->channel_count; i++)
        if (outgoing->channels[i].state == OUTGOING_WAITING ||
            outgoing->channels[i].state == OUTGOING_STARTED)
            return false;
    return true;
}

bool outgoing_has_failed(const struct outgoing *outgoing)
{
    for (size_t i = 0; i < outgoing->channel_count; i++)
        if (outgoing->channels[i].state == OUTGOING_FAILED)
            return true;
    return false;
}

int64_t outgoing_retry_us(uint32_t attempts, int64_t now_us, uint32_t random)
{
    static const int64_t pauses_s[] = {30, 60, 120, 300, 600, 1800, 3600};
    size_t last = sizeof(pauses_s) / sizeof(*pauses_s) - 1;
    int64_t pause_us = pauses_s[attempts < last ? attempts : last] * 1000000;

    return now_us + pause_us / 2 + (int64_t)(random % 1024) * (pause_us / 2) / 1023;
}
