/* A round of echo requests; see ping_round.h. */
#include "vrrpd/vrrp/ping_round.h"

static uint32_t count_of(const struct ping_round_rule *rule)
{
    if (rule->count == 0)
        return 1;
    return rule->count < PING_ROUND_MAX ? rule->count : PING_ROUND_MAX;
}

void ping_round_start(struct ping_round *round, int64_t now_us)
{
    *round = (struct ping_round){.open = true, .started_us = now_us};
}

int64_t ping_round_due_us(const struct ping_round *round, const struct ping_round_rule *rule)
{
    uint32_t count = count_of(rule);

    if (!round->open)
        return INT64_MAX;
    if (round->sent < count)
        return round->started_us + rule->interval_us * round->sent / count;
    return round->sent_us[round->sent - 1] + rule->timeout_us;
}

enum ping_round_step ping_round_step(struct ping_round *round, const struct ping_round_rule *rule,
                                     int64_t now_us)
{
    if (now_us < ping_round_due_us(round, rule))
        return PING_ROUND_WAIT;
    if (round->sent < count_of(rule)) {
        round->sent_us[round->sent++] = now_us;
        return PING_ROUND_SEND;
    }
    round->open = false;
    return PING_ROUND_LOST;
}

bool ping_round_answer(struct ping_round *round, const struct ping_round_rule *rule, uint32_t number,
                       int64_t now_us)
{
    if (!round->open || number >= round->sent || now_us > round->sent_us[number] + rule->timeout_us)
        return false;
    round->open = false;
    return true;
}
