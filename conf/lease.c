/* Leases of virtual addresses; see lease.h. */
#include "conf/lease.h"

#include "conf/quantity.h"

enum { INTERVALS = 3 }; /* after which RFC 9568 6.1 lets a peer take over; the skew is on top */

static const int64_t second_us = 1000000;
static const int64_t shortest_us = 2 * 1000000;

int64_t conf_lease_patience_us(const struct conf_instance *instance)
{
    int64_t intervals = instance->down_adverts < INTERVALS ? instance->down_adverts : INTERVALS;

    return intervals * instance->advert_interval_us;
}

int64_t conf_lease_auto_us(const struct conf_instance *instance)
{
    int64_t whole_us = conf_lease_patience_us(instance) / second_us * second_us - second_us;

    return whole_us < shortest_us ? shortest_us : whole_us;
}

int64_t conf_lease_length_us(const struct conf_instance *instance)
{
    if (instance->lease_wish_us == CONF_LEASE_AUTO)
        return conf_lease_auto_us(instance);
    return instance->lease_wish_us; /* CONF_LEASE_OFF is 0 */
}

int64_t conf_lease_answers_us(int64_t length_us)
{
    return length_us + second_us;
}

/* ---- what is too long ---- */

static bool is_long(const struct conf_instance *instance)
{
    return conf_lease_length_us(instance) > conf_lease_auto_us(instance);
}

static void warn_of_overlap(struct reader *reader, const struct conf_instance *instance, size_t others)
{
    char length[QUANTITY_DURATION_TEXT_MAX], answers[QUANTITY_DURATION_TEXT_MAX],
        patience[QUANTITY_DURATION_TEXT_MAX];
    struct conf_place place = conf_key_place(instance, CONF_KEY_LEASE);

    quantity_duration_format(conf_lease_length_us(instance), length);
    quantity_duration_format(conf_lease_answers_us(conf_lease_length_us(instance)), answers);
    quantity_duration_format(conf_lease_patience_us(instance), patience);
    conf_errors_add(
        reader->errors, CONF_WARNING, &place,
        "lease %s of instance `%s'%s: this node, dead or frozen, may answer for the addresses up to "
        "%s, but its peer takes over after %s: two holders meanwhile",
        length, instance->name, others > 0 ? " and others" : "", answers, patience);
}

/* Of those that have it from `global` one is named for all. */
static void check_lengths(struct reader *reader)
{
    const struct conf *conf = reader->conf;
    const struct conf_instance *first = NULL;
    size_t inherited = 0;

    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        if (!is_long(instance))
            continue;
        if (instance->lines[CONF_KEY_LEASE] != 0) {
            warn_of_overlap(reader, instance, 0);
            continue;
        }
        first = inherited++ == 0 ? instance : first;
    }
    if (first != NULL)
        warn_of_overlap(reader, first, inherited - 1);
}

/* ---- who has one ---- */

/* Duplicate address detection that fails removes an address with a lease, and nobody would see why. */
static bool may_have(const struct conf_address *address)
{
    return address->address.family != ADDR_IPV6 || !address->dad;
}

static size_t count_ipv6(const struct conf_address *addresses, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        found += addresses[i].address.family == ADDR_IPV6 && may_have(&addresses[i]);
    return found;
}

static size_t count_all_ipv6(const struct conf *conf)
{
    size_t found = 0;

    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        if (conf_lease_length_us(instance) == 0)
            continue;
        found += count_ipv6(instance->addresses, instance->address_count);
        found += count_ipv6(instance->excluded, instance->excluded_count);
    }
    return found;
}

static void give(struct conf_address *addresses, size_t count, int64_t length_us, bool ipv6)
{
    for (size_t i = 0; i < count; i++)
        if (may_have(&addresses[i]) && (ipv6 || addresses[i].address.family != ADDR_IPV6))
            addresses[i].lease_us = length_us;
}

void conf_lease_settle(struct reader *reader)
{
    const struct conf *conf = reader->conf;
    size_t ipv6 = count_all_ipv6(conf);

    check_lengths(reader);
    if (ipv6 > CONF_LEASE_IPV6_MAX)
        conf_errors_add(
            reader->errors, CONF_WARNING, &(struct conf_place){conf->path, 0, 0},
            "%zu IPv6 addresses are too many for leases (more than %d cost too much): they have none, "
            "and a dead node keeps them until vrrpd starts there again",
            ipv6, CONF_LEASE_IPV6_MAX);
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];
        int64_t length_us = conf_lease_length_us(instance);

        give(instance->addresses, instance->address_count, length_us, ipv6 <= CONF_LEASE_IPV6_MAX);
        give(instance->excluded, instance->excluded_count, length_us, ipv6 <= CONF_LEASE_IPV6_MAX);
    }
}
