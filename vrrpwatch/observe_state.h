/* What the files of the detector (observe*.c) share, and nobody else sees. One owner per table: routers,
 * sources and address sets are linked and unlinked by observe_table.c, addresses and holders by
 * observe_vips.c, incidents by observe_incident.c. */
#ifndef VRRPWATCH_OBSERVE_STATE_H
#define VRRPWATCH_OBSERVE_STATE_H

#include "lib/schedule.h"
#include "vrrpwatch/observe.h"

enum {
    OBSERVE_LINKS_MAX = 64,
    OBSERVE_NEIGHBOURS = 4096,
    OBSERVE_CHANGES = 8,
    OBSERVE_INCIDENTS_MAX = 4096,
};

/* Something wrong that is not over. */
struct incident {
    struct incident *next;
    enum verdict verdict;
    enum cause cause;
    enum severity severity;
    int stage;
    uint32_t number;
    int64_t since_us;
    int64_t last_us;     /* the last sign of it */
    struct addr subject; /* whom it is about beside its router or address; ADDR_NONE: nobody else */
    uint8_t mac[FRAME_MAC_SIZE];
};

struct router_private {
    struct router *hash_next;
    struct router *next, *previous; /* in the order in which they were first heard */
    uint32_t slot;                  /* in the schedule */
    struct incident *incidents;
    struct source *last_master; /* before `master`, or the one that is gone; NULL: forgotten or none */
    int64_t changes_us[OBSERVE_CHANGES]; /* when the master changed, a ring */
    uint32_t change_count;
    int64_t announce_by_us; /* the new master's announcements are expected until then; 0: not */
    int64_t began_us;       /* the new master's first advert, which may be before it was certain */
    bool had_master;
    enum verdict last_how; /* the present master came */
    bool shares_vip;       /* one of its addresses is another router's too */
    bool overlapped;       /* a source's overlap is open */
    bool suspected; /* a foreign announcement of one of its addresses waits for the master's next adverts */
};

struct vip_private {
    struct vip *hash_next;
    struct vip *next, *previous;
    uint32_t slot;
    struct incident *incidents;
    int64_t question_us; /* the last one, 0: none open */
    uint8_t answered_by; /* distinct MACs since then */
    uint8_t answers;
    uint32_t many, doubled, none; /* questions in a row with several MACs, several answers, none */
    int64_t many_since_us;        /* the first of those many */
    int64_t settled_us;           /* the last question that was settled */
    int64_t clash_us;             /* since when two routers advertise it; 0: they do not */
    int64_t suspect_us;           /* a foreign announcement beside a living master; 0: none */
    uint8_t suspect_mac[FRAME_MAC_SIZE];
    uint64_t suspect_adverts; /* of the master at that time */
};

/* A link as far as it is not about one router. */
struct link {
    bool used;
    uint16_t interface, vlan;
    int64_t first_us, query_us;
    bool arp_seen, nd_seen;
    bool asks, hears_others; /* we ask, from `own`; answers to others come here, too */
    uint8_t own[FRAME_MAC_SIZE];
    int64_t late_us; /* when adverts of several routers began to be late together */
    uint32_t late;   /* how many since then */
};

/* Who was where, from ARP and neighbour discovery and adverts: overwritten when it is crowded. */
struct neighbour {
    uint16_t interface, vlan;
    struct addr address;
    uint8_t mac[FRAME_MAC_SIZE];
};

struct observe {
    struct observe_options options;
    finding_sink *sink;
    void *context;
    struct observe_counters counters;
    int64_t now_us;
    uint32_t numbers;
    size_t incident_count;

    struct router **router_hash;
    size_t hash_size; /* of both hashes; a power of two */
    struct router *first_router, *last_router;
    struct router *latest; /* of the last advert: the next one is often for it */
    size_t router_count;
    struct source *oldest, *newest;
    size_t source_count;
    struct vip **vip_hash;
    struct vip *first_vip, *last_vip;
    size_t vip_count;

    struct schedule schedule; /* routers first, then addresses */
    struct schedule_entry *entries;
    uint32_t *free_router_slots, *free_vip_slots;
    struct router **router_of_slot;
    struct vip **vip_of_slot;

    struct link links[OBSERVE_LINKS_MAX];
    struct neighbour neighbours[OBSERVE_NEIGHBOURS];
};

/* observe_table.c */
/* The router of an advert, made when it is new. NULL without memory. */
struct router *observe_router(struct observe *observe, const struct frame *frame, uint8_t family,
                              uint8_t vrid);
/* The router if it is known, else NULL. */
struct router *observe_find_router(const struct observe *observe, const struct frame *frame, uint8_t family,
                                   uint8_t vrid);
/* The router's source with that address, made when it is new (*made). NULL without memory. */
struct source *observe_source(struct observe *observe, struct router *router, const struct addr *address,
                              bool *made);
/* Puts the source at the end of those that will be forgotten. */
void observe_touch(struct observe *observe, struct source *source);
/* Gives the source the addresses of an advert. False without memory. */
bool observe_take_vips(struct observe *observe, struct source *source, const struct packet *advert);
/* True when the two have an address in common; empty sets have. */
bool observe_sets_meet(const struct vip_set *a, const struct vip_set *b);
/* True when the address is in the set; NULL is empty. */
bool observe_set_holds(const struct vip_set *set, const struct addr *address);
/* Forgets every router. */
void observe_forget_all(struct observe *observe);
/* What is known of a link; a crowded table forgets another one. */
struct link *observe_link(struct observe *observe, uint16_t interface, uint16_t vlan);
/* Wakes the router not later than `at_us`. */
void observe_wake_router(struct observe *observe, struct router *router, int64_t at_us);
/* The same for an address. */
void observe_wake_vip(struct observe *observe, struct vip *vip, int64_t at_us);

/* observe_vips.c */
/* The address if it is known, else NULL. */
struct vip *observe_find_vip(const struct observe *observe, uint16_t interface, uint16_t vlan,
                             const struct addr *address);
/* The same, made when it is new; NULL without memory or room (counted). */
struct vip *observe_add_vip(struct observe *observe, uint16_t interface, uint16_t vlan,
                            const struct addr *address);
/* The router advertises these addresses from now on. */
void observe_join_vips(struct observe *observe, struct router *router, const struct vip_set *set);
/* The router is forgotten. */
void observe_leave_vips(struct observe *observe, struct router *router);
/* Forgets every address. */
void observe_free_vips(struct observe *observe);

/* observe_claim.c */
/* Takes a FRAME_CLAIM. */
void observe_claim(struct observe *observe, const struct frame *frame);
/* The master has sent one more advert: a suspicion may have become certain. */
void observe_suspects(struct observe *observe, struct router *router);
/* Time has passed for this address. */
void observe_wake_up_vip(struct observe *observe, struct vip *vip);
/* The new master was expected to announce its addresses by now. */
void observe_check_announced(struct observe *observe, struct router *router);
/* A split, an overlap or a pause is over: who announced last? */
void observe_check_caches(struct observe *observe, struct router *router, int64_t since_us);
/* Two routers advertise one address of this one. */
void observe_check_shared(struct observe *observe, struct router *router);
/* True when that MAC is the source's: its adverts come from it, or its address is there. */
bool observe_is_mac_of(const struct observe *observe, const struct source *source, const uint8_t *mac);
/* The source that the MAC belongs to, NULL: none of this router. */
struct source *observe_source_of_mac(const struct observe *observe, const struct router *router,
                                     const uint8_t *mac);
/* Remembers that `address` is at `mac`; virtual MACs are nobody's. */
void observe_learn(struct observe *observe, const struct frame *frame, const struct addr *address,
                   const uint8_t *mac);
/* The address that the MAC was last seen with, ADDR_NONE: none. */
struct addr observe_address_of(const struct observe *observe, uint16_t interface, uint16_t vlan,
                               uint8_t family, const uint8_t *mac);

/* observe_master.c */
/* `source` is the master from now on. */
void observe_take_over(struct observe *observe, struct router *router, struct source *source,
                       enum verdict how);
/* Time has passed for this router. */
void observe_wake_up_router(struct observe *observe, struct router *router);
/* How long a source may be silent before it is gone: Master_Down (RFC 9568 6.1). */
int64_t observe_down_us(const struct source *source);
/* Has neither resigned nor been silent for Master_Down. */
bool observe_is_alive(const struct source *source, int64_t now_us);
/* RFC 9568 6.4.3: the first wins an election against the second. */
bool observe_outranks(const struct source *a, const struct source *b);
/* A gap of the master's adverts. */
void observe_gap(struct observe *observe, struct router *router, struct source *source, int64_t gap_us);

/* observe_overlap.c */
/* An advert of one that is not master while the master lives. */
void observe_overlap_other(struct observe *observe, struct router *router, struct source *source);
/* The master has sent an advert while overlaps are open. */
void observe_overlap_master(struct observe *observe, struct router *router);
/* Ends what is over. */
void observe_overlap_settle(struct observe *observe, struct router *router);
/* The bounded run ends. */
void observe_overlap_finish(struct observe *observe, struct router *router);

/* observe_incident.c */
/* Where an incident hangs, and what is known about it; pointers may be NULL. */
struct subject {
    struct router *router;
    struct vip *vip;
    const struct source *winner; /* or the master */
    const struct source *other;
    int stage;                   /* an open incident is told again when this has grown */
    const struct holder *holder; /* or who holds the address beside it */
    const uint8_t *mac;          /* of the other, when it is no source */
    int64_t since_us;            /* 0: now */
    int64_t value_us;            /* a gap, a delay: for the sentence */
    const struct finding_evidence *evidence;
    size_t evidence_count;
};
/* Something that happened and is over. */
void observe_note(struct observe *observe, enum verdict verdict, enum cause cause, enum severity severity,
                  const struct subject *subject);
/* Opens the incident, or updates it when it is open and its cause or severity has changed. */
void observe_open(struct observe *observe, enum verdict verdict, enum cause cause, enum severity severity,
                  const struct subject *subject);
/* The open incident of that kind about that router or address (and source, and MAC), NULL: none. */
struct incident *observe_incident(const struct subject *subject, enum verdict verdict);
/* Closes it if it is open. */
void observe_close(struct observe *observe, enum verdict verdict, const struct subject *subject);
/* Closes this one. */
void observe_close_incident(struct observe *observe, struct incident *incident,
                            const struct subject *subject);
/* Frees without a word. */
void observe_drop_incidents(struct observe *observe, struct incident **list);

#endif
