/* The virtual addresses of a configuration; see vips.h. */
#include "vrrpd/vrrp/vips.h"

#include <errno.h>
#include <stdlib.h>

static int compare_addresses(const struct vip_key *a, const struct vip_key *b)
{
    if (a->interface != b->interface)
        return a->interface < b->interface ? -1 : 1;
    return addr_compare(&a->address, &b->address);
}

/* Nothing of the item's number. */
static int compare_keys(const void *left, const void *right)
{
    const struct vip_key *a = left, *b = right;
    int order = compare_addresses(a, b);

    return order != 0 ? order : a->prefix_length - b->prefix_length;
}

/* The first mention of an address comes first. */
static int compare_mentions(const void *left, const void *right)
{
    const struct vip_key *a = left, *b = right;
    int order = compare_keys(a, b);

    if (order != 0)
        return order;
    return a->item < b->item ? -1 : a->item > b->item;
}

static int compare_any_prefix(const void *left, const void *right)
{
    return compare_addresses(left, right);
}

struct vip *vips_find(const struct vips *vips, size_t interface, const struct addr *address,
                      uint8_t prefix_length)
{
    struct vip_key key = {.interface = interface, .address = *address, .prefix_length = prefix_length};
    const struct vip_key *found = bsearch(&key, vips->keys, vips->count, sizeof(key), compare_keys);

    return found == NULL ? NULL : &vips->items[found->item];
}

bool vips_contain(const struct vips *vips, size_t interface, const struct addr *address)
{
    struct vip_key key = {.interface = interface, .address = *address};

    return bsearch(&key, vips->keys, vips->count, sizeof(key), compare_any_prefix) != NULL;
}

/* An address as a configuration mentions it, in the order of the file. */
static void mention(struct vips *vips, size_t owner, const struct conf_address *address,
                    const struct interfaces *interfaces)
{
    size_t interface = (size_t)interfaces_find(interfaces, address->interface);

    vips->keys[vips->count] = (struct vip_key){.interface = interface,
                                               .address = address->address,
                                               .prefix_length = address->prefix_length,
                                               .item = vips->count};
    vips->items[vips->count] = (struct vip){
        .address = *address, .interface = interface, .owner = owner, .lease.length_us = address->lease_us};
    vips->of_instance[owner][vips->of_instance_count[owner]++] = vips->count++;
}

/* Keeps the first mention of each address; `number` has room for every mention. */
static void merge(struct vips *vips, size_t *number, size_t instance_count)
{
    size_t mentions = vips->count, first = 0;

    qsort(vips->keys, mentions, sizeof(*vips->keys), compare_mentions);
    for (size_t i = 0; i < mentions; i++) {
        if (compare_keys(&vips->keys[first], &vips->keys[i]) != 0)
            first = i;
        number[vips->keys[i].item] = vips->keys[first].item;
    }
    vips->count = 0;
    for (size_t i = 0; i < mentions; i++) { /* a first mention is met before the others of its address */
        if (number[i] == i) {
            number[i] = vips->count;
            vips->items[vips->count++] = vips->items[i];
        } else {
            number[i] = number[number[i]];
        }
    }
    for (size_t i = 0, kept = 0; i < mentions; i++) {
        vips->keys[i].item = number[vips->keys[i].item];
        if (kept == 0 || compare_keys(&vips->keys[kept - 1], &vips->keys[i]) != 0)
            vips->keys[kept++] = vips->keys[i];
    }
    for (size_t i = 0; i < instance_count; i++)
        for (size_t n = 0; n < vips->of_instance_count[i]; n++)
            vips->of_instance[i][n] = number[vips->of_instance[i][n]];
}

static size_t total(const struct conf *conf)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->instance_count; i++)
        count += conf->instances[i].address_count + conf->instances[i].excluded_count;
    return count;
}

static int collect_instance(struct vips *vips, const struct conf *conf, size_t i,
                            const struct interfaces *interfaces)
{
    const struct conf_instance *instance = &conf->instances[i];

    vips->of_instance[i] = calloc(instance->address_count + instance->excluded_count + 1, sizeof(size_t));
    if (vips->of_instance[i] == NULL)
        return -ENOMEM;
    for (size_t n = 0; n < instance->address_count; n++)
        mention(vips, i, &instance->addresses[n], interfaces);
    for (size_t n = 0; n < instance->excluded_count; n++)
        mention(vips, i, &instance->excluded[n], interfaces);
    return 0;
}

int vips_collect(struct vips *vips, const struct conf *conf, const struct interfaces *interfaces)
{
    size_t room = total(conf) + 1;
    size_t *number = calloc(room, sizeof(*number));
    int error = 0;

    *vips = (struct vips){.items = calloc(room, sizeof(*vips->items)),
                          .keys = calloc(room, sizeof(*vips->keys)),
                          .of_instance = calloc(conf->instance_count + 1, sizeof(*vips->of_instance)),
                          .of_instance_count =
                              calloc(conf->instance_count + 1, sizeof(*vips->of_instance_count))};
    if (number == NULL || vips->items == NULL || vips->keys == NULL || vips->of_instance == NULL ||
        vips->of_instance_count == NULL)
        error = -ENOMEM;
    for (size_t i = 0; i < conf->instance_count && error == 0; i++)
        error = collect_instance(vips, conf, i, interfaces);
    if (error == 0)
        merge(vips, number, conf->instance_count);
    free(number);
    return error;
}

void vips_free(struct vips *vips, size_t instance_count)
{
    for (size_t i = 0; i < instance_count && vips->of_instance != NULL; i++)
        free(vips->of_instance[i]);
    free(vips->of_instance);
    free(vips->of_instance_count);
    free(vips->items);
    free(vips->keys);
    *vips = (struct vips){.items = NULL};
}

void vips_want(struct vips *vips, const bool *master, size_t instance_count)
{
    for (size_t i = 0; i < vips->count; i++) {
        vips->items[i].wanted = false;
        vips->items[i].claim = (struct lease_claim){.advert_us = 0};
    }
    for (size_t i = 0; i < instance_count; i++)
        for (size_t n = 0; master[i] && n < vips->of_instance_count[i]; n++)
            vips->items[vips->of_instance[i][n]].wanted = true;
}

void vips_claim(struct vips *vips, size_t instance, const struct lease_claim *claim)
{
    for (size_t n = 0; n < vips->of_instance_count[instance]; n++) {
        struct vip *vip = &vips->items[vips->of_instance[instance][n]];

        if (claim->until_us > vip->claim.until_us)
            vip->claim = *claim;
    }
}
