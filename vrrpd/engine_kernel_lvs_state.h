/* What the LVS files of the kernel process share. Included by engine_kernel_lvs*.c alone. */
#ifndef VRRPD_ENGINE_KERNEL_LVS_STATE_H
#define VRRPD_ENGINE_KERNEL_LVS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/netlink_ipvs.h"
#include "vrrpd/engine_kernel_lvs.h"
#include "vrrpd/lvs/mirror.h"
#include "vrrpd/lvs/place.h"
#include "vrrpd/lvs/wish.h"
#include "vrrpd/page_lvs.h"

enum { LVS_RETRY_US = 5000000 }; /* after a refusal */

struct kernel_lvs {
    struct netlink_ipvs *netlink; /* NULL: not open, or the kernel has no ip_vs */
    struct wish wish;
    struct mirror mirror;
    bool mirrored;            /* the mirror shows what there is */
    struct ipvs_edit *edits;  /* under way, NULL: none */
    struct ipvs_service *old; /* services that edits remove: the mirror's own move */
    size_t edit_count, edit_next;
    bool under_way; /* a pass, whether it has edits or not */
    bool settled;   /* the table is what was wanted when it was looked last */

    struct addr *own; /* this node's addresses that are no VIPs, sorted */
    size_t own_count;
    bool own_known;
    bool *placed; /* by virtual server */

    uint64_t *marks; /* of all endpoints and of the daemon, for the ledger, sorted */
    size_t mark_count;
    bool marked;  /* the ledger has them */
    bool trimmed; /* ... and no others any more */
    bool flush;   /* first start with lvs_flush: others' services go as well */
    bool timed;   /* timeouts are set */

    struct page_lvs_wanted wanted; /* as last looked at */
    uint64_t filled;               /* generation of the wish's table */
    struct page_lvs_done done;
    struct page_lvs_done published;
    uint32_t failures; /* passes in a row with refused edits */
    uint32_t failed;   /* edits refused in this pass ... */
    int first_error;   /* ... and the first one's errno */
    int said_error;
    int table_error; /* what keeps the table from being what is wanted, 0: nothing */

    int64_t read_cost_us; /* of the last reading */
    int64_t read_at_us;   /* when the table is to be read again */
    int64_t again_at_us;  /* when refused edits are tried again */
    int64_t retry_at_us;  /* nothing is tried before */
    int64_t count_at_us;  /* counters are not read again before */
    int64_t due_us;

    int sync_instance; /* whose state the daemon follows, -1: none */
    bool sync_look;    /* it has to be looked at what runs */
    bool sync_ours;    /* what runs may be of these settings */
    bool sync_stray;   /* a predecessor's daemon may run that is not configured */
    unsigned sync_role;
    int sync_error;
    int64_t sync_at_us; /* nothing about it is tried before */
};

/* ---- engine_kernel_lvs_wish.c ---- */

/* Looks who belongs into the table. True when that changed. */
bool lvs_place(struct kernel *kernel);

/* True when it is known what is wanted: before, the table stays as a predecessor left it. */
bool lvs_ready(struct kernel *kernel);

/* Makes the wish's table what is wanted now. */
void lvs_fill(struct kernel *kernel);

/* ---- engine_kernel_lvs_sync.c ---- */

/* Finds out what is configured and what a predecessor may have left. */
void lvs_sync_prepare(struct kernel *kernel);

/* How the ledger knows that a daemon is ours: with any settings, and with these. */
uint64_t lvs_sync_mark(void);
uint64_t lvs_sync_settings_mark(const struct conf_lvs_sync *sync);

/* Makes the roles that run what they should be; `sync_error` says whether they are. */
void lvs_sync_round(struct kernel *kernel, int64_t now_us);

/* Ends both roles, if they are ours. */
void lvs_sync_leave(struct kernel *kernel);

/* ---- engine_kernel_lvs_traffic.c ---- */

/* Publishes what the listing says of every server. */
void lvs_traffic_publish(struct kernel *kernel, const struct ipvs_listing *listing);

#endif
