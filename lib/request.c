/* Control requests and answers as JSON; see request.h. */
#include "lib/request.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static bool take(const json_t *object, const char *key, char *out, size_t size)
{
    const json_t *value = json_object_get(object, key);

    out[0] = '\0';
    if (value == NULL)
        return true;
    if (!json_is_string(value) || json_string_length(value) >= size)
        return false;
    memcpy(out, json_string_value(value), json_string_length(value) + 1);
    return true;
}

static int32_t take_weight(const json_t *value)
{
    json_int_t weight = json_is_integer(value) ? json_integer_value(value) : -1;

    return weight >= 0 && weight <= INT32_MAX ? (int32_t)weight : -1;
}

const char *request_parse(const char *text, size_t size, struct request *out)
{
    json_t *object = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    const char *wrong = NULL;

    memset(out, 0, sizeof(*out));
    if (!json_is_object(object))
        wrong = "a request is one line with one JSON object";
    else if (!take(object, "verb", out->verb, sizeof(out->verb)) || out->verb[0] == '\0')
        wrong = "`verb' must be a short string";
    else if (!take(object, "name", out->name, sizeof(out->name)))
        wrong = "`name' must be a string of at most 63 bytes";
    else if (!take(object, "service", out->service, sizeof(out->service)) ||
             !take(object, "server", out->server, sizeof(out->server)))
        wrong = "`service' and `server' must be strings of at most 79 bytes";
    else if (!take(object, "path", out->path, sizeof(out->path)))
        wrong = "`path' must be a string of at most 1023 bytes";
    out->check = json_is_true(json_object_get(object, "check"));
    out->follow = json_is_true(json_object_get(object, "follow"));
    out->changes = json_is_true(json_object_get(object, "changes"));
    out->weight = take_weight(json_object_get(object, "weight"));
    json_decref(object);
    return wrong;
}

static char *dump(json_t *object)
{
    char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;

    json_decref(object);
    return text;
}

char *request_print(const struct request *request)
{
    json_t *object = json_pack("{s:s}", "verb", request->verb);

    /* Without its name a request would mean every instance. */
    if (request->name[0] != '\0' && json_object_set_new(object, "name", json_string(request->name)) < 0) {
        json_decref(object);
        return NULL;
    }
    if (request->service[0] != '\0')
        json_object_set_new(object, "service", json_string(request->service));
    if (request->server[0] != '\0')
        json_object_set_new(object, "server", json_string(request->server));
    if (request->weight > 0 || strcmp(request->verb, "lvs-weight") == 0)
        json_object_set_new(object, "weight", json_integer(request->weight));
    if (request->path[0] != '\0' && json_object_set_new(object, "path", json_string(request->path)) < 0) {
        json_decref(object);
        return NULL;
    }
    if (request->check)
        json_object_set_new(object, "check", json_true());
    if (request->follow)
        json_object_set_new(object, "follow", json_true());
    if (request->changes)
        json_object_set_new(object, "changes", json_true());
    return dump(object);
}

char *request_error(const char *code, const char *message)
{
    return dump(json_pack("{s:i, s:{s:s, s:s}}", "schema", 1, "error", "code", code, "message", message));
}

char *request_result(bool ok, const char *findings)
{
    json_t *array = json_array();

    while (findings != NULL && *findings != '\0') {
        size_t length = strcspn(findings, "\n");
        json_t *line = json_stringn(findings, length);

        json_array_append_new(array, line != NULL ? line : json_string("(not UTF-8)"));
        findings += length + (findings[length] == '\n');
    }
    return dump(json_pack("{s:i, s:b, s:o}", "schema", 1, "ok", ok, "findings", array));
}

static void join(const json_t *findings, char *out, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < json_array_size(findings) && used < size; i++) {
        const char *line = json_string_value(json_array_get(findings, i));

        used +=
            (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? "\n" : "", line != NULL ? line : "");
    }
}

bool request_parse_answer(const char *text, struct request_answer *out)
{
    json_t *object = json_loads(text, 0, NULL);
    const json_t *error = json_object_get(object, "error");
    const json_t *ok = json_object_get(object, "ok");

    memset(out, 0, sizeof(*out));
    out->is_error = json_is_object(error);
    out->ok = json_is_true(ok);
    if (out->is_error) {
        take(error, "code", out->code, sizeof(out->code));
        take(error, "message", out->message, sizeof(out->message));
    } else {
        join(json_object_get(object, "findings"), out->message, sizeof(out->message));
    }
    json_decref(object);
    return error != NULL || ok != NULL;
}
