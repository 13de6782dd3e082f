/* What the engine finds wrong with others on the link: another master, an address claimed by somebody else, a
 * master that is silent but there. One plain record, and the words for it: code, cause and fix as vrrpwatch
 * has them. Pure; when there is one is decided in conflict.c and silence.c. */
#ifndef VRRPD_VRRP_NOTICE_H
#define VRRPD_VRRP_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"
#include "lib/packet.h"

enum notice_kind {
    NOTICE_NONE,
    NOTICE_SECOND_MASTER, /* its adverts are good: it did not hear ours for a while */
    NOTICE_DEAF_MASTER,   /* ... and goes on although we answer */
    NOTICE_REFUSED,       /* its adverts are refused: `error` says why */
    NOTICE_COLLISION,     /* ... and list none of our addresses: another cluster with our VRID */
    NOTICE_CLAIM,         /* we are MASTER and another MAC claims an address */
    NOTICE_CLAIM_PEER,    /* ... that of the last master */
    NOTICE_ALIVE,         /* the master is silent, its kernel answers, we took over all the same */
    NOTICE_HELD,          /* the same, and we wait */
    NOTICE_STRANGER,      /* the master is silent and somebody who was not master answers */
    NOTICE_HEARTBEAT,     /* the master is silent, by heartbeat it is well, and we wait */
    NOTICE_KIND_COUNT
};

enum notice_phase { NOTICE_CLOSED, NOTICE_OPEN, NOTICE_UPDATE };

struct notice {
    uint8_t kind;  /* enum notice_kind */
    uint8_t phase; /* enum notice_phase */
    uint8_t error; /* enum packet_error, NOTICE_REFUSED and NOTICE_COLLISION */
    uint8_t priority;
    bool has_priority, has_mac;
    uint8_t mac[CONF_MAC_SIZE];
    struct addr peer; /* whose adverts; ADDR_NONE: only a MAC is known */
    struct addr vip;  /* that is claimed or answered for; ADDR_NONE: no particular one */
    int64_t since_us; /* when it began */
    uint32_t adverts; /* counted since */
    uint32_t claims;
    uint32_t number; /* of the incident within its instance and notice_series() */
};

/* Who counts notices of that kind, as part of an incident's name: what a MASTER sees "", what a BACKUP sees
 * "silent-", what heartbeats tell "path-". Each counts for itself. */
const char *notice_series(const struct notice *notice);

/* "SB-B1"; as vrrpwatch names causes. */
const char *notice_code(const struct notice *notice);

/* "split-brain", "address-conflict", "silent-master", "path-dead". */
const char *notice_event(const struct notice *notice);

/* "warning" or "critical". */
const char *notice_severity(const struct notice *notice);

/* One sentence: what is wrong. Returns `text`, always terminated. */
const char *notice_cause(const struct notice *notice, char *text, size_t size);

/* One sentence: what mends it. Returns `text`, always terminated. */
const char *notice_fix(const struct notice *notice, char *text, size_t size);

#endif
