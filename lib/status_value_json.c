/* Values of JSON objects, both ways; see status_value_json.h. */
#include "lib/status_value_json.h"

#include "lib/status.h"

/* ---- printing ---- */

json_t *status_time_or_null(int64_t wall_us)
{
    char text[40];

    return wall_us > 0 ? json_string(status_time(wall_us, text)) : json_null();
}

json_t *status_number_or_null(int64_t number)
{
    return number >= 0 ? json_integer(number) : json_null();
}

json_t *status_safe_string(const char *text)
{
    json_t *string = json_string(text);
    char plain[256];
    size_t i;

    if (string != NULL)
        return string;
    for (i = 0; text[i] != '\0' && i < sizeof(plain) - 1; i++)
        plain[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
    plain[i] = '\0';
    return json_string(plain);
}

/* ---- reading ---- */

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
