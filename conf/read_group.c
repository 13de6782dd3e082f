/* Sync groups in YAML. */
#include "conf/read_group.h"

#include <stdio.h>
#include <string.h>

#include "conf/node.h"
#include "conf/read_command.h"
#include "conf/read_use.h"
#include "conf/suggest.h"

static const char *instance_name(const void *context, size_t i)
{
    return ((const struct conf *)context)->instances[i].name;
}

static void read_member(struct reader *reader, const struct yaml_tree *node, struct conf_group *group)
{
    struct conf *conf = reader->conf;
    const char *name = node_text(reader, node);
    const struct conf_instance *instance = name ? conf_find_instance(conf, name) : NULL;
    char suggestion[SUGGEST_TEXT_MAX];

    if (!name)
        return;
    if (!instance) {
        suggest_format(suggest_word(name, instance_name, conf, conf->instance_count), suggestion);
        node_error(reader, node, "no instance `%s'%s", name, suggestion);
        return;
    }
    size_t index = (size_t)(instance - conf->instances);
    if (instance->group_index >= 0) {
        node_error(reader, node, "instance `%s' is in a group already", name);
        return;
    }
    conf->instances[index].group_index = (int)conf->group_count;
    group->members = conf_append(conf, group->members, &group->member_count, sizeof *group->members);
    group->members[group->member_count - 1] = index;
}

static void read_members(struct reader *reader, const struct yaml_tree *value, void *target)
{
    if (!node_is(reader, value, YAML_TREE_LIST, "`members'"))
        return;
    if (value->count == 0)
        node_error(reader, value, "a group needs members");
    for (size_t i = 0; i < value->count; i++)
        read_member(reader, value->items[i], target);
    if (value->count == 1)
        node_warning(reader, value, "a group of one instance moves nothing together");
}

static void read_tracks(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_group *group = target;

    read_use_list(reader, value, &group->tracks, &group->track_count);
}

static void read_hooks(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_group *group = target;

    read_command_hooks(reader, value, group->hooks);
    if (group->hooks[CONF_HOOK_MASTER_RX_LOWER].argc)
        node_error(reader, value, "`master_rx_lower' is a matter of each instance, not of a group");
}

static void read_mail(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_group *group = target;

    node_bool(reader, value, &group->mail);
}

static void read_group(struct reader *reader, const struct yaml_tree *key, const struct yaml_tree *node)
{
    static const struct node_key keys[] = {
        {"members", read_members}, {"track", read_tracks}, {"notify", read_hooks}, {"mail", read_mail}};
    struct conf *conf = reader->conf;
    struct conf_group group = {.place = key->place};
    char what[CONF_NAME_MAX + 16];

    if (!node_name(reader, key, "a group"))
        return;
    group.name = conf_strdup(conf, key->text);
    snprintf(what, sizeof what, "group `%s'", key->text);
    node_map(reader, node, keys, sizeof keys / sizeof *keys, what, &group);
    if (node->kind == YAML_TREE_MAP && !node_find(node, "members"))
        node_error(reader, node, "group `%s' needs the key `members'", key->text);
    conf->groups = conf_append(conf, conf->groups, &conf->group_count, sizeof group);
    conf->groups[conf->group_count - 1] = group;
}

void read_group_section(struct reader *reader, const struct yaml_tree *node)
{
    if (!node_is(reader, node, YAML_TREE_MAP, "`groups'"))
        return;
    for (size_t i = 0; i < node->count; i++)
        read_group(reader, node->keys[i], node->items[i]);
}
