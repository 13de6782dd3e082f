/* What a row of tries says about a real server: rounds of a try and its repetitions, rise and fall, when to
 * try again. One struct a check. Pure: results and the time go in, the verdict and the next due time come
 * out. */
#ifndef VRRPD_LVS_HEALTH_H
#define VRRPD_LVS_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/model_lvs.h"

#define HEALTH_NEVER INT64_MAX

struct health {
    bool known;      /* there was a verdict, or somebody else's was taken over */
    bool up;         /* the verdict; before the first one what `alpha` says */
    bool running;    /* a try was begun and has not ended */
    uint32_t failed; /* tries in a row that failed in this round */
    uint32_t streak; /* rounds in a row against the verdict */
    int64_t due_us;  /* of the next try */
};

/* Begins. `dice` is any random number: it spreads first tries over the check's warmup. */
void health_begin(struct health *health, const struct conf_check *check, uint32_t dice, int64_t now_us);

/* Begins with what a predecessor found. */
void health_adopt(struct health *health, const struct conf_check *check, bool up, uint32_t dice,
                  int64_t now_us);

/* True when a try is due: the caller begins it. A tick that comes while one is open is skipped; the next
 * keeps the interval's beat. */
bool health_try(struct health *health, const struct conf_check *check, int64_t now_us);

/* The try that runs has ended. True when the verdict changed or is the first. A failure is tried again after
 * retry_delay, `retries` times, before the round is lost; `fall` lost rounds in a row are DOWN, `rise` good
 * ones UP. The very first round decides alone. */
bool health_result(struct health *health, const struct conf_check *check, bool good, int64_t now_us);

/* The try got lost (it could not be made at all): nothing is concluded, it is repeated soon. */
void health_lost(struct health *health, int64_t now_us);

/* The try has ended and means nothing: neither for nor against the verdict. The beat goes on. */
void health_ignore(struct health *health);

/* Checks rest (ha_suspend), or go on at once. The verdict stays. */
void health_suspend(struct health *health);
void health_resume(struct health *health, int64_t now_us);

#endif
