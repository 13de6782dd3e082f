/* The event record of the programs: plain data here, one line of JSON outside. Pure.
 */
#ifndef LIB_EVENT_H
#define LIB_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

enum {
    EVENT_TEXT_MAX = 4096,
    EVENT_VIPS_MAX = 16,
    EVENT_MASTERS_MAX = 4,
    EVENT_EVIDENCE_MAX = 8,
    EVENT_SENTENCE_MAX = 256,
};

/* One of several that act as master, or hold an address. */
struct event_holder {
    char address[STATUS_ADDRESS_MAX];
    char mac[18];
    int16_t priority; /* -1: not known */
};

/* What `kind` incident adds: something is wrong on the segment, or no longer. */
struct event_incident {
    char id[64];      /* the same in all its events */
    char event[24];   /* what it is: split-brain, hand-over ...; "" when its maker did not say */
    char phase[8];    /* open, update, closed */
    char code[8];     /* SB-A1 ... */
    char severity[9]; /* info, warning, critical */
    char cause[EVENT_SENTENCE_MAX];
    char fix[EVENT_SENTENCE_MAX];
    char vantage[64];                /* where it was seen from */
    char unseen[EVENT_SENTENCE_MAX]; /* what cannot be seen from there, "" for nothing of note */
    uint16_t vlan;                   /* 0: untagged */
    struct event_holder masters[EVENT_MASTERS_MAX];
    size_t master_count;
    struct status_counter evidence[EVENT_EVIDENCE_MAX];
    size_t evidence_count;
    int64_t since_wall_us;
    int64_t duration_us; /* -1 while it is not closed */
};

struct event {
    uint64_t sequence;
    uint64_t boot; /* of the daemon that made it */
    int64_t wall_us;
    int64_t mono_us;
    char host[STATUS_NAME_MAX];
    char source[16]; /* vrrpd, vrrpwatch, keepalived, user */
    char kind[24];   /* transition, master-rx-lower, master-confirmed, incident, server, quorum */
    char instance[STATUS_NAME_MAX];
    char group[STATUS_NAME_MAX]; /* sync group, "" for none */
    uint8_t vrid;
    char family[8];
    char interface[16];
    char from[8], to[8]; /* `to` MASTER, BACKUP, FAULT, STOP, DELETED */
    uint8_t priority;
    char reason_code[32];
    char reason[STATUS_REASON_MAX];
    const char (*addresses)[STATUS_ADDRESS_MAX]; /* to print, not owned; NULL: `vips` */
    size_t address_count;                        /* as many as fit into EVENT_TEXT_MAX are printed */
    struct status_master master;
    char vips[EVENT_VIPS_MAX][STATUS_ADDRESS_MAX]; /* the first addresses, as read */
    size_t vip_count;
    char service[STATUS_ADDRESS_MAX], server[STATUS_ADDRESS_MAX]; /* kinds server and quorum */
    struct event_incident incident;                               /* kind incident */
};

/* One line of JSON without a newline, at most EVENT_TEXT_MAX - 1 bytes, malloc'ed; NULL without memory. */
char *event_print(const struct event *event);

/* Reads such a line; nothing in *out is allocated. Texts are cut to their size. False when it is no event of
 * schema 1. */
bool event_parse(const char *text, struct event *out);

/* Something that only happened: over at once. It is told as closed, having taken no time, or as "note". */
bool event_incident_is_note(const struct event_incident *incident);

#endif
