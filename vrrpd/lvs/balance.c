/* Balance; see balance.h. */
#include "vrrpd/lvs/balance.h"

#include "vrrpd/lvs/quorum.h"

enum { SLOW_STEPS = 10 }; /* each is an edit of the table */

static uint32_t full_weight(const struct conf_server *server, const struct balance_server *known)
{
    if (known->drained)
        return 0;
    if (known->operator_weight != BALANCE_NO_WEIGHT)
        return (uint32_t)known->operator_weight;
    return known->dynamic != BALANCE_NO_WEIGHT ? (uint32_t)known->dynamic : server->weight;
}

/* How many of SLOW_STEPS have passed; all of them outside of a slow start. */
static int64_t steps_done(const struct conf_virtual_server *conf, const struct balance_server *known,
                          int64_t now_us)
{
    int64_t age_us = now_us - known->up_since_us;

    if (conf->slow_start_us <= 0 || known->up_since_us == 0 || age_us >= conf->slow_start_us)
        return SLOW_STEPS;
    return age_us < 0 ? 0 : age_us * SLOW_STEPS / conf->slow_start_us;
}

uint32_t balance_weight(const struct conf_virtual_server *conf, const struct conf_server *server,
                        const struct balance_server *known, int64_t now_us)
{
    uint64_t weight = full_weight(server, known);
    int64_t steps = steps_done(conf, known, now_us);

    if (weight == 0 || steps == SLOW_STEPS)
        return (uint32_t)weight;
    weight = weight * (uint64_t)(steps + 1) / SLOW_STEPS;
    return weight > 0 ? (uint32_t)weight : 1;
}

/* When the next step of a slow start comes. Rounded up, so that the step is there when the time is. */
static int64_t next_step_us(const struct conf_virtual_server *conf, const struct balance_server *known,
                            int64_t now_us)
{
    int64_t steps = steps_done(conf, known, now_us);

    if (steps + 1 >= SLOW_STEPS) /* the last one has the whole weight */
        return BALANCE_NEVER;
    return known->up_since_us + ((steps + 1) * conf->slow_start_us + SLOW_STEPS - 1) / SLOW_STEPS;
}

static void judge_quorum(struct balance *balance, const struct conf_virtual_server *conf,
                         const struct balance_server *servers)
{
    balance->weight = 0;
    for (size_t i = 0; i < conf->server_count; i++)
        if (servers[i].up)
            balance->weight += full_weight(&conf->servers[i], &servers[i]);
    balance->quorum = quorum_holds(balance->quorum, balance->weight, conf->quorum, conf->hysteresis);
    balance->sorry = !balance->quorum && conf->has_sorry;
    balance->sorry_row =
        (struct balance_row){.present = balance->sorry || (conf->has_sorry && conf->sorry_inhibit),
                             .weight = balance->sorry ? conf->sorry.weight : 0};
}

void balance_compute(struct balance *balance, const struct conf_virtual_server *conf,
                     const struct balance_server *servers, struct balance_row *rows, int64_t now_us)
{
    judge_quorum(balance, conf, servers);
    balance->due_us = BALANCE_NEVER;
    for (size_t i = 0; i < conf->server_count; i++) {
        bool serves = servers[i].up && !balance->sorry;
        int64_t step_us = serves ? next_step_us(conf, &servers[i], now_us) : BALANCE_NEVER;

        rows[i].present = serves || conf->servers[i].inhibit;
        rows[i].weight = serves ? balance_weight(conf, &conf->servers[i], &servers[i], now_us) : 0;
        if (step_us < balance->due_us)
            balance->due_us = step_us;
    }
}
