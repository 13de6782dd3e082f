/* Unicast peers and virtual MACs in YAML. */
#include "conf/read_unicast.h"

#include <string.h>

#include "conf/node.h"
#include "conf/quantity.h"

/* ---- a peer; target is struct conf_peer ---- */

static void read_address(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_peer *)target)->address, NULL);
}

static void read_ttl(struct reader *reader, const struct yaml_tree *value, uint64_t min, uint8_t *out)
{
    uint64_t ttl;

    if (node_number(reader, value, min, 255, &ttl))
        *out = (uint8_t)ttl;
}

static void read_min_ttl(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_ttl(reader, value, 0, &((struct conf_peer *)target)->min_ttl);
}

static void read_max_ttl(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_ttl(reader, value, 0, &((struct conf_peer *)target)->max_ttl);
}

static void read_peer(struct reader *reader, const struct yaml_tree *node, struct conf_peer *peer)
{
    static const struct node_key keys[] = {
        {"address", read_address}, {"min_ttl", read_min_ttl}, {"max_ttl", read_max_ttl}};

    if (node->kind != YAML_TREE_MAP) {
        read_address(reader, node, peer);
        return;
    }
    node_map(reader, node, keys, sizeof keys / sizeof *keys, "a peer", peer);
    if (!node_find(node, "address"))
        node_error(reader, node, "a peer needs the key `address'");
    else if (peer->max_ttl && peer->min_ttl > peer->max_ttl)
        node_warning(reader, node, "`min_ttl' is above `max_ttl': no advert of this peer would be taken");
}

/* ---- unicast; target is struct conf_instance ---- */

static void read_source(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_instance *)target)->source, NULL);
}

static void read_peers(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_instance *instance = target;

    if (!node_is(reader, value, YAML_TREE_LIST, "`peers'"))
        return;
    if (value->count == 0)
        node_error(reader, value, "`peers' is empty: nobody would hear this node");
    if (value->count > CONF_PEERS_MAX) {
        node_error(reader, value->items[CONF_PEERS_MAX], "more than %d peers", CONF_PEERS_MAX);
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        struct conf_peer peer = {.place = value->items[i]->place};
        read_peer(reader, value->items[i], &peer);
        instance->peers = conf_append(reader->conf, instance->peers, &instance->peer_count, sizeof peer);
        instance->peers[instance->peer_count - 1] = peer;
    }
}

static void read_unicast_ttl(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_ttl(reader, value, 1, &((struct conf_instance *)target)->ttl);
}

void read_unicast(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"source", read_source}, {"peers", read_peers}, {"ttl", read_unicast_ttl}};

    node_map(reader, value, keys, sizeof keys / sizeof *keys, "`unicast'", target);
    if (value->kind == YAML_TREE_MAP && !node_find(value, "peers"))
        node_error(reader, value, "`unicast' needs the key `peers'");
}

static const char *why_no_peer(const struct conf_instance *instance, size_t i)
{
    const struct addr *address = &instance->peers[i].address;

    if (addr_is_multicast(address))
        return "is a multicast group and no peer";
    if (address->family != instance->family)
        return "is not of the same address family as the first of `addresses'";
    if (addr_equal(address, &instance->source))
        return "is this node's own `source'";
    for (size_t j = 0; j < i; j++)
        if (addr_equal(&instance->peers[j].address, address))
            return "is listed twice";
    return NULL;
}

void read_unicast_settle(struct reader *reader, const struct yaml_tree *node,
                         const struct conf_instance *instance)
{
    const struct yaml_tree *unicast = node_find(node, "unicast"), *source = node_find(node, "source");

    if (unicast && source && node_find(unicast, "source"))
        node_error(reader, source, "`source' stands here and in `unicast'");
    for (size_t i = 0; i < instance->peer_count; i++) {
        const char *why = why_no_peer(instance, i);
        char text[ADDR_TEXT_MAX];
        if (why && instance->peers[i].address.family != ADDR_NONE)
            conf_errors_add(reader->errors, CONF_ERROR, &instance->peers[i].place, "peer %s %s",
                            addr_format(&instance->peers[i].address, text), why);
    }
}

/* ---- vmac; target is struct conf_instance ---- */

static void read_vmac_interface(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_instance *)target)->vmac_interface);
}

static void read_vmac_address(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const uint8_t none[CONF_MAC_SIZE] = {0};
    const char *text = node_text(reader, value);
    uint8_t address[CONF_MAC_SIZE];

    if (!text)
        return;
    if (!quantity_mac(text, address) || (address[0] & 1) || memcmp(address, none, sizeof none) == 0)
        node_error(reader, value, "`%s' is not the MAC address of one host", text);
    else
        memcpy(((struct conf_instance *)target)->vmac_address, address, sizeof address);
}

static void read_transmit(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"vmac", "base"};
    int i = node_choice(reader, value, names, 2);

    if (i >= 0)
        ((struct conf_instance *)target)->vmac_xmit_base = i == 1;
}

void read_vmac(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"interface", read_vmac_interface}, {"address", read_vmac_address}, {"transmit", read_transmit}};
    struct conf_instance *instance = target;

    instance->vmac = true;
    if (value->kind == YAML_TREE_MAP)
        node_map(reader, value, keys, sizeof keys / sizeof *keys, "`vmac'", target);
    else
        node_bool(reader, value, &instance->vmac);
}
