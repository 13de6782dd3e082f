/* The virtual addresses of a configuration; see vips.h. */
#include "vrrpd/vrrp/vips.h"

#include <errno.h>
#include <stdlib.h>

struct vip *vips_find(const struct vips *vips, size_t interface, const struct addr *address,
                      uint8_t prefix_length)
{
    for (size_t i = 0; i < vips->count; i++) {
        struct vip *vip = &vips->items[i];

        if (vip->interface == interface && vip->address.prefix_length == prefix_length &&
            addr_equal(&vip->address.address, address))
            return vip;
    }
    return NULL;
}

bool vips_contain(const struct vips *vips, size_t interface, const struct addr *address)
{
    for (size_t i = 0; i < vips->count; i++)
        if (vips->items[i].interface == interface && addr_equal(&vips->items[i].address.address, address))
            return true;
    return false;
}

static void add(struct vips *vips, size_t owner, const struct conf_address *address,
                const struct interfaces *interfaces)
{
    size_t interface = (size_t)interfaces_find(interfaces, address->interface);
    struct vip *vip = vips_find(vips, interface, &address->address, address->prefix_length);

    if (vip == NULL) {
        vip = &vips->items[vips->count++];
        *vip = (struct vip){.address = *address, .interface = interface, .owner = owner};
    }
    vips->of_instance[owner][vips->of_instance_count[owner]++] = (size_t)(vip - vips->items);
}

static size_t total(const struct conf *conf)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->instance_count; i++)
        count += conf->instances[i].address_count + conf->instances[i].excluded_count;
    return count;
}

int vips_collect(struct vips *vips, const struct conf *conf, const struct interfaces *interfaces)
{
    *vips = (struct vips){.items = calloc(total(conf) + 1, sizeof(*vips->items)),
                          .of_instance = calloc(conf->instance_count + 1, sizeof(*vips->of_instance)),
                          .of_instance_count =
                              calloc(conf->instance_count + 1, sizeof(*vips->of_instance_count))};
    if (vips->items == NULL || vips->of_instance == NULL || vips->of_instance_count == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        vips->of_instance[i] = calloc(instance->address_count + instance->excluded_count + 1, sizeof(size_t));
        if (vips->of_instance[i] == NULL)
            return -ENOMEM;
        for (size_t n = 0; n < instance->address_count; n++)
            add(vips, i, &instance->addresses[n], interfaces);
        for (size_t n = 0; n < instance->excluded_count; n++)
            add(vips, i, &instance->excluded[n], interfaces);
    }
    return 0;
}

void vips_free(struct vips *vips, size_t instance_count)
{
    for (size_t i = 0; i < instance_count && vips->of_instance != NULL; i++)
        free(vips->of_instance[i]);
    free(vips->of_instance);
    free(vips->of_instance_count);
    free(vips->items);
    *vips = (struct vips){.items = NULL};
}

void vips_want(struct vips *vips, const bool *master, size_t instance_count)
{
    for (size_t i = 0; i < vips->count; i++)
        vips->items[i].wanted = false;
    for (size_t i = 0; i < instance_count; i++)
        for (size_t n = 0; master[i] && n < vips->of_instance_count[i]; n++)
            vips->items[vips->of_instance[i][n]].wanted = true;
}
