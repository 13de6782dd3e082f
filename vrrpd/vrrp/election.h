/* The election of one virtual router: RFC 3768 6.4 and RFC 9568 6.4 as a machine without clock, socket,
 * memory allocation or log. Events and `now_us` (monotonic) go in; the machine changes only itself; actions
 * come out in order in a small fixed array, and election_deadline_us() says when it wants election_tick().
 *
 * Callers: engine_vrrp.c with a kernel below it, tests/sim with a simulated LAN below it. Both carry out the
 * actions in the order given. All checks on packets happened before election_hear().
 *
 * One writer: `state` is written by election.c's enter() alone. */
#ifndef VRRPD_VRRP_ELECTION_H
#define VRRPD_VRRP_ELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    ELECTION_PRIORITY_RESIGN = 0,
    ELECTION_PRIORITY_OWNER = 255,
    ELECTION_PRIORITY_DRAINED = 1,
    ELECTION_ACTIONS_MAX = 8,
};

#define ELECTION_NEVER INT64_MAX

enum election_state { ELECTION_INIT, ELECTION_BACKUP, ELECTION_MASTER, ELECTION_FAULT, ELECTION_STATE_COUNT };

/* Why a transition happened; reason.h gives the stable code ("master-silent"). */
enum election_reason {
    ELECTION_REASON_NONE,
    ELECTION_STARTED,
    ELECTION_OWNER,           /* priority 255 takes its address at once */
    ELECTION_MASTER_SILENT,   /* the master down interval passed */
    ELECTION_MASTER_RESIGNED, /* priority 0 was heard, the skew passed */
    ELECTION_PREEMPTED,       /* our down interval passed while a weaker master was advertising */
    ELECTION_HIGHER_PRIORITY, /* a stronger master was heard */
    ELECTION_HIGHER_ADDRESS,  /* equal priority, larger primary address */
    ELECTION_LINK_DOWN,
    ELECTION_NO_INTERFACE,
    ELECTION_NO_ADDRESS,     /* no primary address to send from */
    ELECTION_LINK_SETTLING,  /* the link came up a moment ago: what does not hear yet must not contend */
    ELECTION_TRACKER_FAILED, /* something tracked without a weight fails */
    ELECTION_ARBITERS_LOST,  /* too few arbiters answer; see arbiter.h */
    ELECTION_GROUP_FAULT,    /* another member of the sync group is in FAULT */
    ELECTION_GROUP_LEFT,     /* another member of the sync group is MASTER no more */
    ELECTION_RECOVERED,      /* the fault is over */
    ELECTION_DRAINED,        /* the operator moved it away */
    ELECTION_YIELDED,        /* the operator asked for one fail-over */
    ELECTION_ADOPTED_LATE,   /* the predecessor was silent so long that a peer may hold the address */
    ELECTION_STOPPED,
    ELECTION_DELETED, /* the new configuration does not have the instance; said by its engine */
    ELECTION_REASON_COUNT
};

/* What forbids promotion while the master is silent; bits of a mask. Not after priority 0, and not when a
 * weaker master is preempted: those are alive. */
enum election_veto {
    ELECTION_VETO_HEARTBEAT = 1, /* by another path the master says that it is well */
    ELECTION_VETO_PROBE = 2,     /* its kernel still answers for the addresses */
};

/* How addresses are given up with mastership. */
enum election_release {
    ELECTION_RELEASE_HEARD, /* when a successor is heard, at most after a master down interval */
    ELECTION_RELEASE_NOW,
};

/* What never changes during the life of the machine. */
struct election_config {
    uint8_t version; /* 2 or 3 */
    uint8_t priority;
    uint8_t down_adverts; /* missed adverts that make a master dead; 3 in the RFCs */
    bool preempt;
    bool grouped; /* in a sync group: becomes MASTER through election_take() alone */
    bool serves;  /* after giving mastership away keeps its addresses until a successor is heard */
    int64_t interval_us;
    int64_t preempt_delay_us;        /* 0: none */
    int64_t announce_delay_us;       /* second round of announcements, after the first (garp_master_delay) */
    int64_t announce_refresh_us;     /* 0: never */
    int64_t announce_lower_delay_us; /* second round after a weaker master was heard */
    uint8_t announce_repeat;
    uint8_t announce_refresh_repeat;
    uint8_t announce_lower_repeat;
};

/* The master as last heard; family ADDR_NONE when none is known. */
struct election_master {
    struct addr address;
    uint8_t priority;
    int64_t interval_us;
};

/* All that the machine remembers: plain data without pointers, so that a successor can adopt it. */
struct election_memory {
    enum election_state state;
    uint8_t effective_priority; /* after weights; the owner keeps 255 */
    bool drained;
    bool yielded;         /* after `failover`: do not preempt the master that took over */
    bool resigned_heard;  /* the down timer was set by priority 0 */
    bool weaker_heard;    /* the down timer was left running by a weaker master's advert */
    bool learned;         /* master.interval_us came from the master we follow, not from our configuration */
    bool addresses_ready; /* MASTER: the kernel has the addresses, announcing makes sense */
    bool wants;           /* BACKUP in a group: would be MASTER by now, waits for the other members */
    bool left;            /* BACKUP in a group: was MASTER, the other members have to follow */
    bool serving;         /* MASTER no more, and the addresses are still here; see election_serve.h */
    uint8_t vetoes;       /* enum election_veto */
    enum election_reason wants_reason;
    struct election_master master;
    int64_t since_us;         /* when `state` was entered */
    int64_t down_base_us;     /* BACKUP: the down timer counts from here */
    int64_t preempt_at_us;    /* 0: no preempt delay running; else adverts are ignored from here on */
    int64_t advert_at_us;     /* MASTER: next advert due */
    int64_t last_sent_us;     /* last advert sent as MASTER, 0 if never */
    int64_t sent_interval_us; /* the interval that advert carried: what peers wait by */
    int64_t answer_after_us;  /* MASTER: earliest next answer to a weaker master */
    int64_t calm_after_us;    /* MASTER: earliest next announcement burst because of one */
    int64_t weaker_heard_us;  /* when a weaker master was last heard, 0 if never */
    int64_t announce_at_us;   /* next round of announcements, ELECTION_NEVER if none */
    int64_t refresh_at_us;
    int64_t serve_until_us; /* serving: until then at the latest */
    int64_t serve_quiet_us; /* serving: until the successor has not announced for a moment, 0: it did not */
    uint8_t announce_count; /* repeats of that round */
    uint64_t transitions;
};

struct election {
    struct election_config config;
    struct addr source; /* our primary address, for the tie-break; ADDR_NONE until known */
    bool stubborn;      /* MASTER: answers a stronger master instead of yielding; see sync_group.h */
    struct election_memory memory;
};

/* An advertisement that passed every check. */
struct election_advert {
    struct addr source;
    uint8_t priority;
    int64_t interval_us;
};

enum election_action_kind {
    ELECTION_SEND_ADVERT,    /* an advert with memory.effective_priority */
    ELECTION_SEND_RESIGN,    /* an advert with priority 0 */
    ELECTION_TAKE_ADDRESSES, /* install them; answer with election_addresses_ready() */
    ELECTION_DROP_ADDRESSES, /* remove them now; without it the addresses stay, whatever the state */
    ELECTION_ANNOUNCE,       /* gratuitous ARP for each address, `repeat` times */
    ELECTION_REPORT,         /* a transition: see output.transition */
    ELECTION_REPORT_LOWER,   /* a weaker master was heard; output.transition.peer is who */
    ELECTION_ACTION_COUNT
};

struct election_action {
    enum election_action_kind kind;
    uint8_t repeat; /* ELECTION_ANNOUNCE only */
};

struct election_transition {
    enum election_state from, to;
    enum election_reason reason;
    struct election_master peer; /* the router that caused it, if any */
    int64_t silence_us;          /* since the last advert heard or, for a fresh start, since waiting began */
};

/* Filled by one event. `count` actions to be carried out in order; at most one transition per event. */
struct election_output {
    uint8_t count;
    struct election_action actions[ELECTION_ACTIONS_MAX];
    struct election_transition transition; /* valid when the actions hold ELECTION_REPORT */
};

/* Makes a machine in INIT; it does nothing until election_start() or election_adopt(). */
void election_init(struct election *election, const struct election_config *config);

/* Startup event (RFC 9568 6.4.1). `source` is the primary address; ADDR_NONE means there is none yet. With
 * `fault` other than ELECTION_REASON_NONE the machine starts in FAULT for that reason. */
void election_start(struct election *election, const struct addr *source, enum election_reason fault,
                    int64_t now_us, struct election_output *out);

/* Takes over what a predecessor remembered, after a crash or a reload: the configuration is this machine's
 * own. A MASTER whose last advert is younger than down_adverts intervals goes on and its next advert is due
 * at once, any other MASTER becomes BACKUP. The caller drains the receive queue through election_hear()
 * before the next election_tick(). `source` as in election_start(). */
void election_adopt(struct election *election, const struct election_memory *predecessor,
                    const struct addr *source, int64_t now_us, struct election_output *out);

/* Shutdown event: a MASTER resigns with priority 0; ends in INIT. It may be called again to have the
 * addresses released now. */
void election_stop(struct election *election, enum election_release release, int64_t now_us,
                   struct election_output *out);

/* An advertisement of this virtual router was heard from another router. */
void election_hear(struct election *election, const struct election_advert *advert, int64_t now_us,
                   struct election_output *out);

/* Time passed. Call when election_deadline_us() is due; harmless earlier. Adverts due within the next 1/8
 * interval are sent now, so that instances fall into step and leave in one batch. */
void election_tick(struct election *election, int64_t now_us, struct election_output *out);

/* This node did not run for a while: peers may have replaced a MASTER, and it heard nothing of it. It says at
 * once that it is there and announces its addresses; whoever is better answers, and it yields. The caller
 * drains the receive queue through election_hear() before. */
void election_woke(struct election *election, int64_t now_us, struct election_output *out);

/* When election_tick() is next wanted, ELECTION_NEVER if not at all. */
int64_t election_deadline_us(const struct election *election);

/* The addresses are installed (again): announce them and start the announcement timers. */
void election_addresses_ready(struct election *election, int64_t now_us, struct election_output *out);

/* MASTER: the kernel has none of the addresses any more (their leases ran out): nothing is announced until
 * election_addresses_ready() says that they are back. */
void election_addresses_lost(struct election *election);

/* Somebody else announced one of the addresses (gratuitous ARP, unsolicited neighbour advertisement): whoever
 * is serving for a successor may stop. */
void election_successor_seen(struct election *election, int64_t now_us, struct election_output *out);

/* What forbids promotion from now on; see enum election_veto. The deadline changes with it. */
void election_set_vetoes(struct election *election, uint8_t vetoes);

/* BACKUP: when its patience with a silent master ends, ELECTION_NEVER in every other state; vetoes do not
 * count. */
int64_t election_patience_us(const struct election *election);

/* True when nothing but a veto keeps a BACKUP from promotion. */
bool election_held(const struct election *election, int64_t now_us);

/* The virtual router cannot be run, or must not: FAULT, resigning if it was MASTER. What has no link or no
 * address releases its addresses at once. */
void election_fault(struct election *election, enum election_reason reason, int64_t now_us,
                    struct election_output *out);

/* The fault is over: BACKUP with a full down interval (the owner becomes MASTER). */
void election_recover(struct election *election, const struct addr *source, int64_t now_us,
                      struct election_output *out);

/* The primary address changed while nothing else did. */
void election_set_source(struct election *election, const struct addr *source);

/* The priority after weights, 1..254; ignored for the owner. */
void election_set_priority(struct election *election, uint8_t effective_priority);

/* BACKUP in a sync group whose memory.wants is set: MASTER now. */
void election_take(struct election *election, int64_t now_us, struct election_output *out);

/* MASTER in a sync group that another member left: resigns. */
void election_leave(struct election *election, int64_t now_us, struct election_output *out);

/* Drain: give mastership away and compete with priority 1 until undrained; the address is still taken when
 * nobody else is left. */
void election_drain(struct election *election, bool drained, int64_t now_us, struct election_output *out);

/* One fail-over: a MASTER resigns and does not preempt whoever takes over. Nothing when not MASTER. */
void election_yield(struct election *election, int64_t now_us, struct election_output *out);

/* The down interval in force (BACKUP), for status. */
int64_t election_down_us(const struct election *election);

/* The priority adverts carry now: after weights, 1 while drained. */
uint8_t election_priority(const struct election *election);

#endif
