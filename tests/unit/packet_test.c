/* lib/packet: vectors laid out by hand from the RFCs, every error, every truncation, random round trips. */
#include "lib/packet.h"

#include <stdlib.h>

#include "lib/checksum.h"
#include "tests/unit/check.h"

enum {
    IP_SIZE = 20,
    FRAME_MAX = 60 + PACKET_SIZE_MAX,
};

static const uint8_t group4[] = {224, 0, 0, 18};

/* RFC 3768 5.1: 10.9.0.1 to 224.0.0.18, VRID 51, priority 100, 1 s, PASS "secret", one address. */
static const uint8_t v2_frame[] = {
    0x45, 0xc0, 0x00, 0x28, 0x00, 0x01, 0x00, 0x00, 0xff, 0x70, 0x00, 0x00, 10,   9,
    0,    1,    224,  0,    0,    18,   0x21, 0x33, 0x64, 0x01, 0x01, 0x01, 0x33, 0x11,
    10,   9,    0,    100,  's',  'e',  'c',  'r',  'e',  't',  0x00, 0x00,
};

/* RFC 9568 5.1: the same router, 100 cs, no pseudo-header. */
static const uint8_t v3_plain_frame[] = {
    0x45, 0xc0, 0x00, 0x20, 0x00, 0x01, 0x00, 0x00, 0xff, 0x70, 0x00, 0x00, 10, 9, 0, 1,
    224,  0,    0,    18,   0x31, 0x33, 0x64, 0x01, 0x00, 0x64, 0x5f, 0xfa, 10, 9, 0, 100,
};

/* As keepalived and FRR send it: the pseudo-header is in the sum. */
static const uint8_t v3_pseudo_frame[] = {
    0x45, 0xc0, 0x00, 0x20, 0x00, 0x01, 0x00, 0x00, 0xff, 0x70, 0x00, 0x00, 10, 9, 0, 1,
    224,  0,    0,    18,   0x31, 0x33, 0x64, 0x01, 0x00, 0x64, 0x75, 0x61, 10, 9, 0, 100,
};

struct vector {
    const uint8_t *bytes;
    size_t size;
    uint8_t version, checksum;
};

static const struct vector vectors[] = {
    {v2_frame, sizeof(v2_frame), 2, PACKET_CHECKSUM_PLAIN},
    {v3_plain_frame, sizeof(v3_plain_frame), 3, PACKET_CHECKSUM_PLAIN},
    {v3_pseudo_frame, sizeof(v3_pseudo_frame), 3, PACKET_CHECKSUM_PSEUDO},
};

enum {
    VECTORS = sizeof(vectors) / sizeof(vectors[0]),
};

/* Decodes a copy that ends exactly where the input does, so that a sanitizer sees any read beyond it. */
static enum packet_error decode_exact(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct packet packet;
    enum packet_error error;

    memcpy(copy, bytes, size);
    error = packet_decode_ipv4(copy, size, &packet);
    if (error == PACKET_OK)
        packet_address(&packet, packet.address_count - 1U);
    free(copy);
    return error;
}

static void known_vectors_decode(void)
{
    for (size_t i = 0; i < VECTORS; i++) {
        struct packet packet;
        char text[ADDR_TEXT_MAX];
        CHECK_EQ_INT(packet_decode_ipv4(vectors[i].bytes, vectors[i].size, &packet), PACKET_OK);
        CHECK_EQ_INT(packet.version, vectors[i].version);
        CHECK_EQ_INT(packet.checksum, vectors[i].checksum);
        CHECK_EQ_INT(packet.vrid, 51);
        CHECK_EQ_INT(packet.priority, 100);
        CHECK_EQ_INT(packet.interval_us, 1000000);
        CHECK_EQ_INT(packet.address_count, 1);
        CHECK_EQ_INT(packet.trailing_bytes, 0);
        CHECK_EQ_STR(addr_format(&packet.source, text), "10.9.0.1");
        CHECK_EQ_STR(addr_format(&packet.destination, text), "224.0.0.18");
        struct addr address = packet_address(&packet, 0);
        CHECK_EQ_STR(addr_format(&address, text), "10.9.0.100");
        CHECK_EQ_INT(packet.auth_type, packet.version == 2 ? PACKET_AUTH_SIMPLE : PACKET_AUTH_NONE);
        CHECK(memcmp(packet.auth_data, packet.version == 2 ? "secret\0\0" : "\0\0\0\0\0\0\0\0", 8) == 0);
    }
}

static void known_vectors_are_what_we_send(void)
{
    struct addr vip = addr_from_ipv4(0x0A090064);
    struct packet_advert advert = {.vrid = 51,
                                   .priority = 100,
                                   .interval_us = 1000000,
                                   .source = addr_from_ipv4(0x0A090001),
                                   .destination = addr_from_bytes(ADDR_IPV4, group4),
                                   .addresses = &vip,
                                   .address_count = 1};
    uint8_t message[FRAME_MAX];

    for (size_t i = 0; i < VECTORS; i++) {
        size_t size = vectors[i].size - IP_SIZE;
        advert.version = vectors[i].version;
        advert.checksum = vectors[i].checksum;
        advert.auth_type = advert.version == 2 ? PACKET_AUTH_SIMPLE : PACKET_AUTH_NONE;
        memcpy(advert.auth_data, advert.version == 2 ? "secret\0\0" : "\0\0\0\0\0\0\0\0", 8);
        CHECK_EQ_INT(packet_encode(&advert, message, size), size);
        CHECK(memcmp(message, vectors[i].bytes + IP_SIZE, size) == 0);
        CHECK_EQ_INT(packet_encode(&advert, message, size - 1), 0);
    }
}

static void every_prefix_is_truncated(void)
{
    uint8_t options[FRAME_MAX] = {0};

    for (size_t i = 0; i < VECTORS; i++)
        for (size_t size = 0; size < vectors[i].size; size++)
            CHECK_EQ_INT(decode_exact(vectors[i].bytes, size), PACKET_TRUNCATED);
    /* The same with a header of 60 bytes, and with a total length that admits the cut. */
    memcpy(options, v3_plain_frame, IP_SIZE);
    memcpy(options + 60, v3_plain_frame + IP_SIZE, 12);
    options[0] = 0x4F;
    for (size_t size = IP_SIZE; size <= 72; size++) {
        options[3] = (uint8_t)size;
        enum packet_error want = size < 60   ? PACKET_NOT_IP
                                 : size < 68 ? PACKET_TRUNCATED
                                 : size < 72 ? PACKET_BAD_LENGTH
                                             : PACKET_OK;
        CHECK_EQ_INT(decode_exact(options, size), want);
    }
}

/* One defect in an otherwise good frame: the byte at `offset` becomes `value`, and the checksum is made right
 * again when the defect has to be found behind it. */
struct defect {
    enum packet_error error;
    size_t vector, offset;
    uint8_t value;
    bool fix_checksum;
};

static const struct defect defects[] = {
    {PACKET_NOT_IP, 1, 0, 0x65, false},      {PACKET_NOT_IP, 1, 0, 0x44, false},
    {PACKET_NOT_IP, 1, 3, 19, false},        {PACKET_TRUNCATED, 1, 2, 1, false},
    {PACKET_NOT_VRRP, 1, 9, 51, false},      {PACKET_NOT_VRRP, 1, 6, 0x20, false},
    {PACKET_NOT_VRRP, 1, 7, 1, false},       {PACKET_OK, 1, 6, 0x40, false},
    {PACKET_BAD_TTL, 1, 8, 254, false},      {PACKET_BAD_TTL, 0, 8, 1, false},
    {PACKET_BAD_VERSION, 1, 20, 0x11, true}, {PACKET_BAD_VERSION, 1, 20, 0x41, true},
    {PACKET_BAD_TYPE, 1, 20, 0x32, true},    {PACKET_BAD_TYPE, 0, 20, 0x20, true},
    {PACKET_BAD_VRID, 1, 21, 0, true},       {PACKET_NO_ADDRESSES, 1, 23, 0, true},
    {PACKET_BAD_LENGTH, 1, 23, 2, true},     {PACKET_BAD_LENGTH, 0, 23, 2, true},
    {PACKET_BAD_LENGTH, 2, 23, 255, true},   {PACKET_BAD_CHECKSUM, 1, 22, 101, false},
    {PACKET_BAD_CHECKSUM, 0, 39, 1, false},  {PACKET_BAD_CHECKSUM, 2, 26, 0, false},
    {PACKET_ZERO_INTERVAL, 1, 25, 0, true},  {PACKET_ZERO_INTERVAL, 0, 25, 0, true},
    {PACKET_OK, 1, 24, 0xF0, true},
};

static void fix_checksum(uint8_t *frame, size_t size)
{
    frame[26] = frame[27] = 0;
    uint16_t sum = checksum_finish(checksum_add(0, frame + IP_SIZE, size - IP_SIZE));
    frame[26] = (uint8_t)(sum >> 8);
    frame[27] = (uint8_t)sum;
}

static void every_defect_has_its_error(void)
{
    bool provoked[PACKET_ERROR_COUNT] = {false};

    for (size_t i = 0; i < sizeof(defects) / sizeof(defects[0]); i++) {
        const struct vector *vector = &vectors[defects[i].vector];
        uint8_t frame[64];
        memcpy(frame, vector->bytes, vector->size);
        frame[defects[i].offset] = defects[i].value;
        if (defects[i].fix_checksum)
            fix_checksum(frame, vector->size);
        CHECK_EQ_INT(decode_exact(frame, vector->size), defects[i].error);
        provoked[defects[i].error] = true;
    }
    for (size_t error = PACKET_OK; error < PACKET_UNKNOWN_VRID; error++)
        CHECK(provoked[error]);
}

static void reserved_bits_do_not_lengthen_the_interval(void)
{
    uint8_t frame[sizeof(v3_plain_frame)];
    struct packet packet;

    memcpy(frame, v3_plain_frame, sizeof(frame));
    frame[24] = 0xF0;
    fix_checksum(frame, sizeof(frame));
    CHECK_EQ_INT(packet_decode_ipv4(frame, sizeof(frame), &packet), PACKET_OK);
    CHECK_EQ_INT(packet.interval_us, 1000000);
}

/* The pseudo-header belongs to v3: RFC 3768 5.3.8 sums the message alone. */
static void a_v2_checksum_with_pseudo_header_is_wrong(void)
{
    uint8_t frame[sizeof(v2_frame)];
    struct addr source = addr_from_ipv4(0x0A090001), group = addr_from_bytes(ADDR_IPV4, group4);
    size_t size = sizeof(frame) - IP_SIZE;

    memcpy(frame, v2_frame, sizeof(frame));
    frame[26] = frame[27] = 0;
    uint32_t sum = checksum_add_pseudo(0, &source, &group, PACKET_PROTOCOL, size);
    uint16_t checksum = checksum_finish(checksum_add(sum, frame + IP_SIZE, size));
    frame[26] = (uint8_t)(checksum >> 8);
    frame[27] = (uint8_t)checksum;
    CHECK_EQ_INT(decode_exact(frame, sizeof(frame)), PACKET_BAD_CHECKSUM);
}

static void a_bad_frame_still_says_who_sent_it(void)
{
    uint8_t frame[sizeof(v3_plain_frame)];
    struct packet packet;
    char text[ADDR_TEXT_MAX];

    memcpy(frame, v3_plain_frame, sizeof(frame));
    frame[27] ^= 1;
    CHECK_EQ_INT(packet_decode_ipv4(frame, sizeof(frame), &packet), PACKET_BAD_CHECKSUM);
    CHECK_EQ_STR(addr_format(&packet.source, text), "10.9.0.1");
    CHECK_EQ_INT(packet.version, 3);
    CHECK_EQ_INT(packet.vrid, 51);
    CHECK_EQ_INT(packet.priority, 100);
    CHECK_EQ_INT(packet_decode_ipv4(frame, 3, &packet), PACKET_TRUNCATED);
    CHECK_EQ_INT(packet.source.family, ADDR_NONE);
    CHECK_EQ_INT(packet.version, 0);
}

static void trailing_bytes_are_tolerated_and_counted(void)
{
    for (size_t i = 0; i < VECTORS; i++) {
        uint8_t frame[128] = {0};
        struct packet packet;
        memcpy(frame, vectors[i].bytes, vectors[i].size);
        memset(frame + vectors[i].size, 0xEE, 28);
        /* Beyond the total length it is padding of the link. */
        CHECK_EQ_INT(packet_decode_ipv4(frame, vectors[i].size + 28, &packet), PACKET_OK);
        CHECK_EQ_INT(packet.trailing_bytes, 0);
        frame[3] = (uint8_t)(vectors[i].size + 28);
        CHECK_EQ_INT(packet_decode_ipv4(frame, vectors[i].size + 28, &packet), PACKET_OK);
        CHECK_EQ_INT(packet.trailing_bytes, 28);
        CHECK_EQ_INT(packet.checksum, vectors[i].checksum);
    }
}

/* How a receiver of the vectors would be configured. */
static struct packet_expect matching(uint8_t version)
{
    struct packet_expect expect = {.version = version,
                                   .auth_type = version == 2 ? PACKET_AUTH_SIMPLE : PACKET_AUTH_NONE,
                                   .auth_data = "secret",
                                   .interval_us = 1000000,
                                   .own_address = addr_from_ipv4(0x0A090002),
                                   .group = addr_from_bytes(ADDR_IPV4, group4)};

    return expect;
}

static void multicast_comes_to_the_configured_group(void)
{
    struct packet_expect expect = matching(3);
    struct packet packet;

    CHECK_EQ_INT(packet_decode_ipv4(v3_plain_frame, sizeof(v3_plain_frame), &packet), PACKET_OK);
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_OK);
    expect.group = addr_from_ipv4(0xE0000013);
    expect.version = 2; /* a later defect does not come first */
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_WRONG_DESTINATION);
    expect = matching(3);
    expect.unicast = true;
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_WRONG_DESTINATION);
}

/* The v3 vector (no pseudo-header in its sum) readdressed to one machine. */
static enum packet_error decode_unicast(uint8_t ttl, struct packet *packet)
{
    uint8_t frame[sizeof(v3_plain_frame)];

    memcpy(frame, v3_plain_frame, sizeof(frame));
    memcpy(frame + 16, (const uint8_t[]){10, 9, 0, 2}, 4);
    frame[8] = ttl;
    return packet_decode_ipv4(frame, sizeof(frame), packet);
}

static void unicast_comes_from_peers_within_their_bounds(void)
{
    struct packet_peer peers[] = {{.address = addr_from_ipv4(0x0A090003), .min_ttl = 255},
                                  {.address = addr_from_ipv4(0x0A090001)}};
    struct packet_expect expect = matching(3);
    struct packet packet;

    CHECK_EQ_INT(decode_unicast(3, &packet), PACKET_OK);
    CHECK_EQ_INT(packet.ttl, 3);
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_WRONG_DESTINATION);
    expect.unicast = true;
    expect.peers = peers;
    expect.peer_count = 2;
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_OK);
    peers[1].min_ttl = 3;
    peers[1].max_ttl = 3;
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_OK);
    peers[1].min_ttl = 4;
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_PEER_TTL);
    peers[1].min_ttl = 0;
    peers[1].max_ttl = 2;
    expect.version = 2; /* a later defect does not come first */
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_PEER_TTL);
    expect.peer_count = 1;
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_UNKNOWN_PEER);
    expect.own_address = packet.source;
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_OWN_SOURCE);
}

static void only_a_group_demands_the_full_ttl(void)
{
    uint8_t frame[sizeof(v3_plain_frame)];
    struct packet packet;

    memcpy(frame, v3_plain_frame, sizeof(frame));
    frame[8] = 254;
    CHECK_EQ_INT(packet_decode_ipv4(frame, sizeof(frame), &packet), PACKET_BAD_TTL);
    CHECK_EQ_INT(packet.ttl, 254);
    CHECK_EQ_INT(decode_unicast(254, &packet), PACKET_OK);
    CHECK_EQ_INT(decode_unicast(1, &packet), PACKET_OK);
}

static void check_compares_with_the_configuration(void)
{
    for (size_t i = 0; i < VECTORS; i++) {
        bool v2 = vectors[i].version == 2;
        struct packet packet;
        CHECK_EQ_INT(packet_decode_ipv4(vectors[i].bytes, vectors[i].size, &packet), PACKET_OK);
        struct packet_expect expect = matching(vectors[i].version);
        CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_OK);
        expect.interval_us = 2000000; /* v3 learns, v2 refuses */
        CHECK_EQ_INT(packet_check(&packet, &expect), v2 ? PACKET_INTERVAL_MISMATCH : PACKET_OK);
        for (size_t byte = 0; byte < PACKET_AUTH_SIZE; byte++) {
            expect = matching(vectors[i].version);
            expect.auth_data[byte] ^= 0x80;
            expect.interval_us = v2 ? 2000000 : 1000000;
            CHECK_EQ_INT(packet_check(&packet, &expect), v2 ? PACKET_AUTH_FAILED : PACKET_OK);
        }
        expect.auth_type = PACKET_AUTH_NONE;
        CHECK_EQ_INT(packet_check(&packet, &expect), v2 ? PACKET_AUTH_TYPE_MISMATCH : PACKET_OK);
        expect.version = v2 ? 3 : 2;
        CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_VERSION_MISMATCH);
        expect.own_address = packet.source;
        CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_OWN_SOURCE);
    }
}

static void without_authentication_its_bytes_do_not_matter(void)
{
    uint8_t frame[sizeof(v2_frame)];
    struct packet packet;
    struct packet_expect expect = matching(2);

    memcpy(frame, v2_frame, sizeof(frame));
    frame[24] = PACKET_AUTH_NONE;
    fix_checksum(frame, sizeof(frame));
    expect.auth_type = PACKET_AUTH_NONE;
    memset(expect.auth_data, 0, sizeof(expect.auth_data));
    CHECK_EQ_INT(packet_decode_ipv4(frame, sizeof(frame), &packet), PACKET_OK);
    CHECK_EQ_INT(packet_check(&packet, &expect), PACKET_OK);
}

/* The four kinds of message: v2, v3 plain, v3 pseudo, v3 over IPv6. */
static struct packet_advert random_advert(int kind, struct addr *addresses)
{
    enum addr_family family = kind == 3 ? ADDR_IPV6 : ADDR_IPV4;
    struct packet_advert advert = {.version = kind == 0 ? 2 : 3,
                                   .vrid = (uint8_t)(1 + random() % 255),
                                   .priority = (uint8_t)random(),
                                   .checksum = kind % 2 ? PACKET_CHECKSUM_PLAIN : PACKET_CHECKSUM_PSEUDO,
                                   .addresses = addresses,
                                   .address_count = (size_t)(1 + random() % 255)};
    uint8_t bytes[16];

    for (size_t i = 0; i < advert.address_count + 2; i++) {
        for (size_t j = 0; j < sizeof(bytes); j++)
            bytes[j] = (uint8_t)random();
        addresses[i] = addr_from_bytes(family, bytes);
    }
    advert.source = addresses[advert.address_count];
    advert.destination = addresses[advert.address_count + 1];
    advert.interval_us = kind == 0 ? (1 + random() % 255) * 1000000L : (1 + random() % 4095) * 10000L;
    if (kind == 0) {
        advert.auth_type = (uint8_t)(random() % 3);
        memcpy(advert.auth_data, bytes, sizeof(advert.auth_data));
    }
    return advert;
}

static void same_fields(const struct packet *packet, const struct packet_advert *advert, int kind)
{
    static const uint8_t flavours[] = {PACKET_CHECKSUM_PLAIN, PACKET_CHECKSUM_PLAIN, PACKET_CHECKSUM_PSEUDO,
                                       PACKET_CHECKSUM_PSEUDO};
    size_t wrong = 0;

    CHECK_EQ_INT(packet->version, advert->version);
    CHECK_EQ_INT(packet->vrid, advert->vrid);
    CHECK_EQ_INT(packet->priority, advert->priority);
    CHECK_EQ_INT(packet->interval_us, advert->interval_us);
    CHECK_EQ_INT(packet->auth_type, advert->auth_type);
    CHECK_EQ_INT(packet->checksum, flavours[kind]);
    CHECK(memcmp(packet->auth_data, advert->auth_data, PACKET_AUTH_SIZE) == 0);
    CHECK(addr_equal(&packet->source, &advert->source));
    CHECK_EQ_INT(packet->address_count, advert->address_count);
    for (size_t i = 0; i < advert->address_count; i++) {
        struct addr address = packet_address(packet, i);
        wrong += !addr_equal(&address, &advert->addresses[i]);
    }
    CHECK_EQ_INT(wrong, 0);
}

static void random_adverts_survive_the_wire(void)
{
    struct addr addresses[257];
    uint8_t message[PACKET_SIZE_MAX];
    struct packet packet;

    srandom(2);
    for (int round = 0; round < 4000; round++) {
        int kind = round % 4;
        struct packet_advert advert = random_advert(kind, addresses);
        size_t size = packet_encode(&advert, message, sizeof(message));
        CHECK(size > 0);
        CHECK_EQ_INT(packet_decode(message, size, &advert.source, &advert.destination, 255, &packet),
                     PACKET_OK);
        same_fields(&packet, &advert, kind);
        message[random() % (long)size] ^= (uint8_t)(1 << random() % 8);
        CHECK(packet_decode(message, size, &advert.source, &advert.destination, 255, &packet) != PACKET_OK);
    }
}

static void patching_equals_encoding_afresh(void)
{
    struct addr addresses[257];
    uint8_t patched[PACKET_SIZE_MAX], fresh[PACKET_SIZE_MAX];

    srandom(3);
    for (int round = 0; round < 64; round++) {
        struct packet_advert advert = random_advert(round % 4, addresses);
        size_t size = packet_encode(&advert, patched, sizeof(patched)), wrong = 0;
        for (int priority = 0; priority < 256; priority++) {
            advert.priority = (uint8_t)priority;
            packet_encode(&advert, fresh, sizeof(fresh));
            packet_patch_priority(patched, (uint8_t)priority);
            wrong += memcmp(fresh, patched, size) != 0;
        }
        CHECK_EQ_INT(wrong, 0);
    }
}

static void what_the_wire_cannot_say_is_refused(void)
{
    struct addr addresses[257];
    uint8_t message[PACKET_SIZE_MAX];
    struct addr v6 = {.family = ADDR_IPV6}, none = {.family = ADDR_NONE};
    struct packet_advert good = random_advert(1, addresses), v2 = random_advert(0, addresses), bad;

#define REFUSED(base, change)                                                                                \
    (bad = (base), bad.change, CHECK_EQ_INT(packet_encode(&bad, message, sizeof(message)), 0))
    REFUSED(good, version = 1);
    REFUSED(good, version = 4);
    REFUSED(good, vrid = 0);
    REFUSED(good, interval_us = 0);
    REFUSED(good, interval_us = -10000);
    REFUSED(good, interval_us = 40960000);
    REFUSED(good, interval_us = 10001);
    REFUSED(v2, interval_us = 256000000);
    REFUSED(v2, interval_us = 1500000);
    REFUSED(good, address_count = 0);
    REFUSED(good, address_count = 256);
    REFUSED(good, source = v6);
    REFUSED(good, source = none);
    REFUSED(good, destination = v6);
    addresses[0] = v6;
    REFUSED(good, vrid = 1);
    v2.source = v2.destination = v6;
    v2.address_count = 1;
    REFUSED(v2, version = 2);
#undef REFUSED
}

static void ipv6_has_no_v2_and_needs_its_pseudo_header(void)
{
    struct addr addresses[257];
    struct packet_advert advert = random_advert(3, addresses);
    uint8_t message[PACKET_SIZE_MAX];
    struct packet packet;

    advert.address_count = 1;
    advert.destination.bytes[0] = 0xFF;
    size_t size = packet_encode(&advert, message, sizeof(message));
    CHECK_EQ_INT(packet_decode(message, size, &advert.source, &advert.destination, 64, &packet),
                 PACKET_BAD_TTL);
    message[6] = message[7] = 0;
    uint16_t plain = checksum_finish(checksum_add(0, message, size));
    message[6] = (uint8_t)(plain >> 8);
    message[7] = (uint8_t)plain;
    CHECK_EQ_INT(packet_decode(message, size, &advert.source, &advert.destination, 255, &packet),
                 PACKET_BAD_CHECKSUM);
    message[0] = 0x21;
    CHECK_EQ_INT(packet_decode(message, size, &advert.source, &advert.destination, 255, &packet),
                 PACKET_BAD_VERSION);
    struct addr v4 = addr_from_ipv4(1), none = {.family = ADDR_NONE};
    CHECK_EQ_INT(packet_decode(message, size, &advert.source, &v4, 255, &packet), PACKET_NOT_IP);
    CHECK_EQ_INT(packet_decode(message, size, &none, &none, 255, &packet), PACKET_NOT_IP);
}

static void errors_have_distinct_names(void)
{
    for (int i = 0; i < PACKET_ERROR_COUNT; i++)
        for (int j = 0; j < i; j++)
            CHECK(strcmp(packet_error_name((enum packet_error)i), packet_error_name((enum packet_error)j)) !=
                  0);
    CHECK_EQ_STR(packet_error_name(PACKET_BAD_TTL), "bad-ttl");
    CHECK_EQ_STR(packet_error_name(PACKET_INTERVAL_MISMATCH), "interval-mismatch");
    CHECK_EQ_STR(packet_error_name(PACKET_ERROR_COUNT), "unknown");
}

int main(void)
{
    known_vectors_decode();
    known_vectors_are_what_we_send();
    every_prefix_is_truncated();
    every_defect_has_its_error();
    reserved_bits_do_not_lengthen_the_interval();
    a_v2_checksum_with_pseudo_header_is_wrong();
    a_bad_frame_still_says_who_sent_it();
    trailing_bytes_are_tolerated_and_counted();
    check_compares_with_the_configuration();
    multicast_comes_to_the_configured_group();
    unicast_comes_from_peers_within_their_bounds();
    only_a_group_demands_the_full_ttl();
    without_authentication_its_bytes_do_not_matter();
    random_adverts_survive_the_wire();
    patching_equals_encoding_afresh();
    what_the_wire_cannot_say_is_refused();
    ipv6_has_no_v2_and_needs_its_pseudo_header();
    errors_have_distinct_names();
    return check_report("packet");
}
