#include "lib/announce.h"

#include <string.h>

#include "lib/checksum.h"

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

/* The answer nobody asked for: flags "router" as told and "override", never "solicited", the address as
 * target and as source, and where it lives as the target link-layer address option. */
void announce_na(const struct addr *address, const uint8_t mac[ANNOUNCE_MAC_SIZE], bool router,
                 uint8_t frame[ANNOUNCE_NA_SIZE])
{
    enum { IP = 14, ICMP = IP + 40, ICMP_SIZE = ANNOUNCE_NA_SIZE - ICMP, PROTOCOL_ICMPV6 = 58 };
    static const uint8_t all_nodes_mac[ANNOUNCE_MAC_SIZE] = {0x33, 0x33, 0, 0, 0, 1};
    static const uint8_t all_nodes[] = {0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    static const uint8_t ip_header[] = {0x60, 0, 0, 0, 0, ICMP_SIZE, PROTOCOL_ICMPV6, 255};
    struct addr group = addr_from_bytes(ADDR_IPV6, all_nodes);
    uint16_t sum;

    memset(frame, 0, ANNOUNCE_NA_SIZE);
    memcpy(frame, all_nodes_mac, ANNOUNCE_MAC_SIZE);
    memcpy(frame + 6, mac, ANNOUNCE_MAC_SIZE);
    frame[12] = 0x86; /* Ethernet type IPv6 */
    frame[13] = 0xDD;
    memcpy(frame + IP, ip_header, sizeof(ip_header));
    memcpy(frame + IP + 8, address->bytes, 16);
    memcpy(frame + IP + 24, all_nodes, 16);
    frame[ICMP] = 136; /* neighbour advertisement */
    frame[ICMP + 4] = router ? 0xA0 : 0x20;
    memcpy(frame + ICMP + 8, address->bytes, 16);
    frame[ICMP + 24] = 2; /* option: target link-layer address, one unit of eight bytes */
    frame[ICMP + 25] = 1;
    memcpy(frame + ICMP + 26, mac, ANNOUNCE_MAC_SIZE);
    sum = checksum_finish(checksum_add(checksum_add_pseudo(0, address, &group, PROTOCOL_ICMPV6, ICMP_SIZE),
                                       frame + ICMP, ICMP_SIZE));
    frame[ICMP + 2] = (uint8_t)(sum >> 8);
    frame[ICMP + 3] = (uint8_t)sum;
}
