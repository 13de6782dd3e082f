/* What the parts of the report share: the collection as plain data. Written by report.c only. */
#ifndef VRRPWATCH_REPORT_STATE_H
#define VRRPWATCH_REPORT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpwatch/incidents.h"
#include "vrrpwatch/report.h"
#include "vrrpwatch/report_spans.h"

enum {
    REPORT_ROUTERS_MAX = 64,
    REPORT_SENDERS_MAX = 8,
    REPORT_HOLDERS_MAX = 6,
    REPORT_VIPS_MAX = 2048, /* slots; a power of two */
};

/* Kinds of marks; where marks become one, the later in this list stays. */
enum report_mark { REPORT_QUESTION, REPORT_PROBE, REPORT_REPLY, REPORT_ANNOUNCEMENT };

/* A sender of adverts: when it acted as master. */
struct report_sender {
    struct addr address;
    uint8_t priority;
    bool resigned;
    int64_t interval_us;
    int64_t begin_us, last_us; /* of the period that goes on */
    uint64_t adverts;
    uint64_t vips;               /* a hash of the addresses it advertised last */
    struct report_spans periods; /* count: adverts */
};

/* A MAC that claimed addresses of the router. */
struct report_holder {
    uint8_t mac[FRAME_MAC_SIZE];
    struct report_spans marks; /* kind: enum report_mark */
};

struct report_router {
    uint16_t interface, vlan;
    uint8_t family, vrid;
    struct addr vip; /* the first one */
    struct report_sender senders[REPORT_SENDERS_MAX];
    size_t sender_count;
    uint64_t adverts_left_out; /* of senders beyond that */
    struct report_holder holders[REPORT_HOLDERS_MAX];
    size_t holder_count;
    uint64_t claims_left_out;
    struct report_spans questions; /* who asked for an address: kind enum report_mark */
    struct report_spans overlaps;  /* kind 1: longer than an interval */
    struct report_spans changes;   /* of the master: kind enum verdict */
};

/* Where an address belongs. */
struct report_vip {
    struct addr address; /* ADDR_NONE: a free slot */
    uint16_t interface, vlan;
    uint16_t router;
};

struct report {
    struct report_router *routers[REPORT_ROUTERS_MAX];
    size_t router_count;
    uint64_t adverts_left_out; /* of routers beyond that */
    struct report_vip *vips;   /* REPORT_VIPS_MAX of them */
    size_t vip_count;
    int64_t begin_us, end_us; /* of all that was taken; 0: nothing yet */
    struct incidents incidents;
};

#endif
