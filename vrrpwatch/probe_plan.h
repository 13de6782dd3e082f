/* When to ask for which address: a round is three questions 300 ms apart, a round is repeated after a while,
 * and all questions together keep below a rate. Owns the list of addresses; sends nothing and reads no
 * answer. Pure: time goes in, the next question and the next deadline come out. */
#ifndef VRRPWATCH_PROBE_PLAN_H
#define VRRPWATCH_PROBE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

#define PROBE_PLAN_NEVER INT64_MAX

enum {
    PROBE_PLAN_QUESTIONS = 3, /* a round */
    PROBE_PLAN_GAP_US = 300000,
    PROBE_PLAN_SETTLE_US = 1000000, /* so long may an answer take */
};

struct probe_plan_options {
    int64_t period_us;   /* from one round's beginning to the next one's; 0: a single round */
    size_t targets_max;  /* 0: 4096 */
    uint32_t per_second; /* questions, of all addresses together; 0: 50 */
};

/* An address to be asked for. */
struct probe_target {
    uint16_t interface; /* index of the caller's */
    uint16_t vlan;
    struct addr address;
};

struct probe_plan_counters {
    uint64_t questions;
    uint64_t rounds;  /* whole ones, of one address each */
    uint64_t refused; /* addresses for which there was no room */
};

struct probe_plan;

/* NULL without memory. */
struct probe_plan *probe_plan_new(const struct probe_plan_options *options);
void probe_plan_free(struct probe_plan *plan);

/* Asks for this address too, first at `now_us`. An address that is in the plan already stays as it is.
 * 0, -ENOSPC (counted) or -ENOMEM. */
int probe_plan_add(struct probe_plan *plan, const struct probe_target *target, int64_t now_us);

/* True when a question is due at `now_us`: *out says which, and it counts as asked. To be called until it
 * says false. */
bool probe_plan_next(struct probe_plan *plan, int64_t now_us, struct probe_target *out);

/* When probe_plan_next() will have a question, PROBE_PLAN_NEVER when all rounds are over. */
int64_t probe_plan_deadline_us(const struct probe_plan *plan);

/* Of a plan with a single round: when the last answers can be expected to have come, given that nothing is
 * added; PROBE_PLAN_NEVER while questions are open, 0 when nothing was ever asked. */
int64_t probe_plan_settled_us(const struct probe_plan *plan);

const struct probe_plan_counters *probe_plan_counters(const struct probe_plan *plan);

#endif
