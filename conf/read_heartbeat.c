/* Heartbeats in YAML; see read_heartbeat.h. */
#include "conf/read_heartbeat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf/node.h"

/* ---- a peer; target is struct conf_heartbeat_peer ---- */

static void read_address(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_heartbeat_peer *)target)->address, NULL);
}

static void read_source(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_heartbeat_peer *)target)->source, NULL);
}

static void read_interface(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_heartbeat_peer *)target)->interface);
}

static void read_peer(struct reader *reader, const struct yaml_tree *node, struct conf_heartbeat_peer *peer)
{
    static const struct node_key keys[] = {
        {"address", read_address}, {"source", read_source}, {"interface", read_interface}};

    if (node->kind != YAML_TREE_MAP) {
        read_address(reader, node, peer);
        return;
    }
    node_map(reader, node, keys, sizeof keys / sizeof *keys, "a peer", peer);
    if (!node_find(node, "address"))
        node_error(reader, node, "a peer needs the key `address'");
}

static const char *why_no_peer(const struct conf_heartbeat *heartbeat, size_t i)
{
    const struct conf_heartbeat_peer *peer = &heartbeat->peers[i];

    if (addr_is_multicast(&peer->address))
        return "is a multicast group and no peer";
    if (peer->source.family != ADDR_NONE && peer->source.family != peer->address.family)
        return "is not of the same address family as its `source'";
    if (addr_equal(&peer->source, &peer->address))
        return "is this node's own `source'";
    if (addr_is_link_local(&peer->address) && peer->address.family == ADDR_IPV6 && !peer->interface[0])
        return "is link-local, so it needs the key `interface'";
    for (size_t j = 0; j < i; j++)
        if (addr_equal(&heartbeat->peers[j].address, &peer->address))
            return "is listed twice";
    return NULL;
}

/* ---- heartbeat; target is struct conf_heartbeat ---- */

static void read_peers(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_heartbeat *heartbeat = target;

    if (!node_is(reader, value, YAML_TREE_LIST, "`peers'"))
        return;
    if (value->count > CONF_HEARTBEAT_PEERS_MAX) {
        node_error(reader, value->items[CONF_HEARTBEAT_PEERS_MAX], "more than %d peers",
                   CONF_HEARTBEAT_PEERS_MAX);
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        struct conf_heartbeat_peer peer = {.place = value->items[i]->place};
        const char *why;

        read_peer(reader, value->items[i], &peer);
        if (peer.address.family == ADDR_NONE)
            continue; /* complained about */
        heartbeat->peers = conf_append(reader->conf, heartbeat->peers, &heartbeat->peer_count, sizeof peer);
        heartbeat->peers[heartbeat->peer_count - 1] = peer;
        why = why_no_peer(heartbeat, heartbeat->peer_count - 1);
        if (why)
            node_error(reader, value->items[i], "this peer %s", why);
    }
}

static void read_port(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t port;

    if (node_number(reader, value, 1024, UINT16_MAX, &port))
        ((struct conf_heartbeat *)target)->port = (uint16_t)port;
}

static void read_interval(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *text = node_text(reader, value);

    if (text && strcmp(text, "auto") != 0)
        node_duration(reader, value, CONF_HEARTBEAT_SHORTEST_US, 10 * (int64_t)CONF_HEARTBEAT_LONGEST_US,
                      &((struct conf_heartbeat *)target)->interval_wish_us);
}

/* ---- the key ---- */

static size_t line_size(const struct conf_text *text)
{
    size_t size = text->size;

    size -= size > 0 && text->bytes[size - 1] == '\n';
    size -= size > 0 && text->bytes[size - 1] == '\r';
    return size;
}

static void take_key(struct reader *reader, const struct yaml_tree *value, const struct conf_text *text,
                     struct conf_heartbeat *heartbeat)
{
    size_t size = line_size(text);

    if (memchr(text->bytes, '\n', size) || memchr(text->bytes, '\0', size)) {
        node_error(reader, value, "key file `%s' must hold one line of text", heartbeat->key_file);
    } else if (size < CONF_HEARTBEAT_KEY_MIN || size > CONF_HEARTBEAT_KEY_MAX) {
        node_error(reader, value,
                   "the key in `%s' has %zu bytes, not %d to %d: `openssl rand -hex 32' makes a good one",
                   heartbeat->key_file, size, CONF_HEARTBEAT_KEY_MIN, CONF_HEARTBEAT_KEY_MAX);
    } else {
        memcpy(heartbeat->key, text->bytes, size);
        heartbeat->key_size = size;
    }
}

static void read_key_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_heartbeat *heartbeat = target;
    const char *path = node_text(reader, value);
    struct conf_text text = {NULL, 0};
    int error;

    if (!path)
        return;
    heartbeat->key_file = conf_strdup(reader->conf, path);
    if (path[0] != '/')
        node_error(reader, value, "key file `%s' must be an absolute path", path);
    if (path[0] != '/' || reader->options->without_secrets)
        return;
    error = reader->loader->read(reader->loader->context, path, true, &text);
    if (error == -EPERM)
        node_error(reader, value,
                   "key file `%s' must be a regular file of root or of the reading user, mode 0600", path);
    else if (error)
        node_error(reader, value, "key file `%s': %s", path, strerrordesc_np(-error));
    if (error)
        return;
    take_key(reader, value, &text, heartbeat);
    explicit_bzero(text.bytes, text.size);
    free(text.bytes);
}

void read_heartbeat(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"port", read_port}, {"interval", read_interval}, {"key_file", read_key_file}, {"peers", read_peers}};
    struct conf_heartbeat *heartbeat = &((struct conf_global *)target)->heartbeat;

    heartbeat->port = CONF_HEARTBEAT_PORT;
    heartbeat->place = value->place;
    node_map(reader, value, keys, sizeof keys / sizeof *keys, "`heartbeat'", heartbeat);
    if (value->kind != YAML_TREE_MAP)
        return;
    if (!node_find(value, "peers"))
        node_error(reader, value, "`heartbeat' needs the key `peers'");
    if (!node_find(value, "key_file"))
        node_error(reader, value,
                   "`heartbeat' needs the key `key_file': what nobody signed counts for nothing");
}
