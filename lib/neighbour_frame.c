/* Frames of ARP and neighbour discovery; see neighbour_frame.h. */
#include "lib/neighbour_frame.h"

#include <string.h>

#include "lib/checksum.h"

void neighbour_frame_arp(const uint8_t mac[NEIGHBOUR_MAC_SIZE], uint8_t frame[NEIGHBOUR_ARP_SIZE])
{
    static const uint8_t types[] = {
        0x08, 0x06, /* Ethernet type ARP */
        0x00, 0x01, /* hardware type Ethernet */
        0x08, 0x00, /* protocol type IPv4 */
        6,    4,    /* sizes of the two kinds of address */
        0x00, 0x01, /* request */
    };

    memset(frame, 0, NEIGHBOUR_ARP_SIZE);
    memset(frame, 0xFF, NEIGHBOUR_MAC_SIZE);
    memcpy(frame + 6, mac, NEIGHBOUR_MAC_SIZE);
    memcpy(frame + 12, types, sizeof(types));
    memcpy(frame + 22, mac, NEIGHBOUR_MAC_SIZE);
}

void neighbour_frame_discovery(const struct neighbour_frame_message *message,
                               uint8_t frame[NEIGHBOUR_DISCOVERY_SIZE])
{
    enum { IP = 14, ICMP = IP + 40, ICMP_SIZE = NEIGHBOUR_DISCOVERY_SIZE - ICMP, PROTOCOL_ICMPV6 = 58 };
    static const uint8_t ip_header[] = {0x60, 0, 0, 0, 0, ICMP_SIZE, PROTOCOL_ICMPV6, 255};
    uint16_t sum;

    memset(frame, 0, NEIGHBOUR_DISCOVERY_SIZE);
    frame[0] = frame[1] = 0x33;
    memcpy(frame + 2, message->group->bytes + 12, 4);
    memcpy(frame + 6, message->mac, NEIGHBOUR_MAC_SIZE);
    frame[12] = 0x86; /* Ethernet type IPv6 */
    frame[13] = 0xDD;
    memcpy(frame + IP, ip_header, sizeof(ip_header));
    memcpy(frame + IP + 8, message->source->bytes, 16);
    memcpy(frame + IP + 24, message->group->bytes, 16);
    frame[ICMP] = message->type;
    frame[ICMP + 4] = message->flags;
    memcpy(frame + ICMP + 8, message->target->bytes, 16);
    /* Option: link-layer address, of the source or of the target; one unit of eight bytes. */
    frame[ICMP + 24] = message->type == NEIGHBOUR_SOLICITATION ? 1 : 2;
    frame[ICMP + 25] = 1;
    memcpy(frame + ICMP + 26, message->mac, NEIGHBOUR_MAC_SIZE);
    sum = checksum_finish(
        checksum_add(checksum_add_pseudo(0, message->source, message->group, PROTOCOL_ICMPV6, ICMP_SIZE),
                     frame + ICMP, ICMP_SIZE));
    frame[ICMP + 2] = (uint8_t)(sum >> 8);
    frame[ICMP + 3] = (uint8_t)sum;
}
