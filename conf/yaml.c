/* The only file that knows libyaml: events in, tree out. */
#include "conf/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct builder {
    struct conf *conf;
    struct conf_errors *errors;
    const char *file;
    yaml_parser_t parser;
    size_t nodes;
};

static struct conf_place place_at(const struct builder *builder, yaml_mark_t mark)
{
    return (struct conf_place){builder->file, (unsigned)mark.line + 1, (unsigned)mark.column + 1};
}

static bool next_event(struct builder *builder, yaml_event_t *event)
{
    const yaml_parser_t *parser = &builder->parser;

    if (yaml_parser_parse(&builder->parser, event))
        return true;
    /* A reader error (bad UTF-8, control character) knows the offset only, so the place is where we stand. */
    struct conf_place place =
        place_at(builder, parser->problem_mark.line || parser->problem_mark.column ? parser->problem_mark
                                                                                   : parser->mark);
    const char *problem = parser->problem ? parser->problem : "out of memory";
    bool tab = strstr(problem, "cannot start any token") != NULL;
    conf_errors_add(builder->errors, CONF_ERROR, &place, "not YAML: %s%s%s%s", problem,
                    tab ? " (indent with spaces, not tabs)" : "", parser->context ? ", " : "",
                    parser->context ? parser->context : "");
    return false;
}

static bool refuse(struct builder *builder, const yaml_event_t *event, const char *what)
{
    struct conf_place place = place_at(builder, event->start_mark);

    conf_errors_add(builder->errors, CONF_ERROR, &place, "%s", what);
    return false;
}

/* Anchors, tags and aliases: what an event says besides its content. */
static bool check_event(struct builder *builder, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return refuse(builder, event, "aliases (*name) are not supported, write the value out");
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    default:
        break;
    }
    if (anchor)
        return refuse(builder, event, "anchors (&name) are not supported");
    if (tag)
        return refuse(builder, event, "tags (!name) are not supported");
    return true;
}

static struct yaml_tree *read_node(struct builder *builder, const yaml_event_t *event, unsigned depth);

/* `most' is YAML_TREE_ITEMS_MAX or, where each is compared with all before it, YAML_TREE_KEYS_MAX. */
static bool add_node(struct builder *builder, struct yaml_tree ***array, size_t *count,
                     struct yaml_tree *node, size_t most)
{
    if (!node)
        return false;
    if (*count >= most) {
        conf_errors_add(builder->errors, CONF_ERROR, &node->place, "more than %zu entries in one list or map",
                        most);
        return false;
    }
    *array = conf_append(builder->conf, *array, count, sizeof(struct yaml_tree *));
    (*array)[*count - 1] = node;
    return true;
}

/* The node of the next event, or NULL with *end set when it ends the collection. */
static struct yaml_tree *next_node(struct builder *builder, yaml_event_type_t end_type, unsigned depth,
                                   bool *end)
{
    yaml_event_t event;
    struct yaml_tree *node = NULL;

    *end = false;
    if (!next_event(builder, &event))
        return NULL;
    if (event.type == end_type)
        *end = true;
    else
        node = read_node(builder, &event, depth);
    yaml_event_delete(&event);
    return node;
}

static bool read_list(struct builder *builder, struct yaml_tree *list, unsigned depth)
{
    bool end;

    for (;;) {
        struct yaml_tree *item = next_node(builder, YAML_SEQUENCE_END_EVENT, depth, &end);
        if (end)
            return true;
        if (!add_node(builder, &list->items, &list->count, item, YAML_TREE_ITEMS_MAX))
            return false;
    }
}

/* A wrong key costs its entry only, so that one run shows every mistake. */
static bool key_is_good(struct builder *builder, const struct yaml_tree *map, const struct yaml_tree *key)
{
    if (key->kind != YAML_TREE_SCALAR) {
        conf_errors_add(builder->errors, CONF_ERROR, &key->place, "a key must be a plain word");
        return false;
    }
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->keys[i]->text, key->text) != 0)
            continue;
        conf_errors_add(builder->errors, CONF_ERROR, &key->place, "duplicate key `%s', first in line %u",
                        key->text, map->keys[i]->place.line);
        return false;
    }
    return true;
}

static bool read_map(struct builder *builder, struct yaml_tree *map, unsigned depth)
{
    bool end;

    for (;;) {
        struct yaml_tree *key = next_node(builder, YAML_MAPPING_END_EVENT, depth, &end);
        if (end)
            return true;
        if (!key)
            return false;
        struct yaml_tree *item = next_node(builder, YAML_NO_EVENT, depth, &end);
        if (!item)
            return false;
        if (!key_is_good(builder, map, key))
            continue;
        if (!add_node(builder, &map->items, &map->count, item, YAML_TREE_KEYS_MAX) ||
            !add_node(builder, &map->keys, &map->key_count, key, YAML_TREE_KEYS_MAX))
            return false;
    }
}

static bool read_scalar(struct builder *builder, const yaml_event_t *event, struct yaml_tree *node)
{
    const char *text = (const char *)event->data.scalar.value;

    if (strlen(text) != event->data.scalar.length)
        return refuse(builder, event, "a NUL byte in a value");
    node->kind = YAML_TREE_SCALAR;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->text = conf_strdup(builder->conf, text);
    return true;
}

static struct yaml_tree *read_node(struct builder *builder, const yaml_event_t *event, unsigned depth)
{
    struct yaml_tree *node;
    bool good;

    if (!check_event(builder, event))
        return NULL;
    if (depth >= YAML_TREE_DEPTH_MAX || ++builder->nodes > YAML_TREE_NODES_MAX) {
        refuse(builder, event, depth >= YAML_TREE_DEPTH_MAX ? "nested too deeply" : "too many values");
        return NULL;
    }
    node = conf_alloc(builder->conf, sizeof *node);
    node->place = place_at(builder, event->start_mark);
    if (event->type == YAML_SCALAR_EVENT) {
        good = read_scalar(builder, event, node);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        node->kind = YAML_TREE_LIST;
        good = read_list(builder, node, depth + 1);
    } else {
        node->kind = YAML_TREE_MAP;
        good = read_map(builder, node, depth + 1);
    }
    return good ? node : NULL;
}

/* The document's root; the caller made sure that `event` is its first. */
static struct yaml_tree *read_document(struct builder *builder)
{
    yaml_event_t event;
    struct yaml_tree *root;
    bool end;

    if (!next_event(builder, &event))
        return NULL;
    root = read_node(builder, &event, 0);
    yaml_event_delete(&event);
    if (!root)
        return NULL;
    next_node(builder, YAML_DOCUMENT_END_EVENT, 0, &end);
    return end ? root : NULL;
}

static const struct yaml_tree *read_stream(struct builder *builder)
{
    struct yaml_tree *root = NULL;
    bool first = true, good = true, more = true;

    while (good && more) {
        yaml_event_t event;
        if (!next_event(builder, &event))
            return NULL;
        if (event.type == YAML_STREAM_END_EVENT) {
            more = false;
        } else if (event.type == YAML_DOCUMENT_START_EVENT && first) {
            root = read_document(builder);
            good = root != NULL;
            first = false;
        } else if (event.type == YAML_DOCUMENT_START_EVENT) {
            good = refuse(builder, &event, "a second document (---) in one file is not supported");
        }
        yaml_event_delete(&event);
    }
    return good ? root : NULL;
}

const struct yaml_tree *yaml_tree_read(struct conf *conf, const char *file, const char *bytes, size_t size,
                                       struct conf_errors *errors)
{
    struct builder builder = {.conf = conf, .errors = errors, .file = file};
    const struct yaml_tree *root;

    if (!yaml_parser_initialize(&builder.parser)) {
        conf_errors_add(errors, CONF_ERROR, &(struct conf_place){file, 0, 0}, "out of memory");
        return NULL;
    }
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *)bytes, size);
    root = read_stream(&builder);
    yaml_parser_delete(&builder.parser);
    return root;
}
