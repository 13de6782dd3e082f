/* A MASTER that is not alone: when another one counts as there, what is done about it and how often, and when
 * it is over. Fed with adverts from others and claims to the addresses; answers with what to do. Pure: plain
 * data that a successor adopts. The election itself answers weaker masters; this only tells, announces
 * against foreign claims, and confirms. */
#ifndef VRRPD_VRRP_CONFLICT_H
#define VRRPD_VRRP_CONFLICT_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/vrrp/notice.h"

#define CONFLICT_NEVER INT64_MAX

/* What to do; bits of an answer. */
enum conflict_act {
    CONFLICT_REPORT = 1,   /* conflict.notice is news */
    CONFLICT_ANNOUNCE = 2, /* tell the LAN again where the addresses are */
    CONFLICT_ASK = 8,      /* who else has the address? Silence alone does not say that he is gone */
    CONFLICT_CONFIRM = 4,  /* over, and we are the one that is left */
};

struct conflict {
    struct notice notice;    /* phase NOTICE_CLOSED and a kind: the last one, over */
    struct notice suspected; /* kind NOTICE_NONE: nothing */
    int64_t heard_us;        /* the last sign of the other one, 0: never */
    int64_t suspected_us;
    int64_t quiet_us; /* it is over after so long without one */
    int64_t closed_us;
    int64_t announce_after_us;
    int64_t report_after_us; /* updates */
    int64_t ask_at_us;
};

/* Us at the moment of an event. */
struct conflict_self {
    int64_t now_us;
    int64_t master_since_us;
    int64_t interval_us; /* of our adverts */
    int64_t down_us;     /* a master down interval: whoever is MASTER longer is known to those who hear */
    int64_t calm_us;     /* between two announcements against claims */
};

/* An advert of another router for our VRID, with a priority other than 0. */
struct conflict_advert {
    struct addr source;
    uint8_t priority;
    bool decoded;            /* source and priority are known */
    bool shares;             /* it lists one of our addresses, or could not be read */
    enum packet_error error; /* PACKET_OK: accepted, and we stay MASTER */
    int64_t interval_us;     /* 0: not known */
};

/* While MASTER: an advert was heard. Returns bits of enum conflict_act, as the others do. */
unsigned conflict_heard(struct conflict *conflict, const struct conflict_self *self,
                        const struct conflict_advert *advert);

/* While MASTER: `mac` claims `vip`; `was_master`: it is the last master's. */
unsigned conflict_claimed(struct conflict *conflict, const struct conflict_self *self, const struct addr *vip,
                          const uint8_t mac[CONF_MAC_SIZE], bool was_master);

/* Time passed, or we are MASTER no more. */
unsigned conflict_tick(struct conflict *conflict, bool master, int64_t now_us);

/* When conflict_tick() is wanted, CONFLICT_NEVER while nothing is open. */
int64_t conflict_deadline_us(const struct conflict *conflict);

#endif
