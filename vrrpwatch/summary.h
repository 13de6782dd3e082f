/* What a bounded run ends with: one row for each virtual router, and what was counted. Makes plain rows of
 * the detector's routers and a table of them for people; as JSON they are printed and read by print_json.c.
 * Keeps nothing of its own. Pure. */
#ifndef VRRPWATCH_SUMMARY_H
#define VRRPWATCH_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/observe.h"
#include "vrrpwatch/print_names.h"
#include "vrrpwatch/router.h"

enum { SUMMARY_SENDERS_MAX = 8 };

/* One that sent adverts. */
struct summary_sender {
    struct addr address;
    bool has_mac;
    uint8_t mac[FRAME_MAC_SIZE];
    uint8_t priority;
    uint64_t adverts;
    int64_t gap_max_us; /* between two adverts while it was master */
    int64_t jitter_us;
    uint32_t late;
};

/* One virtual router at the end of a run. */
struct summary_row {
    char link[PRINT_LINK_MAX]; /* of people: "eth0.10" */
    char interface[PRINT_INTERFACE_MAX];
    uint16_t vlan;
    uint8_t family, vrid;
    bool has_master;
    struct addr master;
    uint8_t priority, version; /* of the master, else of the first sender */
    int64_t interval_us;
    int64_t first_us, last_us; /* adverts */
    struct addr vips[FINDING_VIPS_MAX];
    size_t vip_count, vip_total;
    struct summary_sender senders[SUMMARY_SENDERS_MAX];
    size_t sender_count, sender_total;
    uint64_t adverts;
    uint32_t handovers, incidents, open;
};

/* The routers of a run, in the order in which they were first heard; borrowed from the detector. */
struct summary {
    const struct router **routers;
    size_t count, size;
    bool incomplete; /* there was no memory for all */
};

/* Remembers a router: a visitor for observe_routers(), whose context is a zeroed struct summary. */
void summary_take(void *context, const struct router *router);

/* Frees the list, not the routers. */
void summary_free(struct summary *summary);

/* What there is to tell of a router. */
void summary_row_fill(const struct router *router, const struct print_names *names, struct summary_row *out);

/* The table for people and below it one line of what was counted. */
void summary_print(FILE *out, const struct summary *summary, const struct observe_counters *counters,
                   const struct print_names *names);

#endif
