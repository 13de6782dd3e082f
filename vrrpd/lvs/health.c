/* Health of one check; see health.h. */
#include "vrrpd/lvs/health.h"

enum { LOST_PAUSE_US = 1000000 }; /* what cannot be done is not tried ten times a second */

static int64_t spread(const struct conf_check *check, uint32_t dice, int64_t now_us)
{
    return check->warmup_us > 0 ? now_us + (int64_t)(dice % (uint64_t)check->warmup_us) : now_us;
}

void health_begin(struct health *health, const struct conf_check *check, uint32_t dice, int64_t now_us)
{
    *health = (struct health){.up = !check->alpha, .due_us = spread(check, dice, now_us)};
}

void health_adopt(struct health *health, const struct conf_check *check, bool up, uint32_t dice,
                  int64_t now_us)
{
    *health = (struct health){.known = true, .up = up, .due_us = spread(check, dice, now_us)};
}

bool health_try(struct health *health, const struct conf_check *check, int64_t now_us)
{
    if (now_us < health->due_us)
        return false;
    health->due_us += check->interval_us;
    if (health->due_us <= now_us) /* late: skip what was missed, keep the beat */
        health->due_us += ((now_us - health->due_us) / check->interval_us + 1) * check->interval_us;
    if (health->running)
        return false;
    health->running = true;
    return true;
}

/* A whole round says the same as its only or last try. True when the verdict changed or is the first. */
static bool end_round(struct health *health, const struct conf_check *check, bool good)
{
    bool first = !health->known;

    health->failed = 0;
    health->known = true;
    if (good == health->up) {
        health->streak = 0;
        return first;
    }
    if (!first && ++health->streak < (good ? check->rise : check->fall))
        return false;
    health->up = good;
    health->streak = 0;
    return true;
}

bool health_result(struct health *health, const struct conf_check *check, bool good, int64_t now_us)
{
    bool again = !good && health->up && health->failed < check->retries;

    health->running = false;
    if (again) {
        health->failed++;
        health->due_us = now_us + check->retry_delay_us;
        return false;
    }
    if (health->failed > 0) /* the repetitions left the beat */
        health->due_us = now_us + check->interval_us;
    return end_round(health, check, good);
}

void health_lost(struct health *health, int64_t now_us)
{
    health->running = false;
    health->due_us = now_us + LOST_PAUSE_US;
}

void health_ignore(struct health *health)
{
    health->running = false;
    health->failed = 0;
}

void health_suspend(struct health *health)
{
    health->running = false;
    health->failed = 0;
    health->streak = 0;
    health->due_us = HEALTH_NEVER;
}

void health_resume(struct health *health, int64_t now_us)
{
    if (health->due_us == HEALTH_NEVER)
        health->due_us = now_us;
}
