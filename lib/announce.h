/* Frames that tell a LAN where an address now lives: gratuitous ARP (RFC 5227, keepalived's form: a broadcast
 * request with sender = target = the address) and the unsolicited neighbour advertisement (RFC 4861 7.2.6,
 * RFC 9568 6.4.1). Pure. */
#ifndef LIB_ANNOUNCE_H
#define LIB_ANNOUNCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    ANNOUNCE_MAC_SIZE = 6,
    ANNOUNCE_ARP_SIZE = 42, /* Ethernet header and ARP, without padding */
    ANNOUNCE_NA_SIZE = 86,  /* Ethernet, IPv6 and ICMPv6 with the link-layer address */
};

/* Writes a whole Ethernet frame announcing the IPv4 `address` at `mac`. */
void announce_arp(const struct addr *address, const uint8_t mac[ANNOUNCE_MAC_SIZE],
                  uint8_t frame[ANNOUNCE_ARP_SIZE]);

/* Writes a whole Ethernet frame announcing the IPv6 `address` at `mac` to all nodes; `router` says that this
 * machine forwards (hosts drop it from their routers when it says it does not). */
void announce_na(const struct addr *address, const uint8_t mac[ANNOUNCE_MAC_SIZE], bool router,
                 uint8_t frame[ANNOUNCE_NA_SIZE]);

#endif
