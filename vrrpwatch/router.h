/* What the detector remembers of a virtual router, its sources and its addresses: plain data. Written by
 * observe*.c only; printers read it. */
#ifndef VRRPWATCH_ROUTER_H
#define VRRPWATCH_ROUTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "vrrpwatch/finding.h"
#include "vrrpwatch/frame.h"

enum {
    SOURCE_MACS_MAX = 4,
    SOURCE_DESTINATIONS_MAX = 4,
    VIP_HOLDERS_MAX = 8,
    VIP_ROUTERS_MAX = 4,
};

/* The addresses of an advert, shared by all sources that advertise the same ones. */
struct vip_set {
    uint64_t fingerprint;
    uint32_t users;
    uint16_t count;
    struct addr addresses[]; /* in the order of the wire */
};

/* A MAC that a source's adverts came from. */
struct source_mac {
    uint8_t mac[FRAME_MAC_SIZE];
    uint64_t adverts;
    int64_t last_us;
};

/* How a source that is not the master shares the wire with the master. Counts since `since_us`. */
struct overlap {
    int64_t since_us;           /* its first advert beside a living master; 0: none open */
    uint32_t own, masters;      /* steady adverts of each */
    uint32_t turns;             /* how often they took turns */
    bool masters_turn;          /* the last steady advert was the master's */
    int64_t own_us, masters_us; /* the last one counted */
    uint32_t own_after;         /* own adverts after the master's second one */
    uint32_t masters_after;
    int64_t last_us;          /* the last advert of either */
    uint32_t asked, answered; /* own adverts, and those that the master answered at once */
    int64_t answer_by_us;
    bool certain;
    uint8_t stage; /* how much the reactions tell: 0 nothing yet, 1 enough adverts */
};

/* Somebody who sends adverts for a virtual router. */
struct source {
    struct addr address;
    struct source_mac macs[SOURCE_MACS_MAX]; /* the latest first */
    size_t mac_count;
    uint32_t mac_switches; /* to and fro between MACs, without a pause: two nodes with one address */
    int64_t mac_switched_us;
    uint8_t priority, version, auth_type, checksum, ttl;
    uint64_t auth_digest;                              /* of the password, salted */
    uint64_t signature;                                /* of all fields of its last advert but the priority */
    struct addr destinations[SOURCE_DESTINATIONS_MAX]; /* the latest first; unicast senders have several */
    size_t destination_count;
    int64_t interval_us;
    uint16_t trailing_bytes;
    struct vip_set *vips;
    uint64_t adverts;
    uint8_t auth_data[PACKET_AUTH_SIZE]; /* only when secrets may be shown, else zeros */
    int64_t first_us, last_us;
    int64_t away_us;    /* how long it had been silent when it last came back after more than Master_Down; 0:
                           never */
    int64_t gap_max_us; /* between two adverts while it was master */
    double
        jitter_us; /* mean deviation of the gaps from the interval, smoothed as RTP does (RFC 3550 6.4.1) */
    uint32_t late; /* gaps over 1.5 intervals while nobody took over */
    int64_t resigned_us; /* its last priority 0; 0: none since it was master */
    uint32_t reigns;     /* how often it became master */
    uint32_t pieces;     /* adverts in fragments since its last whole one */
    bool reacts;         /* has answered a weaker advert at once, once */
    struct overlap overlap;
    struct source *next; /* of the same router */
    struct router *router;
    struct source *older, *newer; /* by last advert, of all */
};

/* A virtual router: one VRID on one link and family. */
struct router {
    uint16_t interface, vlan;
    uint8_t family, vrid;
    struct source *sources;
    size_t source_count;
    struct source *master; /* NULL: none */
    int64_t master_since_us;
    int64_t first_us, last_us;
    uint64_t adverts;
    uint32_t handovers;             /* changes of the master */
    uint32_t incidents;             /* opened, warnings and worse */
    enum severity worst;            /* of the incidents that are open */
    uint32_t open;                  /* incidents open now */
    struct router_private *private; /* of observe*.c */
};

/* A MAC that said or showed that it holds an address. */
struct holder {
    uint8_t mac[FRAME_MAC_SIZE];
    int64_t first_us, last_us;   /* any claim */
    int64_t announced_us;        /* the last gratuitous one, 0: none */
    uint32_t announced, replies; /* counts */
    uint32_t answered;           /* questions in a row */
    int64_t question_us;         /* the last one it answered */
};

/* A virtual address on a link. */
struct vip {
    uint16_t interface, vlan;
    struct addr address;
    bool expected;         /* named by a configuration */
    uint8_t expected_vrid; /* 0: not known */
    struct holder holders[VIP_HOLDERS_MAX];
    size_t holder_count;
    struct router *routers[VIP_ROUTERS_MAX]; /* that advertise it */
    size_t router_count;
    uint32_t questions,
        answers; /* ARP requests and solicitations for it, and what came back within a second */
    struct vip_private *private; /* of observe*.c */
};

#endif
