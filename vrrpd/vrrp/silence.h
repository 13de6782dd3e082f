/* A BACKUP whose master falls silent: when to ask who answers for its address, whose answer means that the
 * master's kernel lives, and whether that keeps us from promotion. Also whose MAC the master has, asked for
 * sparingly while it is well. Pure: plain data that a successor adopts; no timer of the election is moved,
 * the questions go before its patience ends. */
#ifndef VRRPD_VRRP_SILENCE_H
#define VRRPD_VRRP_SILENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/vrrp/notice.h"

#define SILENCE_NEVER INT64_MAX

/* What to do; bits of an answer. */
enum silence_act {
    SILENCE_ASK_VIP = 1,    /* who has our address? */
    SILENCE_ASK_MASTER = 2, /* who has the master's own address? */
    SILENCE_REPORT = 4,     /* silence.notice is news */
};

struct silence {
    struct addr master; /* whose MAC is remembered or asked for */
    bool has_mac;
    uint8_t mac[CONF_MAC_SIZE];
    bool learning;       /* asked for it and not answered */
    uint8_t learn_tries; /* in a row without an answer */
    int64_t learn_at_us;
    bool asking; /* the master is silent: the rest counts */
    bool spent;  /* held as long as it may */
    bool stranger_told;
    bool veto; /* keeps us from promotion */
    int64_t ask_at_us;
    int64_t unanswered_us; /* the first question since the master's MAC answered, 0: none is open */
    int64_t answered_us;   /* the master's MAC answered last, 0: it does not */
    struct notice notice;
};

/* The instance at the moment of an event. */
struct silence_self {
    int64_t now_us;
    bool backup;
    bool gone;           /* the master resigned, or a weaker one is preempted: nobody is waited for */
    struct addr master;  /* ADDR_NONE: none was heard */
    uint8_t priority;    /* of the master */
    int64_t base_us;     /* the last advert, or when waiting began */
    int64_t interval_us; /* of the master's adverts */
    int64_t patience_us; /* when the election would promote */
    enum conf_silent mode;
    int64_t hold_us;                    /* CONF_SILENT_HOLD_FOR */
    uint8_t virtual_mac[CONF_MAC_SIZE]; /* a master with one has this */
};

/* A successor goes on: what held its predecessor is asked for again before it is given up. */
void silence_adopt(struct silence *silence, int64_t now_us);

/* Time passed, or something was heard. Returns bits of enum silence_act; silence.veto says the rest. */
unsigned silence_tick(struct silence *silence, const struct silence_self *self);

/* `mac` says that it has `vip`, one of our addresses; counts while we ask. */
unsigned silence_answered(struct silence *silence, const struct silence_self *self, const struct addr *vip,
                          const uint8_t mac[CONF_MAC_SIZE]);

/* `mac` answered for the master's own address. */
void silence_learned(struct silence *silence, const uint8_t mac[CONF_MAC_SIZE]);

/* We have become MASTER because of the silence. */
unsigned silence_promoted(struct silence *silence, int64_t now_us);

/* How long CONF_SILENT_HOLD_FOR of an instance waits, microseconds: what is configured, else as long as a
 * dead peer of the same configuration may answer, and two intervals. */
int64_t silence_hold_us(const struct conf_instance *conf);

/* When silence_tick() is wanted, SILENCE_NEVER when not at all. */
int64_t silence_deadline_us(const struct silence *silence, const struct silence_self *self);

#endif
