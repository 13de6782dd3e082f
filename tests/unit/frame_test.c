/* vrrpwatch/frame and frame_ip: adverts over each link and each header; what is foreign; every defect. */
#include "tests/unit/frame_bytes.h"

/* RFC 3768 5.1 behind an IPv4 header: 10.9.0.1 to 224.0.0.18, VRID 51, priority 100, 1 s, PASS. */
static const uint8_t v2_datagram[] = {
    0x45, 0xc0, 0x00, 0x28, 0x00, 0x01, 0x00, 0x00, 0xff, 0x70, 0x00, 0x00, 10,   9,
    0,    1,    224,  0,    0,    18,   0x21, 0x33, 0x64, 0x01, 0x01, 0x01, 0x33, 0x11,
    10,   9,    0,    100,  's',  'e',  'c',  'r',  'e',  't',  0x00, 0x00,
};

/* A v3 advert over IPv6 of `count` addresses, encoded by lib/packet, whose own test has vectors by hand. */
static size_t message_ipv6(uint8_t *message, size_t count)
{
    struct addr addresses[PACKET_ADDRESSES_MAX];
    struct packet_advert advert = {.version = 3,
                                   .vrid = 51,
                                   .priority = 100,
                                   .interval_us = 1000000,
                                   .source = sample_addr("fe80::1"),
                                   .destination = sample_addr("ff02::12"),
                                   .addresses = addresses,
                                   .address_count = count};

    for (size_t i = 0; i < count; i++) {
        addresses[i] = sample_addr("fe80::100");
        addresses[i].bytes[15] = (uint8_t)i;
    }
    return packet_encode(&advert, message, PACKET_SIZE_MAX);
}

/* Ethernet, IPv6, the extension headers given, an advert. */
static void advert_ipv6(struct bytes *bytes, unsigned next, const uint8_t *extensions, size_t size)
{
    uint8_t message[PACKET_SIZE_MAX];
    size_t message_size = message_ipv6(message, 1);

    ethernet(bytes, 0x86dd);
    ipv6(bytes, next, "fe80::1", size + message_size);
    put(bytes, extensions, size);
    put(bytes, message, message_size);
}

static void check_v2(const struct frame *frame)
{
    CHECK_EQ_INT(frame->kind, FRAME_ADVERT);
    CHECK_EQ_INT(frame->advert.version, 2);
    CHECK_EQ_INT(frame->advert.vrid, 51);
    CHECK_EQ_INT(frame->advert.priority, 100);
    CHECK_EQ_INT(frame->advert.ttl, 255);
    CHECK_EQ_INT(frame->advert.address_count, 1);
    check_address(&frame->source, "10.9.0.1");
    check_address(&frame->destination, "224.0.0.18");
}

static void an_advert_tells_who_sent_it(void)
{
    struct frame frame = decode_payload(v2_datagram, sizeof(v2_datagram), 0x0800);

    check_v2(&frame);
    CHECK(frame.has_mac);
    CHECK(memcmp(frame.mac, sender_mac, sizeof(sender_mac)) == 0);
    CHECK_EQ_INT(frame.vlan, 0);
}

static void the_padding_of_a_short_frame_is_no_payload(void)
{
    struct bytes bytes;
    struct frame frame;

    ethernet(&bytes, 0x0800);
    put(&bytes, v2_datagram, sizeof(v2_datagram));
    put(&bytes, "padding", 7);
    frame = decode(&bytes);
    check_v2(&frame);
    CHECK_EQ_INT(frame.advert.trailing_bytes, 0);
}

static void another_ttl_is_told(void)
{
    uint8_t datagram[sizeof(v2_datagram)];
    struct frame frame;

    memcpy(datagram, v2_datagram, sizeof(datagram));
    datagram[8] = 254;
    frame = decode_payload(datagram, sizeof(datagram), 0x0800);
    CHECK_EQ_INT(frame.kind, FRAME_ADVERT);
    CHECK_EQ_INT(frame.advert.ttl, 254);
}

static void a_defect_of_the_advert_is_named_with_its_sender(void)
{
    uint8_t datagram[sizeof(v2_datagram)];
    struct frame frame;

    memcpy(datagram, v2_datagram, sizeof(datagram));
    datagram[22] ^= 1; /* the priority, which the checksum covers */
    frame = decode_payload(datagram, sizeof(datagram), 0x0800);
    check_bad(&frame, PACKET_BAD_CHECKSUM);
    check_address(&frame.source, "10.9.0.1");
    check_address(&frame.destination, "224.0.0.18");
    CHECK(frame.has_mac && memcmp(frame.mac, sender_mac, sizeof(sender_mac)) == 0);
}

static void options_of_ipv4_are_skipped(void)
{
    struct bytes bytes;
    struct frame frame;

    ethernet(&bytes, 0x0800);
    put(&bytes, v2_datagram, 20);
    put(&bytes, (uint8_t[]){0x94, 0x04, 0, 0}, 4);
    put(&bytes, v2_datagram + 20, sizeof(v2_datagram) - 20);
    bytes.at[14] = 0x46;
    bytes.at[17] = sizeof(v2_datagram) + 4;
    frame = decode(&bytes);
    check_v2(&frame);
}

static void the_innermost_tag_counts(void)
{
    static const unsigned outer[] = {0x8100, 0x88a8, 0x9100};
    struct bytes bytes;
    struct frame frame;

    for (size_t i = 0; i < sizeof(outer) / sizeof(outer[0]); i++) {
        ethernet(&bytes, outer[i]);
        put16(&bytes, 0xE000 | 100);
        put16(&bytes, 0x8100);
        put16(&bytes, 4094);
        put16(&bytes, 0x0800);
        put(&bytes, v2_datagram, sizeof(v2_datagram));
        frame = decode(&bytes);
        check_v2(&frame);
        CHECK_EQ_INT(frame.vlan, 4094);
    }
    ethernet(&bytes, 0x8100);
    put16(&bytes, 0xE000); /* a priority without a VLAN */
    put16(&bytes, 0x0800);
    put(&bytes, v2_datagram, sizeof(v2_datagram));
    frame = decode(&bytes);
    check_v2(&frame);
    CHECK_EQ_INT(frame.vlan, 0);
}

static void tags_without_an_end_are_refused(void)
{
    struct bytes bytes;
    struct frame frame;

    ethernet(&bytes, 0x8100);
    for (int i = 0; i < 100; i++) {
        put16(&bytes, 1);
        put16(&bytes, 0x8100);
    }
    frame = decode(&bytes);
    check_bad(&frame, FRAME_SHORT_LINK);
}

static void other_protocols_are_foreign(void)
{
    uint8_t datagram[sizeof(v2_datagram)];

    memcpy(datagram, v2_datagram, sizeof(datagram));
    datagram[9] = 17;
    CHECK_EQ_INT(decode_payload(datagram, sizeof(datagram), 0x0800).kind, FRAME_FOREIGN);
    CHECK_EQ_INT(decode_payload(datagram, sizeof(datagram), 0x88cc).kind, FRAME_FOREIGN);
    CHECK_EQ_INT(decode_payload(datagram, sizeof(datagram), 46).kind, FRAME_FOREIGN); /* 802.3 */
}

/* Both cooked headers, as tcpdump -i any writes them. */
static void cooked(struct bytes *bytes, bool second, unsigned hardware, unsigned type)
{
    bytes->size = 0;
    if (second) {
        put16(bytes, type);
        put16(bytes, 0);
        put(bytes, (uint8_t[]){0, 0, 0, 3}, 4);
        put16(bytes, hardware);
        put16(bytes, 1 << 8 | 6);
    } else {
        put16(bytes, 1);
        put16(bytes, hardware);
        put16(bytes, 6);
    }
    put(bytes, sender_mac, sizeof(sender_mac));
    put16(bytes, 0);
    if (!second)
        put16(bytes, type);
}

static void cooked_captures_keep_the_sender(void)
{
    struct bytes bytes;

    for (int second = 0; second < 2; second++) {
        enum frame_link link = second ? FRAME_LINK_SLL2 : FRAME_LINK_SLL;
        struct frame frame;
        cooked(&bytes, second, 1, 0x0800);
        put(&bytes, v2_datagram, sizeof(v2_datagram));
        frame = decode_link(link, bytes.at, bytes.size, bytes.size);
        check_v2(&frame);
        CHECK(frame.has_mac && memcmp(frame.mac, sender_mac, sizeof(sender_mac)) == 0);
        cooked(&bytes, second, 512, 0x0800); /* PPP */
        put(&bytes, v2_datagram, sizeof(v2_datagram));
        frame = decode_link(link, bytes.at, bytes.size, bytes.size);
        check_v2(&frame);
        CHECK(!frame.has_mac);
        cooked(&bytes, second, 824, 0x0800); /* netlink: the type is none */
        put(&bytes, v2_datagram, sizeof(v2_datagram));
        CHECK_EQ_INT(decode_link(link, bytes.at, bytes.size, bytes.size).kind, FRAME_FOREIGN);
        CHECK_EQ_INT(decode_link(link, bytes.at, 15, 15).error, FRAME_SHORT_LINK);
    }
}

static void links_without_addresses_know_no_mac(void)
{
    static const uint8_t families[][4] = {{2, 0, 0, 0}, {0, 0, 0, 2}};
    struct frame frame = decode_link(FRAME_LINK_RAW, v2_datagram, sizeof(v2_datagram), sizeof(v2_datagram));
    struct bytes bytes = {.size = 0};

    check_v2(&frame);
    CHECK(!frame.has_mac);
    for (size_t i = 0; i < 2; i++) {
        bytes.size = 0;
        put(&bytes, families[i], 4);
        put(&bytes, v2_datagram, sizeof(v2_datagram));
        frame = decode_link(FRAME_LINK_NULL, bytes.at, bytes.size, bytes.size);
        check_v2(&frame);
        CHECK(!frame.has_mac);
    }
    bytes.at[3] = 7;
    CHECK_EQ_INT(decode_link(FRAME_LINK_NULL, bytes.at, bytes.size, bytes.size).kind, FRAME_FOREIGN);
    frame = decode_link(FRAME_LINK_UNKNOWN, bytes.at, bytes.size, bytes.size);
    check_bad(&frame, FRAME_UNKNOWN_LINK);
}

static void adverts_over_ipv6(void)
{
    static const uint8_t hop_by_hop[] = {112, 0, 5, 2, 0, 0, 1, 0};
    static const uint8_t chain[] = {60, 0, 5, 2, 0,   0, 1, 0, 44, 0, 1, 4,
                                    0,  0, 0, 0, 112, 0, 0, 0, 0,  0, 0, 9};
    static const uint8_t link_ipv6[][4] = {{30, 0, 0, 0}, {0, 0, 0, 24}, {10, 0, 0, 0}};
    struct bytes bytes, raw = {.size = 0};
    struct frame frame;

    advert_ipv6(&bytes, 112, NULL, 0);
    frame = decode(&bytes);
    CHECK_EQ_INT(frame.kind, FRAME_ADVERT);
    CHECK_EQ_INT(frame.advert.version, 3);
    check_address(&frame.source, "fe80::1");
    check_address(&frame.destination, "ff02::12");
    for (size_t i = 0; i < 3; i++) {
        raw.size = 0;
        put(&raw, link_ipv6[i], 4);
        put(&raw, bytes.at + 14, bytes.size - 14);
        CHECK_EQ_INT(decode_link(FRAME_LINK_NULL, raw.at, raw.size, raw.size).kind, FRAME_ADVERT);
    }
    bytes.at[14 + 7] = 64;
    CHECK_EQ_INT(decode(&bytes).advert.ttl, 64);
    advert_ipv6(&bytes, 0, hop_by_hop, sizeof(hop_by_hop));
    CHECK_EQ_INT(decode(&bytes).kind, FRAME_ADVERT);
    advert_ipv6(&bytes, 0, chain, sizeof(chain)); /* ends in a fragment header of a whole datagram */
    CHECK_EQ_INT(decode(&bytes).kind, FRAME_ADVERT);
}

static void the_largest_advert_is_decoded(void)
{
    uint8_t message[PACKET_SIZE_MAX];
    size_t size = message_ipv6(message, PACKET_ADDRESSES_MAX);
    struct bytes bytes;

    ethernet(&bytes, 0x86dd);
    ipv6(&bytes, 112, "fe80::1", size);
    put(&bytes, message, size);
    CHECK_EQ_INT(decode(&bytes).advert.address_count, PACKET_ADDRESSES_MAX);
}

static void extension_headers_are_bounded(void)
{
    static const uint8_t endless[] = {60, 255, 0, 0, 0, 0, 0, 0};
    uint8_t many[10 * 8] = {0};
    struct bytes bytes;
    struct frame frame;

    for (size_t i = 0; i < sizeof(many); i += 8)
        many[i] = i + 8 < sizeof(many) ? 60 : 112;
    advert_ipv6(&bytes, 60, many, sizeof(many));
    frame = decode(&bytes);
    check_bad(&frame, FRAME_BAD_IP);
    advert_ipv6(&bytes, 60, endless, sizeof(endless));
    frame = decode(&bytes);
    check_bad(&frame, FRAME_BAD_IP);
}

static void vrrp_behind_an_authentication_header_is_named(void)
{
    uint8_t ah[24] = {112, 4};
    struct bytes bytes;
    struct frame frame;

    ethernet(&bytes, 0x0800);
    ipv4(&bytes, 51, 0, sizeof(ah));
    put(&bytes, ah, sizeof(ah));
    frame = decode(&bytes);
    check_bad(&frame, FRAME_AH);
    check_address(&frame.source, "10.9.0.1");
    advert_ipv6(&bytes, 51, ah, sizeof(ah));
    frame = decode(&bytes);
    check_bad(&frame, FRAME_AH);
    ah[0] = 6;
    advert_ipv6(&bytes, 51, ah, sizeof(ah));
    CHECK_EQ_INT(decode(&bytes).kind, FRAME_FOREIGN);
}

static void pieces_are_told_apart(void)
{
    static const uint8_t first6[] = {112, 0, 0, 1, 0, 0, 0, 9}, later6[] = {112, 0, 0x05, 0xa8, 0, 0, 0, 9};
    struct bytes bytes;
    struct frame frame;

    ethernet(&bytes, 0x0800);
    ipv4(&bytes, 112, 0x2000, 20);
    put(&bytes, v2_datagram + 20, 20);
    frame = decode(&bytes);
    CHECK_EQ_INT(frame.kind, FRAME_FRAGMENT);
    CHECK_EQ_INT(frame.fragment.vrid, 51);
    CHECK_EQ_INT(frame.fragment.offset, 0);
    CHECK(frame.fragment.more);
    bytes.at[14 + 6] = 0;
    bytes.at[14 + 7] = 185;
    frame = decode(&bytes);
    CHECK_EQ_INT(frame.kind, FRAME_FRAGMENT);
    CHECK_EQ_INT(frame.fragment.vrid, 0);
    CHECK_EQ_INT(frame.fragment.offset, 1480);
    CHECK(!frame.fragment.more);
    bytes.at[14 + 9] = 2; /* a piece of IGMP is none of a message */
    CHECK_EQ_INT(decode(&bytes).kind, FRAME_FOREIGN);
    advert_ipv6(&bytes, 44, first6, sizeof(first6));
    frame = decode(&bytes);
    CHECK_EQ_INT(frame.kind, FRAME_FRAGMENT);
    CHECK_EQ_INT(frame.fragment.vrid, 51);
    CHECK(frame.fragment.more);
    advert_ipv6(&bytes, 44, later6, sizeof(later6));
    frame = decode(&bytes);
    CHECK_EQ_INT(frame.kind, FRAME_FRAGMENT);
    CHECK_EQ_INT(frame.fragment.offset, 1448);
    CHECK_EQ_INT(frame.fragment.vrid, 0);
}

static void impossible_headers_are_named(void)
{
    struct bytes bytes;
    struct frame frame;

    ethernet(&bytes, 0x0800);
    put(&bytes, v2_datagram, sizeof(v2_datagram));
    frame = decode_link(FRAME_LINK_ETHERNET, bytes.at, bytes.size - 4, bytes.size);
    check_bad(&frame, FRAME_SHORT_IP); /* the snap length */
    frame = decode_link(FRAME_LINK_ETHERNET, bytes.at, bytes.size - 4, bytes.size - 4);
    check_bad(&frame, FRAME_BAD_IP); /* the sender */
    frame = decode_link(FRAME_LINK_ETHERNET, bytes.at, 14 + 19, bytes.size);
    check_bad(&frame, FRAME_SHORT_IP);
    frame = decode_link(FRAME_LINK_ETHERNET, bytes.at, 13, 13);
    check_bad(&frame, FRAME_SHORT_LINK);
    bytes.at[14 + 3] = 19;
    frame = decode(&bytes);
    check_bad(&frame, FRAME_BAD_IP);
    bytes.at[14] = 0x44;
    frame = decode(&bytes);
    check_bad(&frame, FRAME_BAD_IP);
    bytes.at[14] = 0x65;
    frame = decode(&bytes);
    check_bad(&frame, FRAME_BAD_IP);
}

static void every_truncation_is_a_named_defect(void)
{
    struct bytes bytes;

    ethernet(&bytes, 0x0800);
    put(&bytes, v2_datagram, sizeof(v2_datagram));
    check_truncations(&bytes);
    advert_ipv6(&bytes, 0, (uint8_t[]){112, 0, 5, 2, 0, 0, 1, 0}, 8);
    check_truncations(&bytes);
}

/* Cuts by a sender that adapts what its IP header promises. */
static void every_short_message_is_a_named_defect(void)
{
    struct bytes bytes;

    ethernet(&bytes, 0x0800);
    put(&bytes, v2_datagram, sizeof(v2_datagram));
    for (size_t size = 20; size < sizeof(v2_datagram); size++) {
        struct bytes cut = bytes;
        cut.size = 14 + size;
        cut.at[14 + 3] = (uint8_t)size;
        CHECK_EQ_INT(decode(&cut).error, size < 28 ? PACKET_TRUNCATED : PACKET_BAD_LENGTH);
    }
}

static void time_and_interface_are_the_callers(void)
{
    struct frame frame = {.time_us = 42, .interface = 7};
    struct bytes bytes;

    ethernet(&bytes, 0x0800);
    put(&bytes, v2_datagram, sizeof(v2_datagram));
    frame_decode(FRAME_LINK_ETHERNET, bytes.at, bytes.size, bytes.size, &frame);
    CHECK_EQ_INT(frame.time_us, 42);
    CHECK_EQ_INT(frame.interface, 7);
}

static void every_defect_has_a_name_of_its_own(void)
{
    for (uint16_t i = FRAME_ERROR_FIRST; i < FRAME_ERROR_END; i++)
        for (uint16_t j = 0; j < i; j++)
            if (j >= FRAME_ERROR_FIRST || j < PACKET_ERROR_COUNT)
                CHECK(strcmp(frame_error_name(i), frame_error_name(j)) != 0);
    CHECK_EQ_STR(frame_error_name(PACKET_BAD_CHECKSUM), "bad-checksum");
    CHECK_EQ_STR(frame_error_name(FRAME_SHORT_IP), "short-ip");
    CHECK_EQ_STR(frame_error_name(PACKET_ERROR_COUNT), "unknown");
    CHECK_EQ_STR(frame_error_name(FRAME_ERROR_END), "unknown");
}

static void virtual_macs_are_recognised(void)
{
    uint8_t mac[FRAME_MAC_SIZE] = {0x00, 0x00, 0x5e, 0x00, 0x01, 0xff};

    CHECK(frame_mac_is_virtual(mac));
    mac[4] = 2;
    CHECK(frame_mac_is_virtual(mac));
    mac[4] = 3;
    CHECK(!frame_mac_is_virtual(mac));
    mac[4] = 1;
    mac[2] = 0x5f;
    CHECK(!frame_mac_is_virtual(mac));
}

int main(void)
{
    an_advert_tells_who_sent_it();
    the_padding_of_a_short_frame_is_no_payload();
    another_ttl_is_told();
    a_defect_of_the_advert_is_named_with_its_sender();
    options_of_ipv4_are_skipped();
    the_innermost_tag_counts();
    tags_without_an_end_are_refused();
    other_protocols_are_foreign();
    cooked_captures_keep_the_sender();
    links_without_addresses_know_no_mac();
    adverts_over_ipv6();
    the_largest_advert_is_decoded();
    extension_headers_are_bounded();
    vrrp_behind_an_authentication_header_is_named();
    pieces_are_told_apart();
    impossible_headers_are_named();
    every_truncation_is_a_named_defect();
    every_short_message_is_a_named_defect();
    time_and_interface_are_the_callers();
    every_defect_has_a_name_of_its_own();
    virtual_macs_are_recognised();
    return check_report("frame");
}
