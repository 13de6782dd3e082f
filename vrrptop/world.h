/* All that vrrptop knows: hosts with their last samples, events, open incidents; and scenes, the picture of
 * it that views are drawn from. Owns no source and reads no clock. Pure. */
#ifndef VRRPTOP_WORLD_H
#define VRRPTOP_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/event.h"
#include "vrrptop/sample.h"

enum {
    WORLD_HOSTS_MAX = 16,
    WORLD_EVENTS_MAX = 2000,
    WORLD_INCIDENTS_MAX = 64,
    WORLD_TROUBLE_MAX = 160,
    WORLD_TEXT_MAX = 320,
    WORLD_SUBJECT_MAX = 96,
};

enum world_origin {
    WORLD_DAEMON, /* vrrpd's control socket, here or through ssh */
    WORLD_WATCH,  /* vrrpwatch's lines */
    WORLD_KERNEL, /* the IPVS table of this host */
};

enum world_link { WORLD_CONNECTING, WORLD_LIVE, WORLD_LOST };

enum world_severity { WORLD_INFO, WORLD_WARNING, WORLD_CRITICAL };

/* One event as views show it. */
struct world_event {
    uint64_t number; /* counts from 0 as they come */
    int64_t wall_us;
    uint8_t host;
    enum world_severity severity;
    char kind[24];                   /* transition, server, quorum, incident, host */
    char subject[WORLD_SUBJECT_MAX]; /* instance; service; service and server */
    char to[16];                     /* MASTER, UP, open ... */
    char code[8];                    /* of an incident, "" */
    char text[WORLD_TEXT_MAX];
    char fix[EVENT_SENTENCE_MAX];
};

/* An incident that is not over. */
struct world_incident {
    char id[64];
    uint8_t host;
    enum world_severity severity;
    char code[8];
    char subject[WORLD_SUBJECT_MAX];
    uint8_t vrid;
    char family[8], interface[16];
    char cause[EVENT_SENTENCE_MAX], fix[EVENT_SENTENCE_MAX];
    int64_t since_wall_us;
};

struct world;

struct world *world_new(void);
void world_free(struct world *world); /* NULL is fine */

/* A new host; its number, or -1 when there are WORLD_HOSTS_MAX. It is CONNECTING. */
int world_add_host(struct world *world, const char *name, enum world_origin origin);

/* Its source works, or not: then `trouble` says in one sentence why. An event tells of a host that is lost or
 * comes back. The last sample stays. */
void world_set_link(struct world *world, int host, enum world_link link, const char *trouble,
                    int64_t wall_us);

/* Who speaks for it is another one now: the kernel while there is no daemon. */
void world_set_origin(struct world *world, int host, enum world_origin origin);

/* What the host says now; takes *status over as sample_make() does. The host is LIVE. A host whose events do
 * not come as lines (see world_expect_events) has its transitions told from the difference to before. False
 * without memory. */
bool world_take_status(struct world *world, int host, struct status *status, int64_t now_us, int64_t wall_us);

/* What it said last, borrowed; NULL: nothing yet. */
const struct sample *world_sample(const struct world *world, int host);

/* This host's events come as lines: none are made from its statuses. True of a WORLD_WATCH from the start,
 * and of a WORLD_DAEMON once a transition, server or quorum event of it was taken. */
void world_expect_events(struct world *world, int host);

/* An event of a host; one that is known already (boot and sequence) is left out. */
void world_take_event(struct world *world, int host, const struct event *event);

/* What a virtual router is called that has no name on its host: "eth0.7/51/ipv4"; `vlan` 0 is untagged.
 * Returns `out`. */
const char *world_router_name(const struct event *event, uint16_t vlan, char out[STATUS_NAME_MAX]);

/* Forgets samples, events and incidents, keeps the hosts: a recording is played from another place. */
void world_clear(struct world *world);

/* ---- the picture ---- */

struct scene_host {
    const char *name;
    enum world_origin origin;
    enum world_link link;
    char trouble[WORLD_TROUBLE_MAX];
    struct sample *sample; /* a reference; NULL: nothing was said yet */
    bool *contested;       /* per instance: another host is MASTER of the same virtual router as well */
};

struct scene {
    struct scene_host hosts[WORLD_HOSTS_MAX];
    size_t host_count;
    const struct world *world;                            /* for its events */
    uint64_t event_first, event_end;                      /* numbers of the events that belong to it */
    struct world_incident incidents[WORLD_INCIDENTS_MAX]; /* the worst first */
    size_t incident_count;
    size_t contested_count;                 /* virtual routers: two instances that contest one are one */
    size_t fault_count, down_service_count; /* on the hosts that are LIVE */
    int64_t now_us, now_wall_us; /* the moment it is drawn for, set by whoever draws: ages go on until then */
};

/* Fills *scene, which was zeroed or a scene before, with what the world knows now. Two hosts contest a
 * virtual router when both say MASTER for the same VRID and family and have an address in common, and each of
 * them has said so after the other one said it first: a hand-over between two samples is none. Only hosts
 * that are LIVE and speak for themselves count. False without memory: the scene is what it was. */
bool scene_take(const struct world *world, struct scene *scene);

/* Drops what it holds; zeroed. */
void scene_free(struct scene *scene);

/* Event number `number`, NULL when it is not held any more. */
const struct world_event *scene_event(const struct scene *scene, uint64_t number);

/* The worst there is to say, for every view's banner: "SPLIT BRAIN  VI_1 (vrid 51): MASTER on lb01 and lb02",
 * an incident's code and cause, FAULT, a service without quorum, a host that is lost. *severity says how bad;
 * "" when all is well. Several: the worst, and how many more. Returns `text`. */
const char *scene_banner(const struct scene *scene, enum world_severity *severity, char text[WORLD_TEXT_MAX]);

#endif
