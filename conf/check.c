/* Rules of the whole configuration. */
#include "conf/check.h"

#include <stdlib.h>
#include <string.h>

#include "conf/check_lvs.h"
#include "conf/check_track.h"
#include "conf/check_paths.h"
#include "conf/lease.h"
#include "conf/settle.h"

enum {
    PRIORITY_OWNER = 255,
    ADVERT_ADDRESSES_MAX = 255, /* the count is one byte on the wire (RFC 9568 5.2.5) */
};

static void fail(struct reader *reader, const struct conf_place *place, const char *name, const char *what)
{
    conf_errors_add(reader->errors, CONF_ERROR, place, "instance `%s' %s", name, what);
}

static void warn(struct reader *reader, const struct conf_instance *instance, const char *what)
{
    conf_errors_add(reader->errors, CONF_WARNING, &instance->place, "instance `%s' %s", instance->name, what);
}

/* RFC 9568 8.3.2 and keepalived: the owner of the address always takes it back at once. */
static void settle_owner(struct reader *reader, struct conf_instance *instance)
{
    if (instance->priority != PRIORITY_OWNER || (instance->preempt && instance->preempt_delay_us == 0))
        return;
    warn(reader, instance,
         "has priority 255, the address owner, which always preempts: nopreempt and the "
         "preempt delay are off");
    instance->preempt = true;
    instance->preempt_delay_us = 0;
}

static void settle_preempt(struct reader *reader, struct conf_instance *instance)
{
    settle_owner(reader, instance);
    if (instance->state == CONF_STATE_MASTER && !instance->preempt) {
        warn(reader, instance,
             "has state MASTER, which turns nopreempt off: it will preempt. Use state BACKUP on "
             "both nodes with nopreempt");
        instance->preempt = instance->preempt_forced = true;
    }
    if (instance->state == CONF_STATE_MASTER && instance->preempt_delay_us) {
        warn(reader, instance,
             "has state MASTER, which turns the preempt delay off. Use state BACKUP with it");
        instance->preempt_delay_us = 0;
    }
    if (!instance->preempt && instance->preempt_delay_us) {
        warn(reader, instance, "has nopreempt, so the preempt delay has no effect");
        instance->preempt_delay_us = 0;
    }
}

/* A warning in both formats: keepalived hands any address to the kernel, which may well refuse it, and what
 * is imported from there must load. */
static void report_odd_address(struct reader *reader, const struct conf_instance *instance,
                               const struct conf_address *address)
{
    char text[ADDR_TEXT_MAX];

    conf_errors_add(reader->errors, CONF_WARNING, &address->place,
                    "instance `%s': %s is not an address that a host can share", instance->name,
                    addr_format(&address->address, text));
}

static bool is_odd(const struct addr *address)
{
    static const uint8_t loopback[16] = {[15] = 1}, unspecified[16] = {0};
    const uint8_t first = address->bytes[0];

    if (address->family == ADDR_IPV4)
        return first == 0 || first == 127 || first >= 224;
    return address->family == ADDR_IPV6 &&
           (addr_is_multicast(address) || memcmp(address->bytes, loopback, 16) == 0 ||
            memcmp(address->bytes, unspecified, 16) == 0);
}

static void check_addresses(struct reader *reader, const struct conf_instance *instance,
                            const struct conf_address *addresses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_odd(&addresses[i].address))
            report_odd_address(reader, instance, &addresses[i]);
}

/* RFC 9568 5.2.9: the first address of an IPv6 advert is the link-local one. */
static void check_link_local(struct reader *reader, const struct conf_instance *instance)
{
    if (instance->family == ADDR_IPV6 && instance->address_count &&
        !addr_is_link_local(&instance->addresses[0].address))
        conf_errors_add(reader->errors, CONF_WARNING, &instance->addresses[0].place,
                        "the first IPv6 address of instance `%s' should be a link-local one (fe80::/10)",
                        instance->name);
}

static void check_limits(struct reader *reader, const struct conf_instance *instance)
{
    if (instance->address_count > ADVERT_ADDRESSES_MAX)
        fail(reader, &instance->addresses[ADVERT_ADDRESSES_MAX].place, instance->name,
             "has more than 255 addresses, the most an advert can carry; put the rest into `excluded'");
    if (instance->address_count + instance->excluded_count > CONF_VIPS_MAX)
        fail(reader, &instance->place, instance->name, "has more than 4096 addresses");
    if (instance->peer_count > CONF_PEERS_MAX)
        fail(reader, &instance->peers[CONF_PEERS_MAX].place, instance->name, "has more than 32 peers");
    if (instance->group.family != ADDR_NONE && !addr_is_multicast(&instance->group))
        fail(reader, &instance->place, instance->name, "has a group that is no multicast address");
}

/* ---- conflicts: found by sorting, because a thousand instances may hold thousands of addresses ---- */

struct owned {
    const struct conf_instance *instance;
    const struct conf_address *address;
    size_t order; /* in the configuration: of two that share an address the later is reported */
};

static int compare_owned(const void *a, const void *b)
{
    const struct owned *left = a, *right = b;
    int order = addr_compare(&left->address->address, &right->address->address);

    if (order == 0)
        order = strcmp(left->address->interface, right->address->interface);
    if (order == 0)
        order = left->order < right->order ? -1 : 1;
    return order;
}

static void report_shared(struct reader *reader, const struct owned *first, const struct owned *second)
{
    char text[ADDR_TEXT_MAX];
    const struct conf_address *address = second->address;
    bool same = first->instance == second->instance;

    if (same && reader->conf->format == CONF_FORMAT_KEEPALIVED)
        return; /* its reader said so */
    /* It runs with keepalived, so it has to run here, and what is imported from there in YAML. */
    conf_errors_add(reader->errors, CONF_WARNING, &address->place,
                    "address %s on %s is already in instance `%s' (line %u)%s",
                    addr_format(&address->address, text), address->interface, first->instance->name,
                    first->address->place.line,
                    same ? ": adverts count it twice" : ": they will take it from each other");
}

static void collect(const struct conf *conf, struct owned *owned)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];
        for (size_t a = 0; a < instance->address_count; a++, count++)
            owned[count] = (struct owned){instance, &instance->addresses[a], count};
        for (size_t a = 0; a < instance->excluded_count; a++, count++)
            owned[count] = (struct owned){instance, &instance->excluded[a], count};
    }
}

static bool same_address(const struct conf_address *a, const struct conf_address *b)
{
    return addr_equal(&a->address, &b->address) && strcmp(a->interface, b->interface) == 0;
}

static void check_shared_addresses(struct reader *reader)
{
    struct conf *conf = reader->conf;
    size_t total = 0;

    for (size_t i = 0; i < conf->instance_count; i++)
        total += conf->instances[i].address_count + conf->instances[i].excluded_count;
    if (total < 2)
        return;
    struct owned *owned = conf_alloc(conf, total * sizeof *owned);
    collect(conf, owned);
    qsort(owned, total, sizeof *owned, compare_owned);
    for (size_t i = 1; i < total; i++)
        if (same_address(owned[i - 1].address, owned[i].address))
            report_shared(reader, &owned[i - 1], &owned[i]);
}

static bool same_router(const struct conf_instance *a, const struct conf_instance *b)
{
    return a->vrid == b->vrid && a->family == b->family && strcmp(a->interface, b->interface) == 0;
}

static void check_shared_vrid(struct reader *reader, size_t i)
{
    const struct conf *conf = reader->conf;
    const struct conf_instance *instance = &conf->instances[i];

    for (size_t j = 0; instance->vrid && instance->interface[0] && j < i; j++) {
        if (!same_router(&conf->instances[j], instance))
            continue;
        conf_errors_add(reader->errors, CONF_ERROR, &instance->place,
                        "instance `%s' has VRID %u on %s, which instance `%s' (line %u) already has",
                        instance->name, instance->vrid, instance->interface, conf->instances[j].name,
                        conf->instances[j].place.line);
        return;
    }
}

/* ---- distinct interfaces ---- */

struct names {
    const char **items;
    size_t count;
};

static void add_name(struct names *names, const char *name)
{
    if (name[0])
        names->items[names->count++] = name;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t most_names(const struct conf *conf)
{
    size_t most = conf->tracker_count + 1;

    for (size_t i = 0; i < conf->instance_count; i++)
        most += 2 + conf->instances[i].address_count + conf->instances[i].excluded_count;
    return most;
}

static void collect_names(const struct conf *conf, struct names *names)
{
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];
        add_name(names, instance->interface);
        add_name(names, instance->vmac_interface);
        for (size_t a = 0; a < instance->address_count; a++)
            add_name(names, instance->addresses[a].interface);
        for (size_t a = 0; a < instance->excluded_count; a++)
            add_name(names, instance->excluded[a].interface);
    }
    for (size_t i = 0; i < conf->tracker_count; i++)
        if (conf->trackers[i].kind == CONF_TRACK_INTERFACE)
            add_name(names, conf->trackers[i].name);
}

/* Everything that the kernel's link events are followed for. */
static void check_interfaces(struct reader *reader)
{
    struct conf *conf = reader->conf;
    struct names names = {.items = conf_alloc(conf, most_names(conf) * sizeof *names.items)};
    size_t distinct = 0;

    collect_names(conf, &names);
    qsort(names.items, names.count, sizeof *names.items, compare_names);
    for (size_t i = 0; i < names.count; i++)
        distinct += i == 0 || strcmp(names.items[i - 1], names.items[i]) != 0;
    if (distinct > CONF_INTERFACES_MAX)
        conf_errors_add(reader->errors, CONF_ERROR, &(struct conf_place){conf->path, 0, 0},
                        "%zu interfaces are used by instances, addresses and trackers, %d is the most",
                        distinct, CONF_INTERFACES_MAX);
}

void check_conf(struct reader *reader)
{
    struct conf *conf = reader->conf;

    if (conf->instance_count == 0 && conf->virtual_server_count == 0 && reader->errors->errors == 0)
        conf_errors_add(reader->errors, CONF_WARNING, &(struct conf_place){conf->path, 0, 0},
                        "no VRRP instance is configured");
    if (conf->instance_count > CONF_INSTANCES_MAX) {
        fail(reader, &conf->instances[CONF_INSTANCES_MAX].place, conf->instances[CONF_INSTANCES_MAX].name,
             "is one too many, 1024 is the most");
        return;
    }
    settle_conf(reader);
    for (size_t i = 0; i < conf->instance_count; i++) {
        struct conf_instance *instance = &conf->instances[i];
        settle_preempt(reader, instance);
        check_addresses(reader, instance, instance->addresses, instance->address_count);
        check_addresses(reader, instance, instance->excluded, instance->excluded_count);
        check_link_local(reader, instance);
        check_limits(reader, instance);
        check_shared_vrid(reader, i);
    }
    check_interfaces(reader);
    conf_lease_settle(reader);
    check_paths(reader);
    check_track(reader);
    check_lvs(reader);
    check_shared_addresses(reader);
}
