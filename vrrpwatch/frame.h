/* What a captured frame means to vrrpwatch: an advert, a claim to an address, a question about group members,
 * or a named reason why it is none of them. Pure: never keeps a pointer into its input beyond the struct it
 * fills, knows no router and no time but the frame's own. */
#ifndef VRRPWATCH_FRAME_H
#define VRRPWATCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/neighbour.h"
#include "lib/packet.h"

enum { FRAME_MAC_SIZE = NEIGHBOUR_MAC_SIZE };

/* What the first byte of a capture belongs to. */
enum frame_link {
    FRAME_LINK_ETHERNET,
    FRAME_LINK_SLL,  /* Linux cooked v1 */
    FRAME_LINK_SLL2, /* Linux cooked v2 */
    FRAME_LINK_RAW,  /* begins with the IP header */
    FRAME_LINK_NULL, /* BSD loopback: four bytes of family, then the IP header */
    FRAME_LINK_UNKNOWN
};

enum frame_kind {
    FRAME_FOREIGN,  /* nothing that concerns us */
    FRAME_ADVERT,   /* `advert` */
    FRAME_FRAGMENT, /* a piece of a fragmented datagram of protocol 112: `fragment` */
    FRAME_CLAIM,    /* ARP or neighbour discovery: `claim` */
    FRAME_MEMBERS,  /* IGMP or MLD: `members` */
    FRAME_BAD       /* `error` */
};

/* Why a frame could not be used. Values below FRAME_ERROR_FIRST are those of enum packet_error. */
enum frame_error {
    FRAME_ERROR_FIRST = 64,
    FRAME_SHORT_LINK = FRAME_ERROR_FIRST, /* the link header is not whole */
    FRAME_SHORT_IP, /* the IP header or what it promises is not whole, or cut by the snap length */
    FRAME_BAD_IP,   /* version or lengths impossible */
    FRAME_BAD_ARP,  /* not Ethernet and IPv4, or cut */
    FRAME_BAD_ND,   /* cut, or an option of length 0 */
    FRAME_AH,       /* VRRP behind an authentication header (RFC 2338): not decoded */
    FRAME_UNKNOWN_LINK,
    FRAME_ERROR_END
};

/* Who asks for members of groups, or is one. */
struct frame_members {
    bool query; /* else a report or a leave */
    bool leave;
    struct addr group; /* ADDR_NONE: a general query; the first group of a report */
};

/* A piece of a datagram too large for the link. */
struct frame_fragment {
    uint8_t vrid;    /* of the first piece, else 0 */
    uint32_t offset; /* bytes */
    bool more;
};

struct frame {
    enum frame_kind kind;
    int64_t time_us;    /* microseconds since 1970, never going back within one capture */
    uint16_t interface; /* index of the caller's */
    uint16_t vlan;      /* 0: untagged */
    bool has_mac;
    uint8_t mac[FRAME_MAC_SIZE];     /* who sent it on this link */
    struct addr source, destination; /* of the IP header; ADDR_NONE for ARP */
    union {
        struct packet advert; /* `ttl` as it came: a TTL other than 255 is told, not refused */
        struct neighbour_claim claim;
        struct frame_members members;
        struct frame_fragment fragment;
        uint16_t error; /* enum packet_error or enum frame_error */
    };
};

/* Decodes `size` captured bytes of a frame that was `length` bytes on the wire. Fills everything but
 * `time_us` and `interface`, which are left alone. `advert.addresses` points into `bytes`. */
void frame_decode(enum frame_link link, const uint8_t *bytes, size_t size, size_t length, struct frame *out);

/* Stable lower-case name of a FRAME_BAD's error: "bad-checksum", "short-ip". */
const char *frame_error_name(uint16_t error);

/* 00:00:5e:00:01:xx or 00:00:5e:00:02:xx: a MAC that moves with the master (RFC 9568 7.3). */
bool frame_mac_is_virtual(const uint8_t mac[FRAME_MAC_SIZE]);

#endif
