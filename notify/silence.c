/* Silences; see silence.h. */
#include "notify/silence.h"

#include <jansson.h>
#include <string.h>

static void copy(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));

    status_copy_text(out, size, text != NULL ? text : "");
}

size_t silence_parse(const char *text, struct queue_silence out[QUEUE_SILENCES_MAX])
{
    json_t *object = json_loads(text, 0, NULL);
    const json_t *list = json_object_get(object, "silences");
    size_t used = 0;

    for (size_t i = 0; i < json_array_size(list) && used < QUEUE_SILENCES_MAX; i++) {
        const json_t *item = json_array_get(list, i);
        int64_t until_us = json_integer_value(json_object_get(item, "until_us"));

        if (until_us <= 0)
            continue;
        out[used].until_us = until_us;
        copy(item, "instance", out[used].instance, sizeof(out[used].instance));
        copy(item, "reason", out[used].reason, sizeof(out[used].reason));
        copy(item, "author", out[used].author, sizeof(out[used].author));
        used++;
    }
    json_decref(object);
    return used;
}

char *silence_print(const struct queue_silence *silences, size_t count, int64_t now_us)
{
    json_t *list = json_array(), *object;
    char *text;

    for (size_t i = 0; i < count; i++) {
        char until[40];

        if (silences[i].until_us <= now_us)
            continue;
        json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s, s:s}", "until_us",
                                              (json_int_t)silences[i].until_us, "until",
                                              status_time(silences[i].until_us, until), "instance",
                                              silences[i].instance, "reason", silences[i].reason, "author",
                                              silences[i].author));
    }
    object = json_pack("{s:i, s:o}", "schema", 1, "silences", list);
    text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}
