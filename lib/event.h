/* The event record of the programs: plain data here, one line of JSON outside. Pure.
 */
#ifndef LIB_EVENT_H
#define LIB_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

enum { EVENT_TEXT_MAX = 4096 };

struct event {
    uint64_t sequence;
    uint64_t boot; /* of the daemon that made it */
    int64_t wall_us;
    int64_t mono_us;
    char host[STATUS_NAME_MAX];
    char source[16]; /* vrrpd, vrrpwatch, keepalived, user */
    char kind[24];   /* transition, master-rx-lower */
    char instance[STATUS_NAME_MAX];
    char group[STATUS_NAME_MAX]; /* sync group, "" for none */
    uint8_t vrid;
    char family[8];
    char interface[16];
    char from[8], to[8]; /* `to` MASTER, BACKUP, FAULT, STOP, DELETED */
    uint8_t priority;
    char reason_code[32];
    char reason[STATUS_REASON_MAX];
    const char (*addresses)[STATUS_ADDRESS_MAX]; /* not owned */
    size_t address_count;                        /* as many as fit into EVENT_TEXT_MAX are printed */
    struct status_master master;
};

/* One line of JSON without a newline, at most EVENT_TEXT_MAX - 1 bytes, malloc'ed; NULL without memory. */
char *event_print(const struct event *event);

/* Reads such a line, addresses left out. False when it is no event of schema 1. */
bool event_parse(const char *text, struct event *out);

#endif
