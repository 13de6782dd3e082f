/* Definitions of trackers, one map by name for each kind. */
#include "conf/read_track.h"

#include <stdio.h>
#include <string.h>

#include "conf/node.h"
#include "conf/read_command.h"
#include "conf/tracker.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const int64_t second_us = 1000000;

/* ---- keys; target is struct conf_tracker ---- */

static void read_weight(struct reader *reader, const struct yaml_tree *value, void *target)
{
    int64_t weight;

    if (node_signed(reader, value, -CONF_WEIGHT_MAX, CONF_WEIGHT_MAX, &weight))
        ((struct conf_tracker *)target)->weight = (int16_t)weight;
}

static void read_reverse(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_tracker *)target)->reverse);
}

static void read_program(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command(reader, value, &((struct conf_tracker *)target)->command);
}

static void read_user(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_user(reader, value, &((struct conf_tracker *)target)->command.user);
}

static void read_group(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_user(reader, value, &((struct conf_tracker *)target)->command.group);
}

static void read_interval(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us / 10, 86400 * second_us,
                  &((struct conf_tracker *)target)->interval_us);
}

static void read_timeout(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us / 10, 86400 * second_us,
                  &((struct conf_tracker *)target)->timeout_us);
}

static void read_count(struct reader *reader, const struct yaml_tree *value, uint64_t max, uint32_t *out)
{
    uint64_t count;

    if (node_number(reader, value, 1, max, &count))
        *out = (uint32_t)count;
}

static void read_rise(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_count(reader, value, INT32_MAX, &((struct conf_tracker *)target)->rise);
}

static void read_fall(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_count(reader, value, INT32_MAX, &((struct conf_tracker *)target)->fall);
}

static void read_init_fail(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_tracker *)target)->init_fail);
}

static void read_path(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &((struct conf_tracker *)target)->path);
}

static void read_init(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_tracker *tracker = target;
    int64_t number;

    tracker->init_file = true;
    if (node_signed(reader, value, INT32_MIN, INT32_MAX, &number))
        tracker->init_value = (int32_t)number;
}

static void read_overwrite(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_tracker *)target)->init_overwrite);
}

static void read_parameters(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &((struct conf_tracker *)target)->parameters);
}

static void read_match(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"exact", "initial", "partial"};
    int i = node_choice(reader, value, names, COUNT(names));

    if (i >= 0)
        ((struct conf_tracker *)target)->parameters_match = (enum conf_match)i;
}

static void read_full_command(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_tracker *)target)->full_command);
}

static void read_quorum(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_count(reader, value, INT32_MAX, &((struct conf_tracker *)target)->quorum);
}

static void read_quorum_max(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_count(reader, value, INT32_MAX, &((struct conf_tracker *)target)->quorum_max);
}

static void read_fork_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 3600 * second_us, &((struct conf_tracker *)target)->fork_delay_us);
}

static void read_terminate_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 3600 * second_us, &((struct conf_tracker *)target)->terminate_delay_us);
}

static void read_gateway(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_tracker *)target)->gateway, NULL);
}

static void read_interface(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_tracker *)target)->interface);
}

static void read_port(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t port;

    if (node_number(reader, value, 1, UINT16_MAX, &port))
        ((struct conf_tracker *)target)->port = (uint16_t)port;
}

static void read_requests(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_count(reader, value, 100, &((struct conf_tracker *)target)->count);
}

static const struct node_key script_keys[] = {
    {"command", read_program}, {"interval", read_interval},   {"timeout", read_timeout}, {"rise", read_rise},
    {"fall", read_fall},       {"weight", read_weight},       {"reverse", read_reverse}, {"user", read_user},
    {"group", read_group},     {"init_fail", read_init_fail},
};

static const struct node_key file_keys[] = {
    {"path", read_path}, {"weight", read_weight},       {"reverse", read_reverse},
    {"init", read_init}, {"overwrite", read_overwrite},
};

static const struct node_key process_keys[] = {
    {"program", read_path},          {"parameters", read_parameters},
    {"match", read_match},           {"full_command", read_full_command},
    {"weight", read_weight},         {"reverse", read_reverse},
    {"quorum", read_quorum},         {"quorum_max", read_quorum_max},
    {"fork_delay", read_fork_delay}, {"terminate_delay", read_terminate_delay},
};

static const struct node_key ping_keys[] = {
    {"gateway", read_gateway},     {"interface", read_interface}, {"count", read_requests},
    {"interval", read_interval},   {"timeout", read_timeout},     {"rise", read_rise},
    {"fall", read_fall},           {"weight", read_weight},       {"reverse", read_reverse},
    {"init_fail", read_init_fail},
};

static const struct node_key tcp_keys[] = {
    {"address", read_gateway},     {"port", read_port},       {"interface", read_interface},
    {"interval", read_interval},   {"timeout", read_timeout}, {"rise", read_rise},
    {"fall", read_fall},           {"weight", read_weight},   {"reverse", read_reverse},
    {"init_fail", read_init_fail},
};

/* A section of `track': the kind, its keys, and the one that must not be missing. */
static const struct section {
    const char *name;
    enum conf_track_kind kind;
    const struct node_key *keys;
    size_t count;
    const char *needed;
} sections[] = {
    {"scripts", CONF_TRACK_SCRIPT, script_keys, COUNT(script_keys), "command"},
    {"files", CONF_TRACK_FILE, file_keys, COUNT(file_keys), "path"},
    {"processes", CONF_TRACK_PROCESS, process_keys, COUNT(process_keys), "program"},
    {"ping", CONF_TRACK_PING, ping_keys, COUNT(ping_keys), "gateway"},
    {"tcp", CONF_TRACK_TCP, tcp_keys, COUNT(tcp_keys), "address"},
};

/* What one key cannot know. */
static void settle(struct reader *reader, const struct yaml_tree *node, struct conf_tracker *tracker)
{
    const struct yaml_tree *overwrite = node_find(node, "overwrite");

    if (!node_find(node, "timeout"))
        tracker->timeout_us = tracker->interval_us;
    if (tracker->path && strchr(tracker->path, '/') && tracker->kind == CONF_TRACK_PROCESS)
        tracker->full_command = true; /* a path can only be compared with a path */
    if (tracker->kind == CONF_TRACK_TCP && !node_find(node, "port"))
        node_error(reader, node, "a tcp needs the key `port'");
    if (overwrite && !tracker->init_file)
        node_error(reader, overwrite, "`overwrite' needs the key `init'");
}

static void read_definition(struct reader *reader, const struct section *section, const struct yaml_tree *key,
                            const struct yaml_tree *node)
{
    const char *kind = conf_track_kind_name(section->kind);
    struct conf_tracker tracker = {.place = key->place};
    char what[CONF_NAME_MAX + 16];

    if (!node_name(reader, key, "a tracker"))
        return;
    conf_tracker_defaults(&tracker, section->kind);
    tracker.name = conf_strdup(reader->conf, key->text);
    snprintf(what, sizeof what, "%s `%s'", kind, key->text);
    node_map(reader, node, section->keys, section->count, what, &tracker);
    if (node->kind != YAML_TREE_MAP)
        return;
    if (!node_find(node, section->needed))
        node_error(reader, node, "a %s needs the key `%s'", kind, section->needed);
    settle(reader, node, &tracker);
    tracker_add(reader->conf, &tracker);
}

static void skip(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* read below, in the order of the kinds */
}

void read_track_section(struct reader *reader, const struct yaml_tree *node)
{
    static const struct node_key keys[] = {
        {"scripts", skip}, {"files", skip}, {"processes", skip}, {"ping", skip}, {"tcp", skip}};

    node_map(reader, node, keys, COUNT(keys), "`track'", NULL);
    for (size_t s = 0; s < COUNT(sections); s++) {
        const struct yaml_tree *section = node_find(node, sections[s].name);
        if (!section || !node_is(reader, section, YAML_TREE_MAP, sections[s].name))
            continue;
        for (size_t i = 0; i < section->count; i++)
            read_definition(reader, &sections[s], section->keys[i], section->items[i]);
    }
}
