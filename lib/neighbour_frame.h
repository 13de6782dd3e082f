/* ARP requests and neighbour discovery as whole Ethernet frames: what announcing and asking have in common.
 * Pure. */
#ifndef LIB_NEIGHBOUR_FRAME_H
#define LIB_NEIGHBOUR_FRAME_H

#include "lib/neighbour.h"

enum {
    NEIGHBOUR_ARP_SIZE = 42,       /* Ethernet header and ARP, without padding */
    NEIGHBOUR_DISCOVERY_SIZE = 86, /* Ethernet, IPv6, and ICMPv6 with one link-layer address */
};

/* A broadcast ARP request from `mac`; the addresses are still zero. */
void neighbour_frame_arp(const uint8_t mac[NEIGHBOUR_MAC_SIZE], uint8_t frame[NEIGHBOUR_ARP_SIZE]);

/* A neighbour solicitation or advertisement. */
struct neighbour_frame_message {
    uint8_t type;  /* NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT */
    uint8_t flags; /* of an advertisement */
    const uint8_t *mac;
    const struct addr *source, *group, *target; /* it goes to the group's own MAC (RFC 2464 7) */
};

void neighbour_frame_discovery(const struct neighbour_frame_message *message,
                               uint8_t frame[NEIGHBOUR_DISCOVERY_SIZE]);

#endif
