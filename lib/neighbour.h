/* Who asks for an address and who says that he holds it: ARP (RFC 826, 5227) and neighbour discovery
 * (RFC 4861), decoded. Pure; remembers nobody, keeps no pointer into its input. */
#ifndef LIB_NEIGHBOUR_H
#define LIB_NEIGHBOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum { NEIGHBOUR_MAC_SIZE = 6, NEIGHBOUR_SOLICITATION = 135, NEIGHBOUR_ADVERTISEMENT = 136 };

/* ARP or neighbour discovery, seen as: somebody says or asks where `address` is. */
struct neighbour_claim {
    bool asks; /* ARP request or neighbour solicitation for `address` */
    bool
        claims; /* the sender says that it holds `address`: a reply, an advertisement, a gratuitous request */
    bool gratuitous; /* a claim nobody asked for, to everybody */
    bool override;   /* neighbour advertisement with the override flag; ARP: true */
    struct addr address;
    struct addr asker;               /* of a question: the sender's protocol address, ADDR_NONE for a probe */
    uint8_t mac[NEIGHBOUR_MAC_SIZE]; /* the hardware address inside: of the holder in a claim, of the asker in
                                        a question */
};

enum neighbour_result { NEIGHBOUR_OK, NEIGHBOUR_FOREIGN, NEIGHBOUR_BAD };

/* An ARP packet of `size` bytes that came to everybody or not. NEIGHBOUR_OK fills *out; NEIGHBOUR_FOREIGN is
 * another operation or about 0.0.0.0, NEIGHBOUR_BAD not Ethernet and IPv4, or cut. */
enum neighbour_result neighbour_arp(const uint8_t *bytes, size_t size, bool broadcast,
                                    struct neighbour_claim *out);

/* An ICMPv6 message of one of the two types above, and what the headers before it said. */
struct neighbour_message {
    const uint8_t *bytes; /* from the type on */
    size_t size;
    uint8_t hop_limit;
    const struct addr *source;
    const uint8_t *mac; /* who sent it on this link */
};

/* Fills *out, or says NEIGHBOUR_BAD: cut, not from this link, an impossible target or option. */
enum neighbour_result neighbour_discovery(const struct neighbour_message *message,
                                          struct neighbour_claim *out);

#endif
