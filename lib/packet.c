#include "lib/packet.h"

#include <string.h>

#include "lib/checksum.h"

enum {
    HEADER_SIZE = 8, /* v2 and v3 alike */
    PRIORITY_OFFSET = 2,
    CHECKSUM_OFFSET = 6,
    TYPE_ADVERTISEMENT = 1,
    IPV4_HEADER_MIN = 20,
    IPV4_FRAGMENT_MASK = 0x3FFF, /* "more fragments" and the offset */
    V2_INTERVAL_MAX = 255,
    V3_INTERVAL_MAX = 4095,
    V2_INTERVAL_UNIT_US = 1000000,
};

/* The only way this file looks at input: what was not there is read as 0 and remembered in `overrun`. */
struct reader {
    const uint8_t *bytes;
    size_t size, at;
    bool overrun;
};

static uint16_t get_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static const uint8_t *read_bytes(struct reader *reader, size_t count)
{
    const uint8_t *bytes;

    if (reader->overrun || count > reader->size - reader->at) {
        reader->overrun = true;
        return NULL;
    }
    bytes = reader->bytes + reader->at;
    reader->at += count;
    return bytes;
}

static uint8_t read_u8(struct reader *reader)
{
    const uint8_t *bytes = read_bytes(reader, 1);

    return bytes ? bytes[0] : 0;
}

static uint16_t read_u16(struct reader *reader)
{
    const uint8_t *bytes = read_bytes(reader, 2);

    return bytes ? get_u16(bytes) : 0;
}

static struct addr read_ipv4(struct reader *reader)
{
    const uint8_t *bytes = read_bytes(reader, 4);

    return bytes ? addr_from_bytes(ADDR_IPV4, bytes) : (struct addr){.family = ADDR_NONE};
}

/* The sum over a message, in the flavour asked for; 0 when the checksum inside is right. */
static uint16_t message_sum(const struct packet *packet, const uint8_t *message, size_t size,
                            enum packet_checksum flavour)
{
    uint32_t sum = 0;

    if (flavour == PACKET_CHECKSUM_PSEUDO)
        sum = checksum_add_pseudo(sum, &packet->source, &packet->destination, PACKET_PROTOCOL, size);
    return checksum_finish(checksum_add(sum, message, size));
}

static bool checksum_right(struct packet *packet, const uint8_t *message, size_t size)
{
    bool pseudo_possible = packet->version == 3;
    bool plain_possible = packet->source.family == ADDR_IPV4;

    if (pseudo_possible && message_sum(packet, message, size, PACKET_CHECKSUM_PSEUDO) == 0) {
        packet->checksum = PACKET_CHECKSUM_PSEUDO;
        return true;
    }
    packet->checksum = PACKET_CHECKSUM_PLAIN;
    return plain_possible && message_sum(packet, message, size, PACKET_CHECKSUM_PLAIN) == 0;
}

/* Everything between the header and the checksum: addresses, authentication, what trails. */
static enum packet_error decode_body(struct reader *reader, struct packet *out)
{
    out->addresses = read_bytes(reader, out->address_count * addr_size(&out->source));
    if (out->version == 2) {
        const uint8_t *auth_data = read_bytes(reader, PACKET_AUTH_SIZE);
        if (auth_data)
            memcpy(out->auth_data, auth_data, PACKET_AUTH_SIZE);
    }
    if (reader->overrun)
        return PACKET_BAD_LENGTH;
    out->trailing_bytes = reader->size - reader->at;
    return PACKET_OK;
}

/* RFC 3768 5.3 and RFC 9568 5.2: version and type, VRID, priority, count, then two bytes that differ. */
static uint8_t decode_header(struct reader *reader, struct packet *out)
{
    uint8_t version_type = read_u8(reader);

    out->version = version_type >> 4;
    out->vrid = read_u8(reader);
    out->priority = read_u8(reader);
    out->address_count = read_u8(reader);
    if (out->version == 2) {
        out->auth_type = read_u8(reader);
        out->interval_us = (int64_t)read_u8(reader) * V2_INTERVAL_UNIT_US;
    } else {
        /* The upper four bits are reserved and ignored (RFC 9568 5.2.6). */
        out->interval_us = (int64_t)(read_u16(reader) & 0x0FFF) * PACKET_INTERVAL_UNIT_US;
    }
    read_u16(reader); /* the checksum is verified as part of the sum */
    return version_type & 0x0F;
}

static enum packet_error check_header(const struct packet *packet, uint8_t type)
{
    bool v2_possible = packet->source.family == ADDR_IPV4;

    /* A unicast peer may be routers away: packet_check() knows from how far it may speak. */
    if (packet->ttl != PACKET_TTL && addr_is_multicast(&packet->destination))
        return PACKET_BAD_TTL;
    if (packet->version != 3 && !(packet->version == 2 && v2_possible))
        return PACKET_BAD_VERSION;
    if (type != TYPE_ADVERTISEMENT)
        return PACKET_BAD_TYPE;
    if (packet->vrid == 0)
        return PACKET_BAD_VRID;
    /* Erratum 8299 is about version 3; keepalived runs version 2 without an address, for its scripts alone.
     */
    if (packet->address_count == 0 && packet->version == 3)
        return PACKET_NO_ADDRESSES;
    return PACKET_OK;
}

static enum packet_error decode_message(struct reader *reader, struct packet *out)
{
    size_t start = reader->at;
    uint8_t type = decode_header(reader, out);
    enum packet_error error;

    if (reader->overrun)
        return PACKET_TRUNCATED;
    error = check_header(out, type);
    if (error == PACKET_OK)
        error = decode_body(reader, out);
    if (error != PACKET_OK)
        return error;
    if (!checksum_right(out, reader->bytes + start, reader->at - start))
        return PACKET_BAD_CHECKSUM;
    return out->interval_us == 0 ? PACKET_ZERO_INTERVAL : PACKET_OK;
}

enum packet_error packet_decode(const uint8_t *message, size_t size, const struct addr *source,
                                const struct addr *destination, uint8_t ttl, struct packet *out)
{
    struct reader reader = {.bytes = message, .size = size};

    *out = (struct packet){.source = *source, .destination = *destination, .ttl = ttl};
    if (source->family == ADDR_NONE || source->family != destination->family)
        return PACKET_NOT_IP;
    return decode_message(&reader, out);
}

enum packet_error packet_decode_ipv4(const uint8_t *datagram, size_t size, struct packet *out)
{
    struct reader reader = {.bytes = datagram, .size = size};
    uint8_t version_ihl = read_u8(&reader);
    size_t header_size = (size_t)(version_ihl & 0x0F) * 4;
    size_t total_size, fragment;
    uint8_t protocol;

    *out = (struct packet){.version = 0};
    read_u8(&reader); /* type of service */
    total_size = read_u16(&reader);
    read_u16(&reader); /* identification */
    fragment = read_u16(&reader) & IPV4_FRAGMENT_MASK;
    out->ttl = read_u8(&reader);
    protocol = read_u8(&reader);
    read_u16(&reader); /* the kernel has verified the header checksum */
    out->source = read_ipv4(&reader);
    out->destination = read_ipv4(&reader);
    if (reader.overrun)
        return PACKET_TRUNCATED;
    if (version_ihl >> 4 != 4 || header_size < IPV4_HEADER_MIN || total_size < header_size)
        return PACKET_NOT_IP;
    if (total_size > size)
        return PACKET_TRUNCATED;
    if (protocol != PACKET_PROTOCOL || fragment != 0)
        return PACKET_NOT_VRRP;
    reader.size = total_size; /* beyond it there is only Ethernet padding */
    read_bytes(&reader, header_size - IPV4_HEADER_MIN);
    return decode_message(&reader, out);
}

static bool same_auth_data(const uint8_t a[PACKET_AUTH_SIZE], const uint8_t b[PACKET_AUTH_SIZE])
{
    uint8_t difference = 0;

    for (size_t i = 0; i < PACKET_AUTH_SIZE; i++)
        difference |= a[i] ^ b[i];
    return difference == 0;
}

static enum packet_error check_peer(const struct packet *packet, const struct packet_expect *expect)
{
    for (size_t i = 0; i < expect->peer_count; i++) {
        const struct packet_peer *peer = &expect->peers[i];

        if (!addr_equal(&packet->source, &peer->address))
            continue;
        if (packet->ttl < peer->min_ttl || (peer->max_ttl != 0 && packet->ttl > peer->max_ttl))
            return PACKET_PEER_TTL;
        return PACKET_OK;
    }
    return PACKET_UNKNOWN_PEER;
}

/* Where it was sent and by whom. A unicast instance does not ask for its own address as the destination: a
 * node with several sends from one and may be known to its peers by another. */
static enum packet_error check_path(const struct packet *packet, const struct packet_expect *expect)
{
    if (expect->unicast)
        return addr_is_multicast(&packet->destination) ? PACKET_WRONG_DESTINATION
                                                       : check_peer(packet, expect);
    return addr_equal(&packet->destination, &expect->group) ? PACKET_OK : PACKET_WRONG_DESTINATION;
}

enum packet_error packet_check(const struct packet *packet, const struct packet_expect *expect)
{
    enum packet_error error;

    if (addr_equal(&packet->source, &expect->own_address))
        return PACKET_OWN_SOURCE;
    error = check_path(packet, expect);
    if (error != PACKET_OK)
        return error;
    if (packet->version != expect->version)
        return PACKET_VERSION_MISMATCH;
    if (packet->version != 2)
        return PACKET_OK; /* v3 has no authentication and learns the interval (RFC 9568 7.1) */
    if (packet->auth_type != expect->auth_type)
        return PACKET_AUTH_TYPE_MISMATCH;
    if (packet->auth_type == PACKET_AUTH_SIMPLE && !same_auth_data(packet->auth_data, expect->auth_data))
        return PACKET_AUTH_FAILED;
    return packet->interval_us != expect->interval_us ? PACKET_INTERVAL_MISMATCH : PACKET_OK;
}

struct addr packet_address(const struct packet *packet, size_t i)
{
    size_t size = addr_size(&packet->source);

    return addr_from_bytes((enum addr_family)packet->source.family, packet->addresses + i * size);
}

/* Wire units of the advert's interval, or 0 when it is not a whole number of them in range. */
static uint16_t interval_units(const struct packet_advert *advert)
{
    int64_t unit_us = advert->version == 2 ? V2_INTERVAL_UNIT_US : PACKET_INTERVAL_UNIT_US;
    int64_t max = advert->version == 2 ? V2_INTERVAL_MAX : V3_INTERVAL_MAX;
    int64_t units = advert->interval_us / unit_us;

    if (advert->interval_us % unit_us != 0 || units < 1 || units > max)
        return 0;
    return (uint16_t)units;
}

/* The size the message will have, 0 when it cannot be expressed. */
static size_t encoded_size(const struct packet_advert *advert)
{
    uint8_t family = advert->source.family;
    size_t auth_size = advert->version == 2 ? PACKET_AUTH_SIZE : 0;

    if (family == ADDR_NONE || advert->destination.family != family)
        return 0;
    if (advert->version != 3 && !(advert->version == 2 && family == ADDR_IPV4))
        return 0;
    if (advert->vrid == 0 || interval_units(advert) == 0)
        return 0;
    if (advert->address_count == 0 && advert->version == 3)
        return 0;
    if (advert->address_count > PACKET_ADDRESSES_MAX)
        return 0;
    for (size_t i = 0; i < advert->address_count; i++)
        if (advert->addresses[i].family != family)
            return 0;
    return HEADER_SIZE + advert->address_count * addr_size(&advert->source) + auth_size;
}

static void put_u16(uint8_t *bytes, uint16_t value)
{
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
}

static uint16_t encoded_checksum(const struct packet_advert *advert, const uint8_t *message, size_t size)
{
    bool optional = advert->source.family == ADDR_IPV4;
    bool plain = optional && (advert->version == 2 || advert->checksum == PACKET_CHECKSUM_PLAIN);
    uint32_t sum = 0;

    if (!plain)
        sum = checksum_add_pseudo(sum, &advert->source, &advert->destination, PACKET_PROTOCOL, size);
    return checksum_finish(checksum_add(sum, message, size));
}

size_t packet_encode(const struct packet_advert *advert, uint8_t *bytes, size_t size)
{
    size_t message_size = encoded_size(advert);
    size_t address_size = addr_size(&advert->source);

    if (message_size == 0 || message_size > size)
        return 0;
    memset(bytes, 0, message_size);
    bytes[0] = (uint8_t)(advert->version << 4 | TYPE_ADVERTISEMENT);
    bytes[1] = advert->vrid;
    bytes[PRIORITY_OFFSET] = advert->priority;
    bytes[3] = (uint8_t)advert->address_count;
    put_u16(bytes + 4, interval_units(advert));
    for (size_t i = 0; i < advert->address_count; i++)
        memcpy(bytes + HEADER_SIZE + i * address_size, advert->addresses[i].bytes, address_size);
    if (advert->version == 2) {
        bytes[4] = advert->auth_type;
        memcpy(bytes + message_size - PACKET_AUTH_SIZE, advert->auth_data, PACKET_AUTH_SIZE);
    }
    put_u16(bytes + CHECKSUM_OFFSET, encoded_checksum(advert, bytes, message_size));
    return message_size;
}

void packet_patch_priority(uint8_t *message, uint8_t priority)
{
    uint16_t before = get_u16(message + PRIORITY_OFFSET), after;
    uint32_t sum;

    message[PRIORITY_OFFSET] = priority;
    after = get_u16(message + PRIORITY_OFFSET);
    /* RFC 1624 equation 3: HC' = ~(~HC + ~m + m') */
    sum = (uint32_t)(uint16_t)~get_u16(message + CHECKSUM_OFFSET) + (uint16_t)~before + after;
    put_u16(message + CHECKSUM_OFFSET, checksum_finish(sum));
}

const char *packet_error_name(enum packet_error error)
{
    static const char *const names[PACKET_ERROR_COUNT] = {
        [PACKET_OK] = "ok",
        [PACKET_TRUNCATED] = "truncated",
        [PACKET_NOT_IP] = "not-ip",
        [PACKET_NOT_VRRP] = "not-vrrp",
        [PACKET_BAD_TTL] = "bad-ttl",
        [PACKET_BAD_VERSION] = "bad-version",
        [PACKET_BAD_TYPE] = "bad-type",
        [PACKET_BAD_VRID] = "bad-vrid",
        [PACKET_NO_ADDRESSES] = "no-addresses",
        [PACKET_BAD_LENGTH] = "bad-length",
        [PACKET_BAD_CHECKSUM] = "bad-checksum",
        [PACKET_ZERO_INTERVAL] = "zero-interval",
        [PACKET_UNKNOWN_VRID] = "unknown-vrid",
        [PACKET_OWN_SOURCE] = "own-source",
        [PACKET_WRONG_DESTINATION] = "wrong-destination",
        [PACKET_UNKNOWN_PEER] = "unknown-peer",
        [PACKET_PEER_TTL] = "peer-ttl",
        [PACKET_VERSION_MISMATCH] = "version-mismatch",
        [PACKET_AUTH_TYPE_MISMATCH] = "auth-type-mismatch",
        [PACKET_AUTH_FAILED] = "auth-failed",
        [PACKET_INTERVAL_MISMATCH] = "interval-mismatch",
    };

    return (unsigned)error < PACKET_ERROR_COUNT ? names[error] : "unknown";
}
