/* Frames that tell a LAN where an address now lives: gratuitous ARP (RFC 5227, keepalived's form: a broadcast
 * request with sender = target = the address). Pure. Unsolicited neighbour advertisements join it with IPv6.
 */
#ifndef LIB_ANNOUNCE_H
#define LIB_ANNOUNCE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    ANNOUNCE_MAC_SIZE = 6,
    ANNOUNCE_ARP_SIZE = 42, /* Ethernet header and ARP, without padding */
};

/* Writes a whole Ethernet frame announcing the IPv4 `address` at `mac`. */
void announce_arp(const struct addr *address, const uint8_t mac[ANNOUNCE_MAC_SIZE],
                  uint8_t frame[ANNOUNCE_ARP_SIZE]);

#endif
