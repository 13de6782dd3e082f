/* One configured virtual router; see instance.h. */
#include "vrrpd/vrrp/instance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    PACKET_HEADER = 8,
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
};

/* Duplicate address detection of the successor would find our addresses, and refuse its own. */
static bool is_found_by_dad(const struct conf_address *addresses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (addresses[i].address.family == ADDR_IPV6 && addresses[i].dad)
            return true;
    return false;
}

static struct election_config election_config(const struct conf_instance *conf)
{
    return (struct election_config){
        .version = conf->version,
        .priority = conf->priority,
        .down_adverts = conf->down_adverts,
        .preempt = conf->preempt,
        .grouped = conf->group_index >= 0,
        .serves = !is_found_by_dad(conf->addresses, conf->address_count) &&
                  !is_found_by_dad(conf->excluded, conf->excluded_count),
        .interval_us = conf->advert_interval_us,
        .preempt_delay_us = conf->preempt_delay_us,
        .announce_delay_us = conf->garp.master_delay_us,
        .announce_refresh_us = conf->garp.master_refresh_us,
        .announce_lower_delay_us = conf->garp.lower_prio_delay_us,
        .announce_repeat = conf->garp.master_repeat,
        .announce_refresh_repeat = conf->garp.master_refresh_repeat,
        .announce_lower_repeat = conf->garp.lower_prio_repeat,
    };
}

static uint8_t auth_type(const struct conf_instance *conf)
{
    return conf->auth == CONF_AUTH_PASS ? PACKET_AUTH_SIMPLE : PACKET_AUTH_NONE;
}

static size_t advert_room(const struct conf_instance *conf)
{
    size_t count = conf->address_count < PACKET_ADDRESSES_MAX ? conf->address_count : PACKET_ADDRESSES_MAX;

    return PACKET_HEADER + count * addr_size(&conf->group) + PACKET_AUTH_SIZE;
}

static void expect(struct instance *instance)
{
    const struct conf_instance *conf = instance->conf;

    instance->expect = (struct packet_expect){.version = conf->version,
                                              .auth_type = auth_type(conf),
                                              .interval_us = conf->advert_interval_us,
                                              .unicast = conf->peer_count > 0,
                                              .group = conf->group,
                                              .peers = instance->peers,
                                              .peer_count = conf->peer_count};
    memcpy(instance->expect.auth_data, conf->password, PACKET_AUTH_SIZE);
    for (size_t i = 0; i < conf->peer_count; i++)
        instance->peers[i] = (struct packet_peer){.address = conf->peers[i].address,
                                                  .min_ttl = conf->peers[i].min_ttl,
                                                  .max_ttl = conf->peers[i].max_ttl};
}

int instance_init(struct instance *instance, const struct conf_instance *conf)
{
    struct election_config config = election_config(conf);

    memset(instance, 0, sizeof(*instance));
    instance->conf = conf;
    election_init(&instance->election, &config);
    instance->destination_count = conf->peer_count > 0 ? conf->peer_count : 1;
    instance->advert_room = advert_room(conf);
    instance->adverts = calloc(2 * instance->destination_count, instance->advert_room);
    instance->peers = calloc(conf->peer_count + 1, sizeof(*instance->peers));
    if (instance->adverts == NULL || instance->peers == NULL) {
        instance_free(instance);
        return -ENOMEM;
    }
    instance->resigns = instance->adverts + instance->destination_count * instance->advert_room;
    expect(instance);
    return 0;
}

void instance_free(struct instance *instance)
{
    free(instance->adverts);
    free(instance->peers);
    instance->adverts = NULL;
    instance->peers = NULL;
}

const struct addr *instance_destination(const struct instance *instance, size_t i)
{
    return instance->conf->peer_count > 0 ? &instance->conf->peers[i].address : &instance->conf->group;
}

/* How many addresses one advert carries: 255, or what the link's MTU leaves room for. */
static size_t listed(const struct conf_instance *conf, uint8_t family, uint32_t mtu)
{
    size_t header = family == ADDR_IPV6 ? IPV6_HEADER : IPV4_HEADER;
    size_t head = header + PACKET_HEADER + (conf->version == 2 ? (size_t)PACKET_AUTH_SIZE : 0);
    size_t most = mtu < head ? 0 : (mtu - head) / addr_size(&conf->group);

    most = most < PACKET_ADDRESSES_MAX ? most : PACKET_ADDRESSES_MAX;
    return conf->address_count < most ? conf->address_count : most;
}

static size_t encode(struct instance *instance, struct packet_advert *advert, size_t i)
{
    advert->destination = *instance_destination(instance, i);
    return packet_encode(advert, instance->adverts + i * instance->advert_room, instance->advert_room);
}

bool instance_set_source(struct instance *instance, const struct addr *source, uint32_t mtu)
{
    const struct conf_instance *conf = instance->conf;
    struct addr addresses[PACKET_ADDRESSES_MAX];
    struct packet_advert advert = {.version = conf->version,
                                   .vrid = conf->vrid,
                                   .priority = election_priority(&instance->election),
                                   .auth_type = auth_type(conf),
                                   .checksum =
                                       conf->checksum_plain ? PACKET_CHECKSUM_PLAIN : PACKET_CHECKSUM_PSEUDO,
                                   .interval_us = conf->advert_interval_us,
                                   .source = *source,
                                   .addresses = addresses,
                                   .address_count = listed(conf, source->family, mtu)};

    for (size_t i = 0; i < advert.address_count; i++)
        addresses[i] = conf->addresses[i].address;
    memcpy(advert.auth_data, conf->password, PACKET_AUTH_SIZE);
    instance->expect.own_address = *source;
    election_set_source(&instance->election, source);
    instance->listed_count = advert.address_count;
    instance->advert_priority = advert.priority;
    instance->advert_size = 0;
    for (size_t i = 0; i < instance->destination_count; i++)
        instance->advert_size = encode(instance, &advert, i);
    if (instance->listed_count == 0 && conf->address_count > 0)
        instance->advert_size = 0; /* not even one fits */
    if (instance->advert_size == 0)
        return false;
    memcpy(instance->resigns, instance->adverts, instance->destination_count * instance->advert_room);
    for (size_t i = 0; i < instance->destination_count; i++)
        packet_patch_priority(instance->resigns + i * instance->advert_room, ELECTION_PRIORITY_RESIGN);
    return true;
}

const uint8_t *instance_advert(struct instance *instance, size_t i)
{
    uint8_t priority = election_priority(&instance->election);

    for (size_t n = 0; n < instance->destination_count && instance->advert_priority != priority; n++)
        packet_patch_priority(instance->adverts + n * instance->advert_room, priority);
    instance->advert_priority = priority;
    return instance->adverts + i * instance->advert_room;
}

const uint8_t *instance_resign(const struct instance *instance, size_t i)
{
    return instance->resigns + i * instance->advert_room;
}

enum packet_error instance_receive(struct instance *instance, const struct packet *packet,
                                   enum packet_error error, int64_t now_us, struct election_output *out)
{
    struct election_advert advert;

    out->count = 0;
    if (error == PACKET_OK)
        error = packet_check(packet, &instance->expect);
    if (error != PACKET_OK) {
        instance->counters.rejected[error]++;
        return error;
    }
    instance->counters.adverts_received++;
    instance->counters.trailing += packet->trailing_bytes > 0;
    instance->counters.interval_learned += packet->interval_us != instance->expect.interval_us;
    instance->last_heard_us = now_us;
    advert = (struct election_advert){
        .source = packet->source, .priority = packet->priority, .interval_us = packet->interval_us};
    election_hear(&instance->election, &advert, now_us, out);
    return PACKET_OK;
}
