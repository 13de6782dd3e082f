/* Verdicts; see verdict.h. */
#include "vrrpd/vrrp/verdict.h"

void verdict_start(struct verdict *verdict, const struct verdict_rule *rule, int64_t now_us)
{
    *verdict = (struct verdict){.known = rule->init_fail, .ok = false, .due_us = now_us};
}

void verdict_adopt(struct verdict *verdict, bool ok, int64_t now_us)
{
    *verdict = (struct verdict){.known = true, .ok = ok, .due_us = now_us};
}

bool verdict_ask(struct verdict *verdict, const struct verdict_rule *rule, int64_t now_us)
{
    if (now_us < verdict->due_us)
        return false;
    verdict->due_us += rule->interval_us;
    if (verdict->due_us <= now_us) { /* late: skip what was missed, keep the beat */
        int64_t missed = (now_us - verdict->due_us) / rule->interval_us + 1;

        verdict->due_us += missed * rule->interval_us;
    }
    if (verdict->running)
        return false;
    verdict->running = true;
    return true;
}

bool verdict_result(struct verdict *verdict, const struct verdict_rule *rule, bool good)
{
    verdict->running = false;
    if (!verdict->known) {
        verdict->known = true;
        verdict->ok = good;
        verdict->streak = 0;
        return true;
    }
    if (good == verdict->ok) {
        verdict->streak = 0;
        return false;
    }
    if (++verdict->streak < (good ? rule->rise : rule->fall))
        return false;
    verdict->ok = good;
    verdict->streak = 0;
    return true;
}

void verdict_lost(struct verdict *verdict)
{
    verdict->running = false;
}

bool verdict_counted(struct verdict_count *verdict, const struct verdict_count_rule *rule, uint32_t count,
                     int64_t now_us)
{
    bool enough = count >= rule->quorum && (rule->quorum_max == 0 || count <= rule->quorum_max);
    bool first = !verdict->known;

    if (first || enough != verdict->enough)
        verdict->since_us = now_us;
    verdict->enough = enough;
    verdict->known = true;
    if (first) {
        verdict->ok = enough;
        return true;
    }
    if (enough == verdict->ok || now_us < verdict_count_due_us(verdict, rule))
        return false;
    verdict->ok = enough;
    return true;
}

int64_t verdict_count_due_us(const struct verdict_count *verdict, const struct verdict_count_rule *rule)
{
    if (!verdict->known || verdict->enough == verdict->ok)
        return VERDICT_NEVER;
    return verdict->since_us + (verdict->enough ? rule->fork_delay_us : rule->terminate_delay_us);
}
