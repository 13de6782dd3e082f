/* Uses of trackers: a name, or a map of kind and name with a weight of its own. */
#include "conf/read_use.h"

#include <string.h>

#include "conf/node.h"
#include "conf/suggest.h"
#include "conf/tracker.h"

/* One use while it is read. */
struct use {
    int tracker; /* -1: not found, complained about */
    size_t names;
    bool has_weight;
    int64_t weight;
    bool has_reverse;
    bool reverse;
};

static const char *tracker_name(const void *context, size_t i)
{
    return ((const struct conf *)context)->trackers[i].name;
}

static int missing(struct reader *reader, const struct yaml_tree *node, const char *kind)
{
    char suggestion[SUGGEST_TEXT_MAX];

    suggest_format(suggest_word(node->text, tracker_name, reader->conf, reader->conf->tracker_count),
                   suggestion);
    node_error(reader, node, "no %s `%s' is defined in `track'%s", kind, node->text, suggestion);
    return -1;
}

/* A bare name: of whatever kind, as long as there is one only. */
static int find_any(struct reader *reader, const struct yaml_tree *node)
{
    int found = -1;

    if (!node_text(reader, node))
        return -1;
    for (int kind = CONF_TRACK_SCRIPT; kind < CONF_TRACK_KIND_COUNT; kind++) {
        int index = conf_find_tracker(reader->conf, (enum conf_track_kind)kind, node->text);
        if (index >= 0 && found >= 0) {
            node_error(reader, node, "`%s' is a %s and a %s: say which, as in {%s: %s}", node->text,
                       conf_track_kind_name(reader->conf->trackers[found].kind),
                       conf_track_kind_name((enum conf_track_kind)kind),
                       conf_track_kind_name((enum conf_track_kind)kind), node->text);
            return -1;
        }
        found = index >= 0 ? index : found;
    }
    return found >= 0 ? found : missing(reader, node, "tracker");
}

static void read_kind(struct reader *reader, const struct yaml_tree *value, enum conf_track_kind kind,
                      struct use *use)
{
    char interface[CONF_INTERFACE_MAX];

    use->names++;
    if (kind == CONF_TRACK_INTERFACE) {
        if (node_interface(reader, value, interface))
            use->tracker = tracker_interface(reader->conf, interface, &value->place);
    } else if (node_text(reader, value)) {
        use->tracker = conf_find_tracker(reader->conf, kind, value->text);
        if (use->tracker < 0)
            missing(reader, value, conf_track_kind_name(kind));
    }
}

static void read_interface(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_kind(reader, value, CONF_TRACK_INTERFACE, target);
}

static void read_script(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_kind(reader, value, CONF_TRACK_SCRIPT, target);
}

static void read_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_kind(reader, value, CONF_TRACK_FILE, target);
}

static void read_process(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_kind(reader, value, CONF_TRACK_PROCESS, target);
}

static void read_ping(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_kind(reader, value, CONF_TRACK_PING, target);
}

static void read_tcp(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_kind(reader, value, CONF_TRACK_TCP, target);
}

static void read_weight(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct use *use = target;

    use->has_weight = node_signed(reader, value, -CONF_WEIGHT_MAX, CONF_WEIGHT_MAX, &use->weight);
}

static void read_reverse(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct use *use = target;

    use->has_reverse = node_bool(reader, value, &use->reverse);
}

static struct use read_item(struct reader *reader, const struct yaml_tree *node)
{
    static const struct node_key keys[] = {
        {"interface", read_interface}, {"script", read_script},   {"file", read_file},
        {"process", read_process},     {"ping", read_ping},       {"tcp", read_tcp},
        {"weight", read_weight},       {"reverse", read_reverse},
    };
    struct use use = {.tracker = -1};

    if (node->kind == YAML_TREE_SCALAR) {
        use.tracker = find_any(reader, node);
        return use;
    }
    node_map(reader, node, keys, sizeof keys / sizeof *keys, "a tracker", &use);
    if (node->kind == YAML_TREE_MAP && use.names != 1) {
        node_error(reader, node, "name one of interface, script, file, process, ping, tcp");
        use.tracker = -1;
    }
    return use;
}

static void read_one(struct reader *reader, const struct yaml_tree *node, struct conf_track **tracks,
                     size_t *count)
{
    struct use use = read_item(reader, node);

    if (use.tracker < 0)
        return;
    if (tracker_is_used(*tracks, *count, (size_t)use.tracker)) {
        node_error(reader, node, "`%s' is tracked already", reader->conf->trackers[use.tracker].name);
        return;
    }
    struct conf_track track = tracker_use(reader->conf, use.tracker, &node->place);
    if (use.has_weight)
        track.weight = (int16_t)use.weight;
    if (use.has_reverse)
        track.reverse = use.reverse;
    *tracks = conf_append(reader->conf, *tracks, count, sizeof **tracks);
    (*tracks)[*count - 1] = track;
}

void read_use_list(struct reader *reader, const struct yaml_tree *node, struct conf_track **tracks,
                   size_t *count)
{
    if (!node_is(reader, node, YAML_TREE_LIST, "`track'"))
        return;
    for (size_t i = 0; i < node->count; i++)
        read_one(reader, node->items[i], tracks, count);
}
