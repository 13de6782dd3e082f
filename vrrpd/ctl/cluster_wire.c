/* The LAN of a cluster: who sends from which address, and what reaches whom. */
#include <stdlib.h>
#include <string.h>

#include "vrrpd/ctl/cluster_state.h"

/* ---- addresses ---- */

static bool same_router(const struct conf_instance *a, const struct conf_instance *b)
{
    return a->vrid == b->vrid && a->family == b->family;
}

/* 192.0.2.1 and 2001:db8::1 and so on (RFC 5737, RFC 3849): nobody's. IPv6 adverts come from link-local. */
static struct addr made_up(uint8_t family, size_t node)
{
    uint8_t bytes[16] = {0xfe, 0x80};

    if (family != ADDR_IPV6)
        return addr_from_ipv4(0xC0000201U + (uint32_t)node);
    bytes[15] = (uint8_t)(node + 1);
    return addr_from_bytes(ADDR_IPV6, bytes);
}

static bool is_peer(const struct conf_instance *instance, const struct addr *address)
{
    for (size_t i = 0; i < instance->peer_count; i++)
        if (addr_equal(&instance->peers[i].address, address))
            return true;
    return false;
}

/* True when another node sends from it as its file says. */
static bool is_taken(const struct cluster *cluster, const struct conf_instance *instance,
                     const struct addr *address)
{
    for (size_t i = 0; i < cluster->count; i++)
        for (size_t n = 0; n < cluster->nodes[i].conf->instance_count; n++) {
            const struct conf_instance *other = &cluster->nodes[i].conf->instances[n];

            if (other != instance && same_router(other, instance) &&
                addr_equal(&cluster->nodes[i].members[n].address, address))
                return true;
        }
    return false;
}

/* What another node calls a peer and this one does not is this one. */
static struct addr called_by_others(const struct cluster *cluster, size_t node,
                                    const struct conf_instance *instance)
{
    for (size_t i = 0; i < cluster->count; i++)
        for (size_t n = 0; n < cluster->nodes[i].conf->instance_count && i != node; n++) {
            const struct conf_instance *other = &cluster->nodes[i].conf->instances[n];

            if (!same_router(other, instance))
                continue;
            for (size_t p = 0; p < other->peer_count; p++)
                if (!is_peer(instance, &other->peers[p].address) &&
                    !is_taken(cluster, instance, &other->peers[p].address))
                    return other->peers[p].address;
        }
    return made_up(instance->family, node);
}

void cluster_wire_address(struct cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++)
        for (size_t n = 0; n < cluster->nodes[i].conf->instance_count; n++)
            cluster->nodes[i].members[n].address = cluster->nodes[i].conf->instances[n].source;
    for (size_t i = 0; i < cluster->count; i++)
        for (size_t n = 0; n < cluster->nodes[i].conf->instance_count; n++) {
            const struct conf_instance *instance = &cluster->nodes[i].conf->instances[n];
            struct addr *address = &cluster->nodes[i].members[n].address;

            if (address->family == ADDR_NONE)
                *address = instance->peer_count > 0 ? called_by_others(cluster, i, instance)
                                                    : made_up(instance->family, i);
        }
}

/* ---- frames ---- */

static bool make_room(struct cluster *cluster)
{
    size_t room = cluster->frame_room > 0 ? 2 * cluster->frame_room : 64;
    struct frame *grown;

    if (cluster->frame_count < cluster->frame_room)
        return true;
    grown = reallocarray(cluster->frames, room, sizeof(*grown));
    if (grown == NULL)
        return false;
    cluster->frames = grown;
    cluster->frame_room = room;
    return true;
}

static void send_to(struct cluster *cluster, const struct frame *like, size_t to, const uint8_t *bytes)
{
    uint8_t *copy = malloc(like->size);

    if (copy == NULL || !make_room(cluster)) {
        cluster->incomplete = true;
        free(copy);
        return;
    }
    memcpy(copy, bytes, like->size);
    cluster->frames[cluster->frame_count] = *like;
    cluster->frames[cluster->frame_count].to = to;
    cluster->frames[cluster->frame_count++].bytes = copy;
}

void cluster_wire_send(struct cluster *cluster, size_t node, size_t index, bool resign)
{
    struct member *member = &cluster->nodes[node].members[index];
    struct instance *instance = &member->instance;

    if (cluster->nodes[node].cut || member->link_down)
        return;
    for (size_t d = 0; d < instance->destination_count; d++) {
        const uint8_t *bytes = resign ? instance_resign(instance, d) : instance_advert(instance, d);
        struct frame frame = {.at_us = cluster->now_us + CLUSTER_DELAY_US,
                              .from = node,
                              .instance = index,
                              .source = member->address,
                              .destination = *instance_destination(instance, d),
                              .size = instance->advert_size};

        for (size_t to = 0; to < cluster->count && frame.size > 0; to++)
            if (to != node && cluster->nodes[to].on && !cluster->nodes[to].cut)
                send_to(cluster, &frame, to, bytes);
    }
}

void cluster_wire_announce(struct cluster *cluster, size_t node, size_t index)
{
    struct frame frame = {.at_us = cluster->now_us + CLUSTER_DELAY_US, .from = node, .instance = index};

    for (size_t to = 0; to < cluster->count; to++) {
        if (to == node || !cluster->nodes[to].on || cluster->nodes[node].members[index].link_down)
            continue;
        if (!make_room(cluster)) {
            cluster->incomplete = true;
            return;
        }
        frame.to = to;
        cluster->frames[cluster->frame_count++] = frame;
    }
}

static void drop(struct cluster *cluster, size_t i)
{
    cluster->frame_count--;
    memmove(&cluster->frames[i], &cluster->frames[i + 1],
            (cluster->frame_count - i) * sizeof(*cluster->frames));
}

bool cluster_wire_take(struct cluster *cluster, struct frame *out)
{
    for (size_t i = 0; i < cluster->frame_count && cluster->frames[i].at_us <= cluster->now_us; i++) {
        if (cluster->nodes[cluster->frames[i].to].frozen)
            continue;
        *out = cluster->frames[i];
        drop(cluster, i);
        return true;
    }
    return false;
}

int64_t cluster_wire_next_us(const struct cluster *cluster)
{
    for (size_t i = 0; i < cluster->frame_count; i++)
        if (!cluster->nodes[cluster->frames[i].to].frozen)
            return cluster->frames[i].at_us;
    return INT64_MAX;
}

void cluster_wire_forget(struct cluster *cluster, size_t node)
{
    for (size_t i = cluster->frame_count; i-- > 0;) {
        if (cluster->frames[i].to != node)
            continue;
        free(cluster->frames[i].bytes);
        drop(cluster, i);
    }
}

/* On the interface of that name where the node has such a virtual router there, else on any: names of
 * interfaces differ between machines. */
struct member *cluster_wire_listener(struct cluster *cluster, const struct frame *frame)
{
    const struct conf_instance *sender = &cluster->nodes[frame->from].conf->instances[frame->instance];
    struct node *node = &cluster->nodes[frame->to];
    struct member *any = NULL;

    for (size_t i = 0; i < node->conf->instance_count; i++) {
        struct member *member = &node->members[i];
        const struct conf_instance *instance = member->instance.conf;

        if (!same_router(instance, sender))
            continue;
        if (instance->peer_count > 0 && !addr_equal(&member->address, &frame->destination) &&
            !addr_is_multicast(&frame->destination))
            continue; /* to another of its peers */
        if (strcmp(instance->interface, sender->interface) == 0)
            return member;
        any = member;
    }
    return any;
}
