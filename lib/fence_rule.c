/* Fencing; see fence_rule.h. */
#include "lib/fence_rule.h"

#include <stdlib.h>
#include <string.h>

enum { CONFIRM_DEFAULT = 3, LOSER_INTERVALS = 3, STALE_INTERVALS = 4 };

static const int64_t loser_least_us = 5000000, cooldown_default_us = INT64_C(600) * 1000000;

struct watched {
    struct fence_split split;
    int64_t seen_us;      /* fence_rule_confirm() was called */
    int64_t confirmed_us; /* the last one that counted */
    int64_t enough_us;    /* when there were enough of them, 0: not yet */
    unsigned confirmed;
};

struct fence_rule {
    struct fence_options options;
    struct watched watched[FENCE_SPLITS_MAX];
    size_t count;
    int64_t quiet_until_us;
};

struct fence_rule *fence_rule_new(const struct fence_options *options)
{
    struct fence_rule *rule = calloc(1, sizeof(*rule));

    if (rule == NULL)
        return NULL;
    rule->options = *options;
    if (rule->options.confirm == 0)
        rule->options.confirm = CONFIRM_DEFAULT;
    if (rule->options.cooldown_us <= 0)
        rule->options.cooldown_us = cooldown_default_us;
    rule->quiet_until_us = INT64_MIN;
    return rule;
}

void fence_rule_free(struct fence_rule *rule)
{
    free(rule);
}

static bool same(const struct fence_split *a, const struct fence_split *b)
{
    return a->interface == b->interface && a->vlan == b->vlan && a->family == b->family && a->vrid == b->vrid;
}

static void drop(struct fence_rule *rule, size_t i)
{
    rule->watched[i] = rule->watched[--rule->count];
}

static struct watched *find(struct fence_rule *rule, const struct fence_split *split)
{
    for (size_t i = 0; i < rule->count; i++)
        if (same(&rule->watched[i].split, split))
            return &rule->watched[i];
    return NULL;
}

/* Every master has sent since the last confirmation. */
static bool all_sent(const struct fence_split *split, int64_t since_us)
{
    for (size_t i = 0; i < split->party_count; i++)
        if (split->parties[i].last_us <= since_us)
            return false;
    return true;
}

void fence_rule_confirm(struct fence_rule *rule, const struct fence_split *split, int64_t now_us)
{
    struct watched *watched = find(rule, split);

    if (split->party_count < 2)
        return;
    if (watched != NULL && now_us - watched->seen_us > STALE_INTERVALS * split->interval_us)
        *watched = (struct watched){.confirmed = 0, .confirmed_us = now_us};
    if (watched == NULL) {
        if (rule->count == FENCE_SPLITS_MAX)
            return; /* a flood of forged ones: those that came first stand */
        watched = &rule->watched[rule->count++];
        *watched = (struct watched){.confirmed_us = now_us};
    }
    watched->split = *split;
    watched->seen_us = now_us;
    if (now_us - watched->confirmed_us < split->interval_us || !all_sent(split, watched->confirmed_us))
        return;
    watched->confirmed_us = now_us;
    if (++watched->confirmed == rule->options.confirm)
        watched->enough_us = now_us;
}

void fence_rule_heal(struct fence_rule *rule, const struct fence_split *split)
{
    struct watched *watched = find(rule, split);

    if (watched != NULL)
        drop(rule, (size_t)(watched - rule->watched));
}

/* RFC 9568 6.4.3: the higher priority wins, among equals the higher address. */
static int outranks(const struct party *a, const struct party *b)
{
    return a->priority != b->priority ? a->priority - b->priority : addr_compare(&a->address, &b->address);
}

/* Both ends of the order; false when they cannot be told apart: nobody is fenced by chance. */
static bool find_ends(const struct fence_split *split, const struct fence_party **winner,
                      const struct fence_party **loser)
{
    *winner = *loser = &split->parties[0];
    for (size_t i = 1; i < split->party_count; i++) {
        const struct fence_party *party = &split->parties[i];

        if (outranks(&party->who, &(*winner)->who) > 0)
            *winner = party;
        if (outranks(&party->who, &(*loser)->who) < 0)
            *loser = party;
    }
    return (*winner)->who.priority >= 0 && (*loser)->who.priority >= 0 &&
           (*winner)->who.address.family != ADDR_NONE &&
           !addr_equal(&(*winner)->who.address, &(*loser)->who.address);
}

/* An order in which two nodes put the same splits, whatever they call their interfaces. */
static int order(const struct fence_split *a, const struct fence_split *b)
{
    const struct fence_party *winner_a, *winner_b, *loser;

    if (a->family != b->family)
        return a->family - b->family;
    if (a->vrid != b->vrid)
        return a->vrid - b->vrid;
    find_ends(a, &winner_a, &loser);
    find_ends(b, &winner_b, &loser);
    return addr_compare(&winner_a->who.address, &winner_b->who.address);
}

/* The split that decides: the first of all that are there, confirmed or not yet. */
static const struct watched *first_of(const struct fence_rule *rule)
{
    const struct watched *first = NULL;

    for (size_t i = 0; i < rule->count; i++)
        if (first == NULL || order(&rule->watched[i].split, &first->split) < 0)
            first = &rule->watched[i];
    return first;
}

static void forget_stale(struct fence_rule *rule, int64_t now_us)
{
    for (size_t i = rule->count; i-- > 0;)
        if (now_us - rule->watched[i].seen_us > STALE_INTERVALS * rule->watched[i].split.interval_us)
            drop(rule, i);
}

static int64_t patience_us(const struct fence_rule *rule, const struct fence_split *split)
{
    int64_t intervals_us = LOSER_INTERVALS * split->interval_us;

    if (rule->options.delay_us > 0)
        return rule->options.delay_us;
    return intervals_us > loser_least_us ? intervals_us : loser_least_us;
}

bool fence_rule_next(struct fence_rule *rule, int64_t now_us, struct fence_shot *out)
{
    const struct watched *watched;
    const struct fence_party *winner, *loser;
    const struct fence_split *split;

    forget_stale(rule, now_us);
    watched = first_of(rule);
    if (watched == NULL || now_us < rule->quiet_until_us || watched->confirmed < rule->options.confirm ||
        !find_ends(&watched->split, &winner, &loser))
        return false;
    split = &watched->split;
    /* Who is not the winner and not a mere observer leaves the winner time to act. */
    for (size_t i = 0; i < split->party_count; i++)
        if (split->parties[i].ours && &split->parties[i] != winner &&
            (now_us - watched->enough_us < patience_us(rule, split) || watched->confirmed_us <= watched->enough_us))
            return false;
    *out = (struct fence_shot){.target = loser->who,
                               .winner = winner->who,
                               .side = loser->ours    ? FENCE_LOSER
                                       : winner->ours ? FENCE_WINNER
                                                      : FENCE_OBSERVER,
                               .interface = split->interface,
                               .vlan = split->vlan,
                               .family = split->family,
                               .vrid = split->vrid,
                               .vip = split->vip,
                               .confirmed = watched->confirmed};
    rule->quiet_until_us = now_us + rule->options.cooldown_us;
    return true;
}
