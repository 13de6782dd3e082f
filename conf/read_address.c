/* One virtual address: either "ADDRESS/LENGTH" or a map with its options. */
#include "conf/read_address.h"

#include <string.h>

#include "conf/node.h"
#include "conf/quantity.h"

static void read_prefixed(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_address *address = target;
    int prefix;

    if (!node_address(reader, value, &address->address, &prefix))
        return;
    address->prefix_length =
        prefix == QUANTITY_PREFIX_NONE ? addr_host_prefix(&address->address) : (uint8_t)prefix;
}

static void read_dev(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_address *)target)->interface);
}

static void read_label(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_address *address = target;
    const char *text = node_text(reader, value);

    if (!text)
        return;
    if (strlen(text) >= sizeof address->label)
        node_error(reader, value, "label `%s' is longer than %zu characters", text,
                   sizeof address->label - 1);
    else
        strcpy(address->label, text);
}

static void read_scope(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"global", "site", "link", "host"};
    static const uint8_t scopes[] = {0, 200, 253, 254};
    int i = node_choice(reader, value, names, 4);

    if (i >= 0)
        ((struct conf_address *)target)->scope = scopes[i];
}

static void read_broadcast(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_address *)target)->broadcast, NULL);
}

static void read_dad(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_address *)target)->dad);
}

static const struct node_key keys[] = {
    {"address", read_prefixed},    {"dev", read_dev}, {"label", read_label}, {"scope", read_scope},
    {"broadcast", read_broadcast}, {"dad", read_dad},
};

static void read_one(struct reader *reader, const struct yaml_tree *node, struct conf_address *address)
{
    if (node->kind != YAML_TREE_MAP) {
        read_prefixed(reader, node, address);
        return;
    }
    node_map(reader, node, keys, sizeof keys / sizeof *keys, "an address", address);
    if (!node_find(node, "address"))
        node_error(reader, node, "an address needs the key `address'");
    if (address->broadcast.family == ADDR_IPV6 ||
        (address->broadcast.family && address->address.family == ADDR_IPV6))
        node_error(reader, node, "`broadcast' is a matter of IPv4");
    if (address->dad && address->address.family == ADDR_IPV4)
        node_error(reader, node, "`dad' is a matter of IPv6");
}

void read_address_list(struct reader *reader, const struct yaml_tree *node, struct conf_address **addresses,
                       size_t *count)
{
    if (!node_is(reader, node, YAML_TREE_LIST, "addresses"))
        return;
    for (size_t i = 0; i < node->count; i++) {
        struct conf_address address = {.place = node->items[i]->place};

        read_one(reader, node->items[i], &address);
        *addresses = conf_append(reader->conf, *addresses, count, sizeof address);
        (*addresses)[*count - 1] = address;
    }
}
