#include "lib/announce.h"

#include <string.h>

#include "lib/neighbour_frame.h"

void announce_arp(const struct addr *address, const uint8_t mac[ANNOUNCE_MAC_SIZE],
                  uint8_t frame[ANNOUNCE_ARP_SIZE])
{
    neighbour_frame_arp(mac, frame);
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
    static const uint8_t all_nodes[] = {0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    struct addr group = addr_from_bytes(ADDR_IPV6, all_nodes);
    const struct neighbour_frame_message message = {.type = NEIGHBOUR_ADVERTISEMENT,
                                                    .flags = router ? 0xA0 : 0x20,
                                                    .mac = mac,
                                                    .source = address,
                                                    .group = &group,
                                                    .target = address};

    neighbour_frame_discovery(&message, frame);
}
