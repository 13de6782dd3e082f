/* lib/announce: the frames, byte by byte. */
#include "lib/announce.h"

#include "tests/unit/check.h"

/* The sums were computed by another program; tcpdump 4.99 calls both right. */
static void a_neighbour_advertisement_says_all_of_it(bool router, uint8_t flags, uint8_t sum)
{
    const uint8_t mac[ANNOUNCE_MAC_SIZE] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
    const uint8_t want[ANNOUNCE_NA_SIZE] = {
        0x33, 0x33, 0,    0,    0,     1,                /* to all nodes */
        0x02, 0x11, 0x22, 0x33, 0x44,  0x55, 0x86, 0xdd, /* from us, IPv6 */
        0x60, 0,    0,    0,    0,     32,   58,   255,  /* ICMPv6, hop limit 255 */
        0xfe, 0x80, 0,    0,    0,     0,    0,    0,    0, 0, 0, 0, 0, 0x09, 1, 0x00, /* fe80::9:100 */
        0xff, 0x02, 0,    0,    0,     0,    0,    0,    0, 0, 0, 0, 0, 0,    0, 1,    /* ff02::1 */
        136,  0,    sum,  0xf2, flags, 0,    0,    0,                                  /* advertisement */
        0xfe, 0x80, 0,    0,    0,     0,    0,    0,    0, 0, 0, 0, 0, 0x09, 1, 0x00, /* of this target */
        2,    1,    0x02, 0x11, 0x22,  0x33, 0x44, 0x55,                               /* that lives here */
    };
    uint8_t frame[ANNOUNCE_NA_SIZE + 1];
    struct addr address;

    CHECK(addr_parse("fe80::9:100", &address));
    memset(frame, 0xA5, sizeof(frame));
    announce_na(&address, mac, router, frame);
    for (size_t i = 0; i < sizeof(want); i++)
        CHECK_EQ_INT(frame[i], want[i]);
    CHECK_EQ_INT(frame[ANNOUNCE_NA_SIZE], 0xA5);
}

int main(void)
{
    const uint8_t mac[ANNOUNCE_MAC_SIZE] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
    const uint8_t want[ANNOUNCE_ARP_SIZE] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff,                   /* to everyone */
        0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0x08, 0x06,       /* from us, ARP */
        0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01,       /* Ethernet, IPv4, request */
        0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 192,  0,    2, 7, /* sender */
        0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 192,  0,    2, 7, /* target: the same */
    };
    uint8_t frame[ANNOUNCE_ARP_SIZE + 1];
    struct addr address = addr_from_ipv4(0xC0000207);

    memset(frame, 0xA5, sizeof(frame));
    announce_arp(&address, mac, frame);
    for (size_t i = 0; i < sizeof(want); i++)
        CHECK_EQ_INT(frame[i], want[i]);
    CHECK_EQ_INT(frame[ANNOUNCE_ARP_SIZE], 0xA5);
    a_neighbour_advertisement_says_all_of_it(false, 0x20, 0xee);
    a_neighbour_advertisement_says_all_of_it(true, 0xa0, 0x6e);
    return check_report("announce");
}
