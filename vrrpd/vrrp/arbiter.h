/* What arbiters allow: others on the network that are asked whether this node is cut off.
 *
 *   promotion        needs the minimum of them
 *   a MASTER         goes on while one of them answers. When none does:
 *     another node on the heartbeat path still hears one   it yields
 *     every live node on that path has lost them as well,
 *     or none is live there, or none of them has arbiters  the knob decides: yield or stay
 *
 * Two nodes that lose them together, or find them again, do not notice in the same moment: with `stay` a
 * MASTER believes that the other one hears what it does not only after the time in which both would have
 * noticed. Pure. */
#ifndef VRRPD_VRRP_ARBITER_H
#define VRRPD_VRRP_ARBITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The targets, counted. One that is disabled is not among them. */
struct arbiter_count {
    uint32_t total, answering, unknown;
};

/* What the live nodes on the heartbeat path say. */
enum arbiter_others {
    ARBITER_OTHERS_UNKNOWN, /* none is live, or none has arbiters */
    ARBITER_OTHERS_LOST,    /* all that have some lost them */
    ARBITER_OTHERS_HEAR,    /* one still hears one */
};

struct arbiter_rule {
    uint32_t minimum;
    bool stay;
    int64_t grace_us; /* in which another node notices what became of an arbiter, see arbiter_grace_us() */
};

struct arbiter_verdict {
    bool known;      /* there are results enough for what follows */
    bool may_rise;   /* promotion is allowed */
    bool must_yield; /* a MASTER gives up */
    bool lost;       /* all of them are silent */
};

/* `contradicted_us` is since when all are silent here and another node hears one, 0: that is not so. Nothing
 * configured, or nothing of it can be asked: everything is allowed. */
struct arbiter_verdict arbiter_judge(const struct arbiter_rule *rule, const struct arbiter_count *count,
                                     enum arbiter_others others, int64_t contradicted_us, int64_t now_us);

/* Whether a virtual router of this node must not run: a MASTER that has to yield, anybody else without the
 * minimum. Not while nothing is known. */
bool arbiter_forbids(const struct arbiter_verdict *verdict, bool is_master);

/* When the judgement may change by time alone; INT64_MAX: not by time. */
int64_t arbiter_due_us(const struct arbiter_rule *rule, const struct arbiter_count *count,
                       enum arbiter_others others, int64_t contradicted_us, int64_t now_us);

/* How long it takes at most until an arbiter's change is noticed and told: `rounds` (the rise or the fall)
 * and a deadline, and two heartbeats, of which one may be lost. */
int64_t arbiter_grace_us(int64_t interval_us, int64_t timeout_us, uint32_t rounds, int64_t heartbeat_us);

#endif
