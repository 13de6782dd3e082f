/* Members of JSON objects; see status_take_json.h. */
#include "lib/status_take_json.h"

#include "lib/status.h"

void status_take_string(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));

    if (text != NULL)
        status_copy_text(out, size, text);
}

int64_t status_take_integer(const json_t *object, const char *key, int64_t missing)
{
    const json_t *value = json_object_get(object, key);

    return json_is_integer(value) ? (int64_t)json_integer_value(value) : missing;
}

int64_t status_take_time(const json_t *object, const char *key)
{
    int64_t wall_us = status_parse_time(json_string_value(json_object_get(object, key)));

    return wall_us > 0 ? wall_us : 0;
}
