#include "lib/announce.h"

#include <string.h>

void announce_arp(const struct addr *address, const uint8_t mac[ANNOUNCE_MAC_SIZE],
                  uint8_t frame[ANNOUNCE_ARP_SIZE])
{
    static const uint8_t types[] = {
        0x08, 0x06, /* Ethernet type ARP */
        0x00, 0x01, /* hardware type Ethernet */
        0x08, 0x00, /* protocol type IPv4 */
        6,    4,    /* sizes of the two kinds of address */
        0x00, 0x01, /* request */
    };

    memset(frame, 0xFF, ANNOUNCE_MAC_SIZE);
    memcpy(frame + 6, mac, ANNOUNCE_MAC_SIZE);
    memcpy(frame + 12, types, sizeof(types));
    memcpy(frame + 22, mac, ANNOUNCE_MAC_SIZE);
    memcpy(frame + 28, address->bytes, 4);
    /* RFC 9568 6.4.1 (errata 7947, 7949): the target link-layer address is the sender's too. */
    memcpy(frame + 32, mac, ANNOUNCE_MAC_SIZE);
    memcpy(frame + 38, address->bytes, 4);
}
