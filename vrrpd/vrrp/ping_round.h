/* One round of echo requests: some of them spread over the interval, one answer in time is enough. Pure: the
 * time and the answers go in, "send now" and "nobody answered" come out. */
#ifndef VRRPD_VRRP_PING_ROUND_H
#define VRRPD_VRRP_PING_ROUND_H

#include <stdbool.h>
#include <stdint.h>

enum { PING_ROUND_MAX = 16 }; /* requests; more are sent as so many */

struct ping_round_rule {
    uint32_t count;
    int64_t interval_us; /* the requests are spread over it */
    int64_t timeout_us;  /* from a request to its answer */
};

struct ping_round {
    bool open;
    int64_t started_us;
    uint32_t sent;
    int64_t sent_us[PING_ROUND_MAX];
};

enum ping_round_step {
    PING_ROUND_WAIT,
    PING_ROUND_SEND, /* request number `sent` - 1 is due */
    PING_ROUND_LOST, /* the round is over without an answer */
};

/* Begins a round. */
void ping_round_start(struct ping_round *round, int64_t now_us);

/* What is to be done now; call again after SEND. */
enum ping_round_step ping_round_step(struct ping_round *round, const struct ping_round_rule *rule,
                                     int64_t now_us);

/* An answer to request `number` of this round came. True when it was in time: the round is over. */
bool ping_round_answer(struct ping_round *round, const struct ping_round_rule *rule, uint32_t number,
                       int64_t now_us);

/* When to call step() again; INT64_MAX while no round is open. */
int64_t ping_round_due_us(const struct ping_round *round, const struct ping_round_rule *rule);

#endif
