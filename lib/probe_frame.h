/* The two questions of the active probe, as whole Ethernet frames: "who has this address?", put so that the
 * answer is given and nobody's cache learns anything wrong. Pure; sends nothing, knows no interface. */
#ifndef LIB_PROBE_FRAME_H
#define LIB_PROBE_FRAME_H

#include <stdint.h>

#include "lib/addr.h"

enum {
    PROBE_MAC_SIZE = 6,
    PROBE_ARP_SIZE = 42,     /* Ethernet header and ARP, without padding */
    PROBE_SOLICIT_SIZE = 86, /* Ethernet, IPv6 and ICMPv6 with the source's link-layer address */
    PROBE_FRAME_MAX = PROBE_SOLICIT_SIZE,
};

/* A broadcast ARP request for the IPv4 address `vip` without a sender's protocol address (RFC 5227 2.1.1),
 * from `mac`. */
void probe_frame_arp(const uint8_t mac[PROBE_MAC_SIZE], const struct addr *vip,
                     uint8_t frame[PROBE_ARP_SIZE]);

/* A neighbour solicitation for the IPv6 address `vip` to its solicited-node group (RFC 4861 7.2.2) from
 * `source`, a link-local address of ours at `mac`. `source` is never "::": that would be duplicate address
 * detection, and a node that is about to take the address would give it up (RFC 4862 5.4.3). */
void probe_frame_solicit(const uint8_t mac[PROBE_MAC_SIZE], const struct addr *source, const struct addr *vip,
                         uint8_t frame[PROBE_SOLICIT_SIZE]);

#endif
