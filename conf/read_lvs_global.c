/* What holds for all virtual servers. */
#include "conf/read_lvs_global.h"

#include "conf/lvs.h"
#include "conf/node.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const int64_t second_us = 1000000;

/* ---- sync; target is struct conf_lvs_sync ---- */

static bool read_number(struct reader *reader, const struct yaml_tree *value, uint64_t max, uint64_t *out)
{
    return node_number(reader, value, 1, max, out);
}

static void read_interface(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_lvs_sync *)target)->interface);
}

static void read_instance(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &((struct conf_lvs_sync *)target)->instance);
}

static void read_id(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t id;

    if (node_number(reader, value, 0, UINT8_MAX, &id))
        ((struct conf_lvs_sync *)target)->id = (uint8_t)id;
}

static void read_max_length(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t length;

    if (read_number(reader, value, LVS_SYNC_LENGTH_MAX, &length))
        ((struct conf_lvs_sync *)target)->max_length = (uint16_t)length;
}

static void read_port(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t port;

    if (read_number(reader, value, UINT16_MAX, &port))
        ((struct conf_lvs_sync *)target)->port = (uint16_t)port;
}

static void read_ttl(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t ttl;

    if (read_number(reader, value, UINT8_MAX, &ttl))
        ((struct conf_lvs_sync *)target)->ttl = (uint8_t)ttl;
}

static void read_group(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct addr group;

    if (!node_address(reader, value, &group, NULL))
        return;
    if (addr_is_multicast(&group))
        ((struct conf_lvs_sync *)target)->group = group;
    else
        node_error(reader, value, "`%s' is not a multicast group", value->text);
}

/* ---- keys of lvs; target is struct conf_lvs ---- */

static void read_sync(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"interface", read_interface},   {"instance", read_instance}, {"id", read_id},
        {"max_length", read_max_length}, {"port", read_port},         {"ttl", read_ttl},
        {"group", read_group},
    };
    struct conf_lvs *lvs = target;

    lvs->sync.place = value->place;
    node_map(reader, value, keys, COUNT(keys), "`sync'", &lvs->sync);
    if (value->kind == YAML_TREE_MAP && !node_find(value, "interface"))
        node_error(reader, value, "`sync' needs the key `interface'");
}

static void read_flush(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_lvs *)target)->flush);
}

static void read_timeout(struct reader *reader, const struct yaml_tree *value, int64_t *out_us)
{
    int64_t us;

    if (!node_duration(reader, value, 0, LVS_SECONDS_MAX * second_us, &us))
        return;
    if (us % second_us)
        node_error(reader, value, "the kernel counts whole seconds here");
    else
        *out_us = us;
}

static void read_tcp(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_timeout(reader, value, &((struct conf_lvs *)target)->tcp_us);
}

static void read_tcp_fin(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_timeout(reader, value, &((struct conf_lvs *)target)->tcp_fin_us);
}

static void read_udp(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_timeout(reader, value, &((struct conf_lvs *)target)->udp_us);
}

static void read_timeouts(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"tcp", read_tcp}, {"tcp_fin", read_tcp_fin}, {"udp", read_udp}};

    node_map(reader, value, keys, COUNT(keys), "`timeouts'", target);
}

static void read_panic(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t percent;

    if (read_number(reader, value, 100, &percent))
        ((struct conf_lvs *)target)->panic_percent = (uint8_t)percent;
}

void read_lvs_global(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"sync", read_sync},
                                           {"flush", read_flush},
                                           {"timeouts", read_timeouts},
                                           {"panic_threshold", read_panic}};

    (void)target;
    node_map(reader, value, keys, COUNT(keys), "`lvs'", &reader->conf->lvs);
}
