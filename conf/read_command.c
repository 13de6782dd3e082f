/* Commands in YAML. */
#include "conf/read_command.h"

#include <stdio.h>
#include <string.h>

#include "conf/command.h"
#include "conf/node.h"
#include "conf/suggest.h"

/* An argument may be empty, but then it must be quoted: nothing at all is a slip. */
static void read_word(struct reader *reader, const struct yaml_tree *node, struct conf_command *out)
{
    const char *text = node->kind == YAML_TREE_SCALAR && !node->plain ? node->text : node_text(reader, node);

    if (text)
        command_append(reader->conf, out, text);
}

static void read_string(struct reader *reader, const struct yaml_tree *node, struct conf_command *out)
{
    const char *text = node_text(reader, node);

    if (!text)
        return;
    if (!command_split(reader->conf, text, out))
        node_error(reader, node, "a quote inside the command is never closed");
    const char *shell = command_shell_word(out);
    if (shell)
        node_warning(reader, node, "no shell runs this: `%s' is handed to the program as an argument", shell);
}

void read_command(struct reader *reader, const struct yaml_tree *node, struct conf_command *out)
{
    out->place = node->place;
    if (node->kind == YAML_TREE_MAP) {
        node_error(reader, node, "a command must be a list of words or a string");
        return;
    }
    if (node->kind == YAML_TREE_SCALAR)
        read_string(reader, node, out);
    for (size_t i = 0; node->kind == YAML_TREE_LIST && i < node->count; i++)
        read_word(reader, node->items[i], out);
    if (node->kind == YAML_TREE_LIST && node->count == 0)
        node_error(reader, node, "a command needs at least the program's path");
    else if (out->argc > 0 && !out->argv[0][0])
        node_error(reader, node, "the program's path is empty");
}

void read_command_user(struct reader *reader, const struct yaml_tree *node, char **out)
{
    const char *text = node_text(reader, node);

    if (!text)
        return;
    if (command_is_user(text))
        *out = conf_strdup(reader->conf, text);
    else
        node_error(reader, node, "`%s' cannot be the name of a user or group", text);
}

static void read_hook_command(struct reader *reader, const struct yaml_tree *node, void *target)
{
    read_command(reader, node, target);
}

static void read_hook_user(struct reader *reader, const struct yaml_tree *node, void *target)
{
    read_command_user(reader, node, &((struct conf_command *)target)->user);
}

static void read_hook_group(struct reader *reader, const struct yaml_tree *node, void *target)
{
    read_command_user(reader, node, &((struct conf_command *)target)->group);
}

void read_command_hook(struct reader *reader, const struct yaml_tree *node, struct conf_command *out)
{
    static const struct node_key keys[] = {
        {"command", read_hook_command}, {"user", read_hook_user}, {"group", read_hook_group}};

    if (node->kind != YAML_TREE_MAP) {
        read_command(reader, node, out);
        return;
    }
    node_map(reader, node, keys, sizeof keys / sizeof *keys, "a hook", out);
    if (!node_find(node, "command"))
        node_error(reader, node, "a hook needs the key `command'");
}

static const char *hook_name(const void *context, size_t i)
{
    (void)context;
    return conf_hook_name((enum conf_hook)i);
}

static void read_hook_key(struct reader *reader, const struct yaml_tree *key, const struct yaml_tree *node,
                          struct conf_command hooks[CONF_HOOK_COUNT])
{
    char suggestion[SUGGEST_TEXT_MAX];

    for (size_t i = 0; i < CONF_HOOK_COUNT; i++) {
        if (strcmp(conf_hook_name((enum conf_hook)i), key->text) != 0)
            continue;
        read_command_hook(reader, node, &hooks[i]);
        return;
    }
    suggest_format(suggest_word(key->text, hook_name, NULL, CONF_HOOK_COUNT), suggestion);
    node_error(reader, key, "unknown key `%s' in `notify'%s", key->text, suggestion);
}

void read_command_hooks(struct reader *reader, const struct yaml_tree *node,
                        struct conf_command hooks[CONF_HOOK_COUNT])
{
    if (!node_is(reader, node, YAML_TREE_MAP, "`notify'"))
        return;
    for (size_t i = 0; i < node->count; i++)
        read_hook_key(reader, node->keys[i], node->items[i], hooks);
}
