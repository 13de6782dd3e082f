/* When a node is to be fenced, and which: decides, runs nothing. Only for a split brain that is certain, only
 * after it was confirmed several times, never twice within a while. Pure.
 *
 * Whoever asks, the node that is fenced is the one that loses the election: lower priority, then lower
 * address. So two fencers that watch the same split, one on each node, can never shoot each other: the
 * winner's shoots the loser, and the loser's, which waits, shoots the loser too if the split is still there.
 * Where two nodes share several virtual routers and each is to win some of them, the first router in order
 * (family, VRID, addresses) decides alone, on both nodes alike. What remains is a node that shoots for a
 * later router before it has heard of the split of the first one at all: all of a pair's routers have to be
 * watched.
 */
#ifndef LIB_FENCE_RULE_H
#define LIB_FENCE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/party.h"

#define FENCE_NEVER INT64_MAX

enum { FENCE_SPLITS_MAX = 256, FENCE_PARTIES_MAX = 4 };

struct fence_options {
    unsigned confirm;    /* 0: 3 */
    int64_t cooldown_us; /* after a shot; 0: 10 min */
    int64_t delay_us;    /* how much later than the winner a loser acts; 0: three intervals, at least 5 s */
};

/* One of the masters. */
struct fence_party {
    struct party who;
    bool ours;       /* its address is one of this host's */
    int64_t last_us; /* its last advert */
};

/* A virtual router with a certain split, as it stands now. */
struct fence_split {
    uint16_t interface, vlan;
    uint8_t family, vrid;
    struct addr vip; /* its first address */
    int64_t interval_us;
    struct fence_party parties[FENCE_PARTIES_MAX];
    size_t party_count;
};

enum fence_side { FENCE_OBSERVER, FENCE_WINNER, FENCE_LOSER };

struct fence_shot {
    struct party target; /* the loser */
    struct party winner;
    enum fence_side side; /* where we stand; FENCE_LOSER: the target is this node */
    uint16_t interface, vlan;
    uint8_t family, vrid;
    struct addr vip;
    unsigned confirmed; /* how often */
};

struct fence_rule;

/* NULL without memory. */
struct fence_rule *fence_rule_new(const struct fence_options *options);
void fence_rule_free(struct fence_rule *rule);

/* The split is (still) there, with the times of the latest adverts: to be called often, at least once an
 * interval. It counts as a confirmation when an interval has passed since the last one and each master has
 * sent an advert since. A split that is not heard of for four intervals begins anew. */
void fence_rule_confirm(struct fence_rule *rule, const struct fence_split *split, int64_t now_us);

/* It is over. */
void fence_rule_heal(struct fence_rule *rule, const struct fence_split *split);

/* True when somebody is to be fenced now: *out says who, and the cool-down begins. */
bool fence_rule_next(struct fence_rule *rule, int64_t now_us, struct fence_shot *out);

#endif
