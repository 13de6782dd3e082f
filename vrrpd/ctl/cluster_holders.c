/* Who holds which address, and how long nobody or more than one did. */
#include <stdlib.h>

#include "vrrpd/ctl/cluster_state.h"

static struct cluster_address *find(struct cluster *cluster, const struct addr *address)
{
    for (size_t i = 0; i < cluster->address_count; i++)
        if (addr_equal(&cluster->addresses[i].address, address))
            return &cluster->addresses[i];
    return NULL;
}

static void add(struct cluster *cluster, const struct conf_instance *instance, const struct addr *address)
{
    if (find(cluster, address) == NULL)
        cluster->addresses[cluster->address_count++] =
            (struct cluster_address){.address = *address, .instance = instance->name};
}

static void add_all(struct cluster *cluster, const struct conf *conf)
{
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        for (size_t n = 0; n < instance->address_count; n++)
            add(cluster, instance, &instance->addresses[n].address);
        for (size_t n = 0; n < instance->excluded_count; n++)
            add(cluster, instance, &instance->excluded[n].address);
    }
}

bool cluster_holders_prepare(struct cluster *cluster)
{
    size_t room = 1;

    for (size_t i = 0; i < cluster->count; i++)
        for (size_t n = 0; n < cluster->nodes[i].conf->instance_count; n++)
            room += cluster->nodes[i].conf->instances[n].address_count +
                    cluster->nodes[i].conf->instances[n].excluded_count;
    cluster->addresses = calloc(room, sizeof(*cluster->addresses));
    for (size_t i = 0; cluster->addresses != NULL && i < cluster->count; i++)
        add_all(cluster, cluster->nodes[i].conf);
    return cluster->addresses != NULL;
}

void cluster_holders_free(struct cluster *cluster)
{
    for (size_t i = 0; i < cluster->address_count; i++)
        free(cluster->addresses[i].spans);
    free(cluster->addresses);
}

static bool is_one(unsigned holders)
{
    return holders != 0 && (holders & (holders - 1)) == 0;
}

static void open_span(struct cluster *cluster, struct cluster_address *address, unsigned holders)
{
    struct cluster_span *grown =
        reallocarray(address->spans, address->span_count + 1, sizeof(*address->spans));

    if (grown == NULL) {
        cluster->incomplete = true;
        return;
    }
    address->spans = grown;
    grown[address->span_count++] =
        (struct cluster_span){.from_us = cluster->now_us, .to_us = -1, .holders = holders};
}

static void change(struct cluster *cluster, struct cluster_address *address, unsigned holders)
{
    struct cluster_span *last = address->span_count > 0 ? &address->spans[address->span_count - 1] : NULL;

    if (holders == address->holders)
        return;
    if (last != NULL && last->to_us < 0) {
        last->to_us = cluster->now_us;
        if (last->to_us == last->from_us) /* one thing happened as two steps */
            address->span_count--;
    }
    address->was_held |= holders != 0;
    if (address->was_held && !is_one(holders))
        open_span(cluster, address, holders);
    address->holders = holders;
    address->since_us = cluster->now_us;
}

static void set_one(struct cluster *cluster, size_t node, const struct addr *which, bool holds)
{
    struct cluster_address *address = find(cluster, which);
    unsigned bit = 1U << node;

    if (address != NULL)
        change(cluster, address, holds ? address->holders | bit : address->holders & ~bit);
}

void cluster_holders_set(struct cluster *cluster, size_t node, const struct conf_instance *instance,
                         bool holds)
{
    for (size_t i = 0; i < instance->address_count; i++)
        set_one(cluster, node, &instance->addresses[i].address, holds);
    for (size_t i = 0; i < instance->excluded_count; i++)
        set_one(cluster, node, &instance->excluded[i].address, holds);
}

void cluster_holders_die(struct cluster *cluster, size_t node)
{
    for (size_t i = 0; i < cluster->address_count; i++)
        change(cluster, &cluster->addresses[i], cluster->addresses[i].holders & ~(1U << node));
}
