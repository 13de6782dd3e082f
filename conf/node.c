/* Typed reading of YAML nodes. */
#include "conf/node.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "conf/quantity.h"
#include "conf/suggest.h"

static void add(struct reader *reader, enum conf_severity severity, const struct yaml_tree *node,
                const char *format, va_list args)
{
    char text[600];

    vsnprintf(text, sizeof text, format, args);
    conf_errors_add(reader->errors, severity, &node->place, "%s", text);
}

void node_error(struct reader *reader, const struct yaml_tree *node, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(reader, CONF_ERROR, node, format, args);
    va_end(args);
}

void node_warning(struct reader *reader, const struct yaml_tree *node, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(reader, CONF_WARNING, node, format, args);
    va_end(args);
}

static const char *key_name(const void *context, size_t i)
{
    return ((const struct node_key *)context)[i].name;
}

static void read_entry(struct reader *reader, const struct yaml_tree *map, size_t i,
                       const struct node_key *keys, size_t count, const char *what, void *target)
{
    const char *name = map->keys[i]->text;
    char suggestion[SUGGEST_TEXT_MAX];

    for (size_t k = 0; k < count; k++) {
        if (strcmp(keys[k].name, name) != 0)
            continue;
        keys[k].read(reader, map->items[i], target);
        return;
    }
    suggest_format(suggest_word(name, key_name, keys, count), suggestion);
    node_error(reader, map->keys[i], "unknown key `%s' in %s%s", name, what, suggestion);
}

void node_map(struct reader *reader, const struct yaml_tree *node, const struct node_key *keys, size_t count,
              const char *what, void *target)
{
    if (!node_is(reader, node, YAML_TREE_MAP, what))
        return;
    for (size_t i = 0; i < node->count; i++)
        read_entry(reader, node, i, keys, count, what, target);
}

const struct yaml_tree *node_find(const struct yaml_tree *map, const char *key)
{
    if (map->kind != YAML_TREE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->items[i];
    return NULL;
}

bool node_is(struct reader *reader, const struct yaml_tree *node, enum yaml_tree_kind kind, const char *what)
{
    static const char *const names[] = {"a single value", "a list", "a map of keys"};

    if (node->kind == kind)
        return true;
    node_error(reader, node, "%s must be %s", what, names[kind]);
    return false;
}

static bool is_null(const struct yaml_tree *node)
{
    return node->plain &&
           (strcmp(node->text, "") == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

const char *node_text(struct reader *reader, const struct yaml_tree *node)
{
    if (!node_is(reader, node, YAML_TREE_SCALAR, "this"))
        return NULL;
    if (is_null(node) || !*node->text) {
        node_error(reader, node, "a value is missing");
        return NULL;
    }
    return node->text;
}

bool node_number(struct reader *reader, const struct yaml_tree *node, uint64_t min, uint64_t max,
                 uint64_t *out)
{
    const char *text = node_text(reader, node);
    uint64_t value;

    if (!text)
        return false;
    if (quantity_unsigned(text, UINT64_MAX, &value) && value >= min && value <= max) {
        *out = value;
        return true;
    }
    node_error(reader, node, "`%s' is not a whole number from %" PRIu64 " to %" PRIu64, text, min, max);
    return false;
}

bool node_signed(struct reader *reader, const struct yaml_tree *node, int64_t min, int64_t max, int64_t *out)
{
    const char *text = node_text(reader, node);

    if (!text)
        return false;
    if (quantity_signed(text, min, max, out))
        return true;
    node_error(reader, node, "`%s' is not a whole number from %" PRId64 " to %" PRId64, text, min, max);
    return false;
}

bool node_bool(struct reader *reader, const struct yaml_tree *node, bool *out)
{
    const char *text = node_text(reader, node);

    if (!text)
        return false;
    if (node->plain && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)) {
        *out = text[0] == 't';
        return true;
    }
    node_error(reader, node, "`%s' is neither true nor false", text);
    return false;
}

bool node_duration(struct reader *reader, const struct yaml_tree *node, int64_t min_us, int64_t max_us,
                   int64_t *out_us)
{
    char min[QUANTITY_DURATION_TEXT_MAX], max[QUANTITY_DURATION_TEXT_MAX];
    const char *text = node_text(reader, node);
    int64_t value;

    if (!text)
        return false;
    switch (quantity_duration(text, &value)) {
    case QUANTITY_NO_UNIT:
        node_error(reader, node, "`%s' has no unit, write `%ss' for seconds or `%sms' for milliseconds", text,
                   text, text);
        return false;
    case QUANTITY_NO_NUMBER:
        node_error(reader, node, "`%s' is not a duration such as 1s, 100ms or 5m", text);
        return false;
    case QUANTITY_OK:
        break;
    }
    if (value < min_us || value > max_us) {
        node_error(reader, node, "`%s' is not between %s and %s", text, quantity_duration_format(min_us, min),
                   quantity_duration_format(max_us, max));
        return false;
    }
    *out_us = value;
    return true;
}

bool node_interface(struct reader *reader, const struct yaml_tree *node, char out[CONF_INTERFACE_MAX])
{
    const char *text = node_text(reader, node);

    if (!text)
        return false;
    size_t size = strlen(text);
    if (size >= CONF_INTERFACE_MAX) {
        node_error(reader, node, "interface name `%s' is longer than %d characters", text,
                   CONF_INTERFACE_MAX - 1);
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (text[i] > ' ' && text[i] < 0x7f && text[i] != '/')
            continue;
        node_error(reader, node, "`%s' cannot be the name of an interface", text);
        return false;
    }
    memcpy(out, text, size + 1);
    return true;
}

bool node_address(struct reader *reader, const struct yaml_tree *node, struct addr *out, int *prefix)
{
    const char *text = node_text(reader, node);
    struct addr address;
    int length;

    if (!text)
        return false;
    if (!quantity_address(text, &address, &length)) {
        node_error(reader, node, "`%s' is not an IP address", text);
        return false;
    }
    if (length == QUANTITY_PREFIX_BAD || (!prefix && length != QUANTITY_PREFIX_NONE)) {
        node_error(reader, node,
                   prefix ? "`%s' has a bad prefix length" : "`%s' must be without a prefix length", text);
        return false;
    }
    *out = address;
    if (prefix)
        *prefix = length;
    return true;
}

void node_copy(struct reader *reader, const struct yaml_tree *node, char **out)
{
    const char *text = node_text(reader, node);

    if (text)
        *out = conf_strdup(reader->conf, text);
}

bool node_name(struct reader *reader, const struct yaml_tree *key, const char *what)
{
    if (*key->text && strlen(key->text) < CONF_NAME_MAX)
        return true;
    node_error(reader, key, "the name of %s has 1 to %d bytes", what, CONF_NAME_MAX - 1);
    return false;
}

int node_choice(struct reader *reader, const struct yaml_tree *node, const char *const *words, size_t count)
{
    const char *text = node_text(reader, node);
    char known[200] = "", suggestion[SUGGEST_TEXT_MAX];
    size_t used = 0;

    if (!text)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], text) == 0)
            return (int)i;
    for (size_t i = 0; i < count && used < sizeof known; i++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", words[i]);
    suggest_format(suggest_from(text, words, count), suggestion);
    node_error(reader, node, "`%s' is not one of %s%s", text, known, suggestion);
    return -1;
}
