/* What the files of the vrrp engine share: the engine's own data. Included by engine_vrrp*.c alone. */
#ifndef VRRPD_ENGINE_VRRP_STATE_H
#define VRRPD_ENGINE_VRRP_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/child.h"
#include "vrrpd/os/advert_socket.h"
#include "vrrpd/page.h"
#include "vrrpd/vrrp/claim.h"
#include "vrrpd/vrrp/arbiter.h"
#include "vrrpd/vrrp/instance.h"
#include "vrrpd/vrrp/interfaces.h"
#include "vrrpd/vrrp/link_delay.h"
#include "vrrpd/vrrp/pause.h"
#include "vrrpd/vrrp/priority.h"
#include "lib/schedule.h"
#include "vrrpd/vrrp/sync_group.h"

struct loop;
struct claim_socket_batch;
struct fence_rule;
struct engine;
struct engine_link;

enum { ENGINE_NO_INSTANCE = -1, ENGINE_NO_GROUP = -1, ENGINE_FAMILIES = 2 };

/* Our socket of one family on an interface. */
struct engine_port {
    struct engine_link *link;
    uint8_t family; /* enum addr_family */
    int fd;         /* -1: none */
    bool readable;  /* adverts wait to be read in this round */
    bool carries;   /* some instance sends or hears adverts here */
    int16_t
        *by_vrid; /* 256: instance that hears a VRID here, or ENGINE_NO_INSTANCE; NULL unless it carries */
    struct advert_socket_out *out; /* adverts to be sent at the end of this round */
    int16_t *out_instance;         /* whose they are */
    size_t out_count;
    size_t out_room;
};

/* An interface in use: what the kernel process says of it, whether it counts as up, our sockets on it. */
struct engine_link {
    struct engine *engine;
    struct page_link link; /* index 0: not there; no name: nothing is known yet */
    struct link_delay delay;
    bool is_virtual;                         /* a virtual MAC's */
    int64_t announce_at_us[ENGINE_FAMILIES]; /* pacing: the earliest next announcement */
    struct engine_port ports[ENGINE_FAMILIES];
};

/* An instance's place in the engine. */
struct engine_slot {
    struct page_instance record; /* what the page says of it */
    size_t link;                 /* where its adverts go: the interface, or its virtual MAC's */
    size_t base;                 /* the interface of the configuration */
    struct conf_track *uses;     /* the trackers that count for it */
    size_t use_count;
    int group;             /* or ENGINE_NO_GROUP */
    size_t member;         /* its place in the group */
    int next_heir;         /* next instance with the same VRID, or ENGINE_NO_INSTANCE */
    uint64_t changed_seen; /* of the kernel's answers */
    bool source_unknown; /* a source is configured, and the kernel process has not said yet whether it is here
                          */
    bool source_missing; /* it is not */
    bool leased;         /* some address of it has a lease */
    int64_t lease_rung_us;   /* when the kernel process was last told that an advert left */
    uint8_t announce_rounds; /* still to be sent */
    size_t announce_next;    /* the address that comes next in this round */
    bool announcing;         /* is in the engine's list of those that announce */
    bool dirty;              /* the page is behind */
};

struct engine_group {
    size_t *instances; /* the one that decides first */
    struct sync_group_member *members;
    size_t count;
    bool settling; /* steps are being carried out */
};

/* Claims to our addresses: engine_vrrp_claims.c's. */
struct engine_claims {
    struct claim_table table;
    struct claim_socket_batch *batch;
    struct addr *addresses; /* what is listened to: those of the table, then masters' own */
    bool readable[ENGINE_FAMILIES];
    bool paused[ENGINE_FAMILIES]; /* not looked at before resume_at_us */
    int64_t resume_at_us;         /* LOOP_FOREVER: none is paused */
};

struct engine {
    struct child *child;
    struct loop *loop;
    struct interfaces interfaces;
    struct engine_link *links;
    struct instance *instances;
    struct engine_slot *slots;
    size_t count;
    struct engine_group *groups;
    size_t group_count;
    struct arbiter_verdict arbiter;    /* known, unless something is configured and nothing is known */
    struct priority_verdict *verdicts; /* by tracker; interfaces are filled from the links */
    int heirs[256];                    /* first instance with a VRID, or ENGINE_NO_INSTANCE */
    uint16_t *touched;                 /* instances to publish at the end of this round */
    size_t touched_count;
    uint16_t *announcing; /* instances with announcements still to be sent */
    size_t announcing_count;
    int64_t announce_at_us;  /* when the next announcement may go, LOOP_FOREVER if there is none */
    int64_t delays_at_us;    /* when the next link has settled */
    int64_t fastest_us;      /* between the adverts of the fastest MASTER, 0: there is none */
    int64_t witness_at_us;   /* when the next veto of a heartbeat may end */
    bool left_master;        /* some instance did: what a MASTER may and others may not has to be looked at */
    int64_t witness_hold_us; /* after a pause: heartbeats may still be on their way until then */
    bool witness_news;       /* the page may say something else of them */
    int64_t hold_until_us;   /* start-up delay: nothing is contended for before */
    struct schedule schedule;
    struct schedule_entry *entries;
    struct advert_socket_batch *batch;
    struct page_engine stats;
    struct engine_claims claims;
    struct fence_rule *fence; /* NULL: no command is configured */
    int64_t probe_at_us;      /* when a master may count as silent, or a silent one is asked for again */
    int64_t conflict_at_us;   /* when the next conflict may be over, LOOP_FOREVER: there is none */
    struct pause pause;
    bool restored;             /* the hypervisor said so, and no look at pauses came since */
    int64_t pause_patience_us; /* a wait that ends later than this was a pause */
    bool adopting;             /* groups wait until every member was adopted */
    bool readable;             /* some port is */
    bool ring_kernel;          /* a state changed that the kernel process acts on */
    bool ring_services;        /* an event was published */
    bool serving;              /* somebody may be */
    bool stopping;             /* nobody starts again; done when nobody serves any more */
    bool done;
};

/* The port an instance sends and hears through. */
static inline struct engine_port *engine_port_of(struct engine *engine, size_t index)
{
    return &engine->links[engine->slots[index].link]
                .ports[engine->instances[index].conf->family == ADDR_IPV6];
}

#endif
