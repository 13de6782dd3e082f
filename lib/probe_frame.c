#include "lib/probe_frame.h"

#include <string.h>

#include "lib/checksum.h"

void probe_frame_arp(const uint8_t mac[PROBE_MAC_SIZE], const struct addr *vip, uint8_t frame[PROBE_ARP_SIZE])
{
    static const uint8_t types[] = {
        0x08, 0x06, /* Ethernet type ARP */
        0x00, 0x01, /* hardware type Ethernet */
        0x08, 0x00, /* protocol type IPv4 */
        6,    4,    /* sizes of the two kinds of address */
        0x00, 0x01, /* request */
    };

    /* The sender's protocol address and the target's hardware address stay zero. */
    memset(frame, 0, PROBE_ARP_SIZE);
    memset(frame, 0xFF, PROBE_MAC_SIZE);
    memcpy(frame + 6, mac, PROBE_MAC_SIZE);
    memcpy(frame + 12, types, sizeof(types));
    memcpy(frame + 22, mac, PROBE_MAC_SIZE);
    memcpy(frame + 38, vip->bytes, 4);
}

void probe_frame_solicit(const uint8_t mac[PROBE_MAC_SIZE], const struct addr *source, const struct addr *vip,
                         uint8_t frame[PROBE_SOLICIT_SIZE])
{
    enum { IP = 14, ICMP = IP + 40, ICMP_SIZE = PROBE_SOLICIT_SIZE - ICMP, PROTOCOL_ICMPV6 = 58 };
    static const uint8_t ip_header[] = {0x60, 0, 0, 0, 0, ICMP_SIZE, PROTOCOL_ICMPV6, 255};
    uint8_t group_bytes[16] = {0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF};
    struct addr group;
    uint16_t sum;

    memcpy(group_bytes + 13, vip->bytes + 13, 3);
    group = addr_from_bytes(ADDR_IPV6, group_bytes);
    memset(frame, 0, PROBE_SOLICIT_SIZE);
    frame[0] = 0x33; /* the group's own multicast MAC (RFC 2464 7) */
    frame[1] = 0x33;
    memcpy(frame + 2, group_bytes + 12, 4);
    memcpy(frame + 6, mac, PROBE_MAC_SIZE);
    frame[12] = 0x86; /* Ethernet type IPv6 */
    frame[13] = 0xDD;
    memcpy(frame + IP, ip_header, sizeof(ip_header));
    memcpy(frame + IP + 8, source->bytes, 16);
    memcpy(frame + IP + 24, group_bytes, 16);
    frame[ICMP] = 135; /* neighbour solicitation */
    memcpy(frame + ICMP + 8, vip->bytes, 16);
    frame[ICMP + 24] = 1; /* option: source link-layer address, one unit of eight bytes */
    frame[ICMP + 25] = 1;
    memcpy(frame + ICMP + 26, mac, PROBE_MAC_SIZE);
    sum = checksum_finish(checksum_add(checksum_add_pseudo(0, source, &group, PROTOCOL_ICMPV6, ICMP_SIZE),
                                       frame + ICMP, ICMP_SIZE));
    frame[ICMP + 2] = (uint8_t)(sum >> 8);
    frame[ICMP + 3] = (uint8_t)sum;
}
