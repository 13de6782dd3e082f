#include "lib/probe_frame.h"

#include <string.h>

#include "lib/neighbour_frame.h"

void probe_frame_arp(const uint8_t mac[PROBE_MAC_SIZE], const struct addr *vip, uint8_t frame[PROBE_ARP_SIZE])
{
    /* The sender's protocol address and the target's hardware address stay zero. */
    neighbour_frame_arp(mac, frame);
    memcpy(frame + 38, vip->bytes, 4);
}

void probe_frame_solicit(const uint8_t mac[PROBE_MAC_SIZE], const struct addr *source, const struct addr *vip,
                         uint8_t frame[PROBE_SOLICIT_SIZE])
{
    uint8_t group_bytes[16] = {0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF};
    struct addr group;
    struct neighbour_frame_message message = {
        .type = NEIGHBOUR_SOLICITATION, .mac = mac, .source = source, .group = &group, .target = vip};

    memcpy(group_bytes + 13, vip->bytes + 13, 3);
    group = addr_from_bytes(ADDR_IPV6, group_bytes);
    neighbour_frame_discovery(&message, frame);
}
