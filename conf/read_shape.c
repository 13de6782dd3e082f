/* Known keys and types of the sections nobody acts on yet. */
#include "conf/read_shape.h"

#include <string.h>

#include "conf/node.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void text(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    node_text(reader, value);
}

static void number(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t ignored;

    (void)target;
    node_number(reader, value, 0, UINT32_MAX, &ignored);
}

static void duration(struct reader *reader, const struct yaml_tree *value, void *target)
{
    int64_t ignored;

    (void)target;
    node_duration(reader, value, 0, INT64_C(86400000000) * 365, &ignored);
}

/* Every item of a list, read by `item`. */
static void list_of(struct reader *reader, const struct yaml_tree *value, const char *what,
                    void (*item)(struct reader *, const struct yaml_tree *, void *))
{
    if (!node_is(reader, value, YAML_TREE_LIST, what))
        return;
    for (size_t i = 0; i < value->count; i++)
        item(reader, value->items[i], NULL);
}

static void texts(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    list_of(reader, value, "this", text);
}

/* A list of words (no shell) or a string that is split as keepalived does. */
static void command(struct reader *reader, const struct yaml_tree *value, void *target)
{
    if (value->kind != YAML_TREE_LIST) {
        text(reader, value, target);
        return;
    }
    if (value->count == 0)
        node_error(reader, value, "a command needs at least the program's path");
    list_of(reader, value, "a command", text);
}

static void check(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"type", text},      {"interval", duration}, {"timeout", duration},
        {"retries", number}, {"port", number},       {"retry_delay", duration},
        {"path", text},      {"digest", text},       {"status", texts},
        {"host", text},      {"command", command},
    };

    node_map(reader, value, keys, COUNT(keys), "`check'", target);
}

static void real_server(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"address", text}, {"weight", number}, {"check", check}};

    node_map(reader, value, keys, COUNT(keys), "a server", target);
}

static void real_servers(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    list_of(reader, value, "`servers'", real_server);
}

static void virtual_server(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"address", text},         {"protocol", text}, {"scheduler", text},       {"method", text},
        {"persistence", duration}, {"check", check},   {"servers", real_servers},
    };

    node_map(reader, value, keys, COUNT(keys), "a virtual server", target);
}

void read_shape_servers(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    list_of(reader, value, "`virtual_servers'", virtual_server);
    node_warning(reader, value, "virtual servers are not acted on yet");
}
