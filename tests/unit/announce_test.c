/* lib/announce: the frame, byte by byte. */
#include "lib/announce.h"

#include "tests/unit/check.h"

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
    return check_report("announce");
}
