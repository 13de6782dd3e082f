/* The invariants of the election, watched while a simulation runs. Written from the RFCs, not from
 * election.c: the judge computes its own timers and keeps its own idea of whom a router has to follow. Never
 * changes a router. The numbers are the project's list: I1 one master in a settled component     I7 addresses
 * installed if and only if MASTER I2 the right one                         I8  advert first, announcements
 * follow, silence in BACKUP I3 two only for one exchange             I9  adverts at most one interval and the
 * lateness apart I4 take-over after D, no earlier         I11 learned intervals are legal I5 after priority 0
 * in the skew          I12 bad frames change nothing but a counter I6 no transition without a cause I13
 * bounded sending, whatever is received I1, I2, I3, I6 and the upper bounds of I4, I5 and I9 are in audit.h;
 * I15 (same seed, same trace) and I18 (liveness after all faults) are for the swarm to check. */
#ifndef TESTS_SIM_JUDGE_H
#define TESTS_SIM_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"
#include "vrrpd/vrrp/election.h"

enum {
    JUDGE_NODES_MAX = 8,
    JUDGE_TEXT_MAX = 200,
};

/* What the judge remembers of one router. */
struct judge_node {
    int64_t changed_us;     /* last cause: configuration, operator, power, spoofed frame */
    int64_t awake_us;       /* the engine runs since then */
    int64_t entered_us;     /* when its state was entered */
    int64_t followed_us;    /* last advert that restarts the down timer */
    int64_t learned_us;     /* the interval it carried; 0 none yet */
    int64_t resigned_us;    /* when the master followed sent priority 0; 0 not */
    int64_t delay_until_us; /* a preempt delay runs until then; 0 none */
    struct addr leader;     /* sender of the last advert */
    bool yielded, drained;
    int64_t sent_interval_us; /* the interval of the last advert */
    int64_t answered_us;      /* last advert because of a weaker one */
    int64_t sent_us;          /* last advert */
    int64_t send_credit_us;   /* leaky buckets, as the time when they will be empty */
    int64_t announce_credit_us;
    int64_t serve_end_us; /* serves for a successor, until then at the latest; 0: does not */
};

/* Routers that take part and reach one another. */
struct judge_group {
    unsigned members; /* a bit per node */
    bool murky;       /* not all of them perfectly */
};

struct judge {
    struct judge_node nodes[JUDGE_NODES_MAX];
    int64_t cause_us;      /* the last cause anywhere */
    int64_t transition_us; /* the last transition anywhere */
    uint64_t causes;       /* how many there were */
    uint64_t counted;      /* the cause that `transitions` are counted from */
    int transitions;
    int64_t next_audit_us;
    int64_t grouped_us; /* when `groups` was computed */
    struct judge_group groups[JUDGE_NODES_MAX];
    int group_count;
    int64_t audit_every_us;
    int64_t dual_since_us[JUDGE_NODES_MAX][JUDGE_NODES_MAX];
    int64_t longest_dual_us; /* longest time any two routers on one LAN were both MASTER */
    int invariant;           /* the one violated, 0 none */
    char text[JUDGE_TEXT_MAX];
};

struct lan;
struct node_event;
struct frame;

bool judge_failed(const struct judge *judge);

/* Records the first violation; later ones are ignored. */
void judge_fail(struct lan *lan, int invariant, int index, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Something outside the protocol happened to a router: what follows has a cause. */
void judge_cause(struct lan *lan, int index);

/* The engine runs again, or anew. */
void judge_awake(struct lan *lan, int index);

/* The node lost its memory. */
void judge_forget(struct lan *lan, int index);

/* An event went through the election and its actions were carried out. `before` is the machine before. */
void judge_event(struct lan *lan, int index, const struct node_event *event, const struct election *before,
                 const struct election_output *out);

/* A frame was decoded and checked with this result. */
void judge_frame(struct lan *lan, int index, const struct frame *frame, unsigned error);

/* How long a BACKUP waits in vain, by the RFC's formulas: the whole down interval, and the skew alone. */
int64_t judge_down_us(const struct lan *lan, int index);

/* The moment at which a BACKUP has to become MASTER unless it hears something. */
int64_t judge_expected_us(const struct lan *lan, int index);

#endif
