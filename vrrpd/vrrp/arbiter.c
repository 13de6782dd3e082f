/* What arbiters allow; see arbiter.h. */
#include "vrrpd/vrrp/arbiter.h"

static bool all_lost(const struct arbiter_count *count)
{
    return count->total > 0 && count->answering == 0 && count->unknown == 0;
}

/* With fewer left than asked for (the others cannot be run at all), all of those are needed. */
static uint32_t needed(const struct arbiter_rule *rule, const struct arbiter_count *count)
{
    return rule->minimum < count->total ? rule->minimum : count->total;
}

static bool must_yield(const struct arbiter_rule *rule, enum arbiter_others others, int64_t contradicted_us,
                       int64_t now_us)
{
    if (!rule->stay)
        return true;
    return others == ARBITER_OTHERS_HEAR && now_us - contradicted_us >= rule->grace_us;
}

struct arbiter_verdict arbiter_judge(const struct arbiter_rule *rule, const struct arbiter_count *count,
                                     enum arbiter_others others, int64_t contradicted_us, int64_t now_us)
{
    struct arbiter_verdict verdict = {.may_rise = count->answering >= needed(rule, count)};

    verdict.known = verdict.may_rise || count->answering + count->unknown < needed(rule, count);
    verdict.lost = all_lost(count);
    verdict.must_yield = verdict.lost && must_yield(rule, others, contradicted_us, now_us);
    return verdict;
}

bool arbiter_forbids(const struct arbiter_verdict *verdict, bool is_master)
{
    return verdict->known && (is_master ? verdict->must_yield : !verdict->may_rise);
}

int64_t arbiter_due_us(const struct arbiter_rule *rule, const struct arbiter_count *count,
                       enum arbiter_others others, int64_t contradicted_us, int64_t now_us)
{
    int64_t at_us = contradicted_us + rule->grace_us;

    if (!all_lost(count) || !rule->stay || others != ARBITER_OTHERS_HEAR || at_us <= now_us)
        return INT64_MAX;
    return at_us;
}

int64_t arbiter_grace_us(int64_t interval_us, int64_t timeout_us, uint32_t rounds, int64_t heartbeat_us)
{
    return (int64_t)rounds * interval_us + timeout_us + 2 * heartbeat_us;
}
