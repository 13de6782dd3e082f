/* Virtual MACs and interfaces of addresses. */
#include "conf/settle.h"

#include <stdio.h>
#include <string.h>

/* RFC 9568 7.3: 00-00-5E-00-01-{VRID} for IPv4, 00-00-5E-00-02-{VRID} for IPv6. */
void settle_vmac_defaults(const struct conf_instance *instance, char name[CONF_INTERFACE_MAX],
                          uint8_t address[CONF_MAC_SIZE])
{
    bool ipv6 = instance->family == ADDR_IPV6;
    const uint8_t mac[CONF_MAC_SIZE] = {0x00, 0x00, 0x5e, 0x00, ipv6 ? 2 : 1, instance->vrid};

    memcpy(address, mac, sizeof mac);
    snprintf(name, CONF_INTERFACE_MAX, "vrrp%s.%u", ipv6 ? "6" : "", instance->vrid);
}

/* Whether another instance calls an interface so. */
static bool is_taken(const struct conf *conf, const char *name, size_t except)
{
    for (size_t i = 0; i < conf->instance_count; i++)
        if (strcmp(conf->instances[i].interface, name) == 0 ||
            (i != except && strcmp(conf->instances[i].vmac_interface, name) == 0))
            return true;
    return false;
}

static void check_name(struct reader *reader, size_t i)
{
    const struct conf *conf = reader->conf;
    const struct conf_instance *instance = &conf->instances[i];

    for (size_t j = 0; j < conf->instance_count; j++) {
        const struct conf_instance *other = &conf->instances[j];
        if (strcmp(other->interface, instance->vmac_interface) != 0 &&
            (j >= i || strcmp(other->vmac_interface, instance->vmac_interface) != 0))
            continue;
        conf_errors_add(
            reader->errors, CONF_ERROR, &instance->place,
            "instance `%s' calls the interface of its virtual MAC `%s', which instance `%s' (line %u) "
            "uses",
            instance->name, instance->vmac_interface, other->name, other->place.line);
        return;
    }
}

/* The plain default, and where that is taken (the same VRID on another interface) with .2, .3, .. behind it:
 * the first in the file that is free, so that every program that reads the file finds the same. */
static void choose_name(const struct conf *conf, size_t i)
{
    struct conf_instance *instance = &conf->instances[i];
    char name[CONF_INTERFACE_MAX], base[CONF_INTERFACE_MAX];
    uint8_t address[CONF_MAC_SIZE];

    settle_vmac_defaults(instance, base, address);
    memcpy(name, base, sizeof name);
    for (unsigned n = 2; is_taken(conf, name, i) && n <= CONF_INSTANCES_MAX; n++)
        snprintf(name, sizeof name, "%.9s.%u", base, n);
    memcpy(instance->vmac_interface, name, sizeof name);
}

static void settle_vmac(struct reader *reader, struct conf_instance *instance)
{
    static const uint8_t none[CONF_MAC_SIZE] = {0};
    char name[CONF_INTERFACE_MAX];

    if (memcmp(instance->vmac_address, none, sizeof none) == 0)
        settle_vmac_defaults(instance, name, instance->vmac_address);
    if (instance->peer_count == 0 || instance->vmac_xmit_base)
        return;
    conf_errors_add(
        reader->errors, CONF_WARNING, &instance->place,
        "instance `%s' has unicast peers and a virtual MAC: its adverts leave from %s, as in keepalived",
        instance->name, instance->interface);
    instance->vmac_xmit_base = true;
}

/* Given names first: a default gives way to them. */
static void settle_vmacs(struct reader *reader)
{
    const struct conf *conf = reader->conf;

    for (size_t i = 0; i < conf->instance_count; i++)
        if (conf->instances[i].vmac && conf->instances[i].vmac_interface[0])
            check_name(reader, i);
    for (size_t i = 0; i < conf->instance_count; i++) {
        if (!conf->instances[i].vmac) {
            conf->instances[i].vmac_xmit_base = false;
            continue;
        }
        if (!conf->instances[i].vmac_interface[0])
            choose_name(conf, i);
        settle_vmac(reader, &conf->instances[i]);
    }
}

const char *settle_address_interface(const struct conf_instance *instance, uint8_t family)
{
    return instance->vmac && family == instance->family ? instance->vmac_interface : instance->interface;
}

static void settle_addresses(const struct conf_instance *instance, struct conf_address *addresses,
                             size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!addresses[i].interface[0])
            strcpy(addresses[i].interface, settle_address_interface(instance, addresses[i].address.family));
}

void settle_conf(struct reader *reader)
{
    const struct conf *conf = reader->conf;

    settle_vmacs(reader);
    for (size_t i = 0; i < conf->instance_count; i++) {
        struct conf_instance *instance = &conf->instances[i];
        settle_addresses(instance, instance->addresses, instance->address_count);
        settle_addresses(instance, instance->excluded, instance->excluded_count);
    }
}
