/* One configured virtual router; see instance.h. */
#include "vrrpd/vrrp/instance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
};

static struct election_config election_config(const struct conf_instance *conf)
{
    return (struct election_config){
        .version = conf->version,
        .priority = conf->priority,
        .down_adverts = conf->down_adverts,
        .preempt = conf->preempt,
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

    return 8 + count * addr_size(&conf->group) + PACKET_AUTH_SIZE;
}

int instance_init(struct instance *instance, const struct conf_instance *conf)
{
    struct election_config config = election_config(conf);

    memset(instance, 0, sizeof(*instance));
    instance->conf = conf;
    election_init(&instance->election, &config);
    instance->expect.version = conf->version;
    instance->expect.auth_type = auth_type(conf);
    memcpy(instance->expect.auth_data, conf->password, PACKET_AUTH_SIZE);
    instance->expect.interval_us = conf->advert_interval_us;
    instance->expect.group = conf->group;
    instance->advert_room = advert_room(conf);
    instance->advert = calloc(2, instance->advert_room);
    if (instance->advert == NULL)
        return -ENOMEM;
    instance->resign = instance->advert + instance->advert_room;
    return 0;
}

void instance_free(struct instance *instance)
{
    free(instance->advert);
    instance->advert = NULL;
}

/* The addresses of the message in the order of the file; false when there are too many. */
static size_t list_addresses(const struct conf_instance *conf, struct addr addresses[PACKET_ADDRESSES_MAX])
{
    if (conf->address_count > PACKET_ADDRESSES_MAX)
        return 0;
    for (size_t i = 0; i < conf->address_count; i++)
        addresses[i] = conf->addresses[i].address;
    return conf->address_count;
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
                                   .destination = conf->group,
                                   .addresses = addresses,
                                   .address_count = list_addresses(conf, addresses)};

    memcpy(advert.auth_data, conf->password, PACKET_AUTH_SIZE);
    instance->expect.own_address = *source;
    election_set_source(&instance->election, source);
    instance->advert_size = packet_encode(&advert, instance->advert, instance->advert_room);
    instance->advert_priority = advert.priority;
    if (instance->advert_size == 0 ||
        instance->advert_size + (source->family == ADDR_IPV6 ? IPV6_HEADER : IPV4_HEADER) > mtu)
        return false;
    memcpy(instance->resign, instance->advert, instance->advert_size);
    packet_patch_priority(instance->resign, ELECTION_PRIORITY_RESIGN);
    return true;
}

const uint8_t *instance_advert(struct instance *instance)
{
    uint8_t priority = election_priority(&instance->election);

    if (instance->advert_priority != priority) {
        packet_patch_priority(instance->advert, priority);
        instance->advert_priority = priority;
    }
    return instance->advert;
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
