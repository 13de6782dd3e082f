/* The VRRP advertisement on the wire: RFC 3768 (v2), RFC 5798 and RFC 9568 (v3), both address families.
 * Owns the byte order and the wire units: above it addresses are struct addr and times are microseconds.
 * Pure: never keeps a pointer into its input beyond the struct it fills, never touches a timer or state. */
#ifndef LIB_PACKET_H
#define LIB_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    PACKET_PROTOCOL = 112,
    PACKET_TTL = 255,
    PACKET_ADDRESSES_MAX = 255,
    PACKET_AUTH_SIZE = 8,
    PACKET_INTERVAL_UNIT_US = 10000, /* v3 counts centiseconds in 12 bits */
    PACKET_SIZE_MAX = 8 + 255 * 16 + 8,
};

/* Why an advertisement was not accepted; one name and one counter each. The order is the order of checks. */
enum packet_error {
    PACKET_OK = 0,
    PACKET_TRUNCATED,     /* shorter than the IP or VRRP header says */
    PACKET_NOT_IP,        /* IP version or header length impossible */
    PACKET_NOT_VRRP,      /* another protocol, or a fragment */
    PACKET_BAD_TTL,       /* to a group with a TTL or hop limit other than 255 (RFC 9568 7.1) */
    PACKET_BAD_VERSION,   /* neither 2 nor 3 */
    PACKET_BAD_TYPE,      /* not an ADVERTISEMENT */
    PACKET_BAD_VRID,      /* VRID 0 */
    PACKET_NO_ADDRESSES,  /* count 0 in version 3 (erratum 8299) */
    PACKET_BAD_LENGTH,    /* the counted addresses do not fit */
    PACKET_BAD_CHECKSUM,  /* right in no flavour */
    PACKET_ZERO_INTERVAL, /* erratum 8301 */
    PACKET_UNKNOWN_VRID,  /* no instance of ours; from here on what the receiver was configured for decides */
    PACKET_OWN_SOURCE,    /* our own address: a loop, or another host with our address */
    PACKET_WRONG_DESTINATION, /* multicast for a unicast instance, the reverse, or another group */
    PACKET_UNKNOWN_PEER,      /* unicast from an address that is no peer */
    PACKET_PEER_TTL,          /* outside the bounds set for that peer */
    PACKET_VERSION_MISMATCH,  /* valid, but not the version configured */
    PACKET_AUTH_TYPE_MISMATCH,
    PACKET_AUTH_FAILED,       /* v2 simple password differs */
    PACKET_INTERVAL_MISMATCH, /* v2 only: RFC 3768 7.1 says discard */
    PACKET_ERROR_COUNT
};

enum packet_auth {
    PACKET_AUTH_NONE = 0,
    PACKET_AUTH_SIMPLE = 1, /* RFC 2338 5.3.6, keepalived's PASS */
    PACKET_AUTH_AH = 2,
};

/* Which bytes a v3/IPv4 checksum covers: RFC 9568 5.2.8 says the message alone, RFC 5798 was read as
 * including the pseudo-header (keepalived, FRR). v2 never has one, IPv6 always. */
enum packet_checksum {
    PACKET_CHECKSUM_PSEUDO = 0,
    PACKET_CHECKSUM_PLAIN,
};

/* A decoded advertisement. */
struct packet {
    uint8_t version;
    uint8_t vrid;
    uint8_t priority;
    uint8_t auth_type; /* enum packet_auth; v2 only */
    uint8_t checksum;  /* enum packet_checksum: the flavour that was right */
    uint8_t address_count;
    int64_t interval_us;
    uint8_t auth_data[PACKET_AUTH_SIZE];
    size_t trailing_bytes; /* tolerated, to be counted */
    uint8_t ttl;           /* or hop limit */
    struct addr source;
    struct addr destination;
    const uint8_t *addresses; /* address_count of them, inside the caller's buffer */
};

/* Who may send to a unicast receiver, and from how far. */
struct packet_peer {
    struct addr address;
    uint8_t min_ttl, max_ttl; /* 0: no bound */
};

/* What a receiver was configured for, to be compared with a decoded packet. */
struct packet_expect {
    uint8_t version;
    uint8_t auth_type;
    uint8_t auth_data[PACKET_AUTH_SIZE]; /* zero padded */
    int64_t interval_us;
    struct addr own_address;
    bool unicast;      /* adverts come from peers to own_address, else from anybody to the group */
    struct addr group; /* multicast only */
    const struct packet_peer *peers; /* unicast only; not owned */
    size_t peer_count;
};

/* What a sender wants on the wire. */
struct packet_advert {
    uint8_t version;
    uint8_t vrid;
    uint8_t priority;
    uint8_t auth_type;
    uint8_t checksum; /* enum packet_checksum, for v3 over IPv4 */
    uint8_t auth_data[PACKET_AUTH_SIZE];
    int64_t interval_us; /* whole seconds in v2, whole centiseconds in v3 */
    struct addr source;
    struct addr destination;
    const struct addr *addresses;
    size_t address_count; /* 1..255, in version 2 also 0; all of the family of `source` */
};

/* Decodes a whole IPv4 datagram (header included, as a raw socket delivers it) up to and including the
 * checks that need no configuration. Returns the first defect found; *out is complete only on PACKET_OK, but
 * `version`, `vrid`, `priority`, `ttl`, `source` and `destination` are filled as far as decoding came (0
 * elsewhere).
 */
enum packet_error packet_decode_ipv4(const uint8_t *datagram, size_t size, struct packet *out);

/* Decodes a VRRP message whose IP header was already taken off (IPv6, or a capture): the caller says what the
 * header said. */
enum packet_error packet_decode(const uint8_t *message, size_t size, const struct addr *source,
                                const struct addr *destination, uint8_t ttl, struct packet *out);

/* Compares a decoded packet with the receiver's configuration, in the order of enum packet_error; the
 * password comparison takes the same time wherever the first difference is. */
enum packet_error packet_check(const struct packet *packet, const struct packet_expect *expect);

/* The i-th address of a decoded packet, i < address_count. */
struct addr packet_address(const struct packet *packet, size_t i);

/* Writes the VRRP message (no IP header) into `bytes`, checksum included. Returns its size, or 0 when it does
 * not fit or the advert cannot be expressed (no address, interval out of range). */
size_t packet_encode(const struct packet_advert *advert, uint8_t *bytes, size_t size);

/* Sets the priority of an encoded message and corrects its checksum in place (RFC 1624), so that a prepared
 * advert is patched instead of built again. */
void packet_patch_priority(uint8_t *message, uint8_t priority);

/* Stable lower-case name of an error: "bad-ttl". Used in status, logs and the man page. */
const char *packet_error_name(enum packet_error error);

#endif
