/* Arbiters in YAML; see read_arbiter.h. */
#include "conf/read_arbiter.h"

#include "conf/node.h"
#include "conf/read_use.h"

static void read_minimum(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t minimum;

    if (node_number(reader, value, 1, CONF_TRACKERS_MAX, &minimum))
        ((struct conf_arbiter *)target)->minimum = (uint32_t)minimum;
}

static void read_on_lost(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"yield", "stay"};
    int i = node_choice(reader, value, names, 2);

    if (i >= 0)
        ((struct conf_arbiter *)target)->stay = i == 1;
}

/* What is on this host says nothing about whether it is cut off. */
static bool is_remote(enum conf_track_kind kind)
{
    return kind == CONF_TRACK_PING || kind == CONF_TRACK_TCP || kind == CONF_TRACK_SCRIPT;
}

static void read_targets(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_arbiter *arbiter = target;

    read_use_list(reader, value, &arbiter->targets, &arbiter->target_count);
    for (size_t i = 0; i < arbiter->target_count; i++) {
        const struct conf_tracker *tracker = &reader->conf->trackers[arbiter->targets[i].tracker];

        if (!is_remote(tracker->kind))
            conf_errors_add(reader->errors, CONF_ERROR, &arbiter->targets[i].place,
                            "%s `%s' is no arbiter: it says nothing about whether this node is cut off. Use "
                            "ping, tcp or script",
                            conf_track_kind_name(tracker->kind), tracker->name);
    }
}

void read_arbiter(struct reader *reader, const struct yaml_tree *global)
{
    static const struct node_key keys[] = {
        {"minimum", read_minimum}, {"on_lost", read_on_lost}, {"targets", read_targets}};
    const struct yaml_tree *node = node_find(global, "arbiter");
    struct conf_arbiter *arbiter = &reader->conf->global.arbiter;

    if (!node)
        return;
    arbiter->minimum = 1;
    arbiter->place = node->place;
    node_map(reader, node, keys, sizeof keys / sizeof *keys, "`arbiter'", arbiter);
    if (node->kind == YAML_TREE_MAP && arbiter->target_count == 0)
        node_error(reader, node, "`arbiter' needs the key `targets' with somebody to ask");
    else if (arbiter->minimum > arbiter->target_count)
        node_error(reader, node, "`minimum' is %u, but there are %zu targets: nobody could become master",
                   arbiter->minimum, arbiter->target_count);
}
