/* Fuzz target for lib/packet: the first byte chooses how the input is decoded (even: an IPv4 datagram, odd:
 * an IPv6 message). Oracle: whatever decodes encodes again into a message that decodes to the same fields. */
#include <assert.h>
#include <string.h>

#include "lib/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct packet_advert advert_of(const struct packet *packet,
                                      struct addr addresses[PACKET_ADDRESSES_MAX])
{
    struct packet_advert advert = {.version = packet->version,
                                   .vrid = packet->vrid,
                                   .priority = packet->priority,
                                   .auth_type = packet->auth_type,
                                   .checksum = packet->checksum,
                                   .interval_us = packet->interval_us,
                                   .source = packet->source,
                                   .destination = packet->destination,
                                   .addresses = addresses,
                                   .address_count = packet->address_count};

    memcpy(advert.auth_data, packet->auth_data, sizeof(advert.auth_data));
    for (size_t i = 0; i < packet->address_count; i++)
        addresses[i] = packet_address(packet, i);
    return advert;
}

static void compare(const struct packet *a, const struct packet *b)
{
    assert(a->version == b->version && a->vrid == b->vrid && a->priority == b->priority);
    assert(a->auth_type == b->auth_type && a->checksum == b->checksum);
    assert(a->interval_us == b->interval_us && a->address_count == b->address_count);
    assert(memcmp(a->auth_data, b->auth_data, sizeof(a->auth_data)) == 0);
    for (size_t i = 0; i < a->address_count; i++) {
        struct addr left = packet_address(a, i), right = packet_address(b, i);
        assert(addr_equal(&left, &right));
    }
}

static enum packet_error decode(const uint8_t *data, size_t size, struct packet *packet)
{
    struct addr source = {.family = ADDR_IPV6}, group = {.family = ADDR_IPV6};

    if (data[0] % 2 == 0)
        return packet_decode_ipv4(data + 1, size - 1, packet);
    source.bytes[0] = 0xfe;
    group.bytes[0] = 0xff;
    return packet_decode(data + 1, size - 1, &source, &group, PACKET_TTL, packet);
}

/* A receiver that expects exactly this takes it; one that expects the other way of sending does not. */
static void check_paths(const struct packet *packet)
{
    struct packet_peer peer = {.address = packet->source, .min_ttl = packet->ttl, .max_ttl = packet->ttl};
    struct packet_expect expect = {.version = packet->version,
                                   .auth_type = packet->auth_type,
                                   .interval_us = packet->interval_us,
                                   .unicast = !addr_is_multicast(&packet->destination),
                                   .group = packet->destination,
                                   .peers = &peer,
                                   .peer_count = 1};

    memcpy(expect.auth_data, packet->auth_data, sizeof(expect.auth_data));
    assert(packet->ttl == PACKET_TTL || expect.unicast);
    assert(packet_check(packet, &expect) == PACKET_OK);
    expect.unicast = !expect.unicast;
    expect.group = (struct addr){.family = ADDR_NONE};
    assert(packet_check(packet, &expect) == PACKET_WRONG_DESTINATION);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct addr addresses[PACKET_ADDRESSES_MAX];
    uint8_t message[PACKET_SIZE_MAX];
    struct packet packet, again;

    if (size == 0 || decode(data, size, &packet) != PACKET_OK)
        return 0;
    check_paths(&packet);
    struct packet_advert advert = advert_of(&packet, addresses);
    size_t encoded = packet_encode(&advert, message, sizeof(message));
    assert(encoded > 0);
    assert(packet_decode(message, encoded, &packet.source, &packet.destination, PACKET_TTL, &again) ==
           PACKET_OK);
    compare(&packet, &again);
    packet_patch_priority(message, (uint8_t)~packet.priority);
    assert(packet_decode(message, encoded, &packet.source, &packet.destination, PACKET_TTL, &again) ==
           PACKET_OK);
    return 0;
}
