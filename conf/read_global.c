/* Keys of `global'; target is struct conf_global. */
#include "conf/read_global.h"

#include <string.h>

#include "conf/node.h"
#include "conf/read_lvs_global.h"
#include "conf/read_command.h"
#include "conf/read_heartbeat.h"
#include "conf/read_fence.h"
#include "conf/read_lease.h"

static const int64_t second_us = 1000000;

static void read_router_id(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &((struct conf_global *)target)->router_id);
}

static void read_version(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t version;

    if (node_number(reader, value, 2, 3, &version))
        ((struct conf_global *)target)->version = (uint8_t)version;
}

static void read_control_group(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &((struct conf_global *)target)->control_group);
}

static void read_script_user(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_user(reader, value, &((struct conf_global *)target)->script_user);
}

static void read_script_group(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_user(reader, value, &((struct conf_global *)target)->script_group);
}

static void read_startup_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 86400 * second_us, &((struct conf_global *)target)->startup_delay_us);
}

static void read_delay(struct reader *reader, const struct yaml_tree *value, int64_t *out)
{
    node_duration(reader, value, 0, 255 * second_us, out);
}

static void read_link_up(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_delay(reader, value, &((struct conf_global *)target)->link_up_us);
}

static void read_link_down(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_delay(reader, value, &((struct conf_global *)target)->link_down_us);
}

static void read_global_lease(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lease(reader, value, &((struct conf_global *)target)->lease_wish_us);
}

static void read_deaths(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t deaths;

    if (node_number(reader, value, 2, CONF_CRASH_DEATHS_MAX, &deaths))
        ((struct conf_crash_loop *)target)->deaths = (uint32_t)deaths;
}

static void read_within(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us, 3600 * second_us, &((struct conf_crash_loop *)target)->within_us);
}

static void read_crash_loop(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"deaths", read_deaths}, {"within", read_within}};

    node_map(reader, value, keys, 2, "`crash_loop'", &((struct conf_global *)target)->crash_loop);
}

static void read_global_fence(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_fence(reader, value, &((struct conf_global *)target)->fence);
}

static void skip(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* read later: it needs what else the file says */
}

static void read_up(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_delay(reader, value, &((struct conf_link_delay *)target)->up_us);
}

static void read_down(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_delay(reader, value, &((struct conf_link_delay *)target)->down_us);
}

static void read_link_delay(struct reader *reader, const struct yaml_tree *key, const struct yaml_tree *node)
{
    static const struct node_key keys[] = {{"up", read_up}, {"down", read_down}};
    struct conf_global *global = &reader->conf->global;
    struct conf_link_delay delay = {
        .up_us = global->link_up_us, .down_us = global->link_down_us, .place = key->place};

    if (!node_interface(reader, key, delay.interface))
        return;
    node_map(reader, node, keys, 2, "the delays of a link", &delay);
    global->link_delays =
        conf_append(reader->conf, global->link_delays, &global->link_delay_count, sizeof delay);
    global->link_delays[global->link_delay_count - 1] = delay;
}

static void read_link_delays(struct reader *reader, const struct yaml_tree *node)
{
    if (!node_is(reader, node, YAML_TREE_MAP, "`link_delays'"))
        return;
    if (node->count > CONF_INTERFACES_MAX) {
        node_error(reader, node, "more than %d interfaces", CONF_INTERFACES_MAX);
        return;
    }
    for (size_t i = 0; i < node->count; i++)
        read_link_delay(reader, node->keys[i], node->items[i]);
}

void read_global(struct reader *reader, const struct yaml_tree *node)
{
    static const struct node_key keys[] = {
        {"router_id", read_router_id},
        {"version", read_version},
        {"control_group", read_control_group},
        {"script_user", read_script_user},
        {"script_group", read_script_group},
        {"startup_delay", read_startup_delay},
        {"link_up_delay", read_link_up},
        {"link_down_delay", read_link_down},
        {"link_delays", skip},
        {"lease", read_global_lease},
        {"crash_loop", read_crash_loop},
        {"fence", read_global_fence},
        {"lvs", read_lvs_global},
        {"heartbeat", read_heartbeat},
        {"arbiter", skip},
    };
    const struct yaml_tree *delays;

    node_map(reader, node, keys, sizeof keys / sizeof *keys, "`global'", &reader->conf->global);
    delays = node_find(node, "link_delays");
    if (delays)
        read_link_delays(reader, delays);
}
