/* The key `fence'; see read_fence.h. */
#include "conf/read_fence.h"

#include "conf/node.h"
#include "conf/read_command.h"

static const int64_t second_us = 1000000;

static void read_fence_command(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_hook(reader, value, &((struct conf_fence *)target)->command);
}

static void read_confirm(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t confirm;

    if (node_number(reader, value, 2, 1000, &confirm))
        ((struct conf_fence *)target)->confirm = (uint32_t)confirm;
}

static void read_cool_down(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us, 86400 * second_us, &((struct conf_fence *)target)->cool_down_us);
}

static void read_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us, 3600 * second_us, &((struct conf_fence *)target)->delay_us);
}

void read_fence(struct reader *reader, const struct yaml_tree *value, struct conf_fence *target)
{
    static const struct node_key keys[] = {{"command", read_fence_command},
                                           {"confirm", read_confirm},
                                           {"cool_down", read_cool_down},
                                           {"delay", read_delay}};

    node_map(reader, value, keys, sizeof keys / sizeof *keys, "`fence'", target);
    if (value->kind == YAML_TREE_MAP && !node_find(value, "command"))
        node_error(reader, value, "`fence' needs the key `command'");
}
