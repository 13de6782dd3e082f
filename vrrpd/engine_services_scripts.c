/* Tracking scripts: asked for in time, answers become verdicts; the runner runs them. See
 * engine_services_track.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_track.h"
#include "vrrpd/os/run_channel.h"

enum {
    ASK_AGAIN_US = 50000,
    GIVE_UP_US = 10000000, /* after the timeout: the runner kills and answers long before */
    REASON_MAX = RUN_CHANNEL_TEXT + 64,
};

static void describe(const struct run_result *result, char *out, size_t size)
{
    const char *separator = result->text[0] != '\0' ? ": " : "";

    switch ((enum run_outcome)result->outcome) {
    case RUN_EXITED:
        snprintf(out, size, "exit status %d%s%s", result->detail, separator, result->text);
        break;
    case RUN_KILLED:
        snprintf(out, size, "ended by signal %d%s%s", result->detail, separator, result->text);
        break;
    case RUN_TIMED_OUT:
        snprintf(out, size, "timed out after %g s%s%s", result->detail / 1000.0, separator, result->text);
        break;
    default:
        snprintf(out, size, "%s", result->text);
        break;
    }
}

static void take_result(struct services *services, struct tracked *item, const struct run_result *result)
{
    bool good = result->outcome == RUN_EXITED && result->detail == 0;
    char reason[REASON_MAX];

    describe(result, reason, sizeof(reason));
    if (item->verdict.due_us < item->asked_us + item->rule.interval_us)
        item->verdict.due_us = item->asked_us + item->rule.interval_us;
    if (result->outcome == RUN_REFUSED && services->child->conf->format == CONF_FORMAT_KEEPALIVED) {
        verdict_lost(&item->verdict);
        track_disable(services, item, reason);
        return;
    }
    if (verdict_result(&item->verdict, &item->rule, good) || good == item->verdict.ok)
        track_verdict(services, item, item->verdict.ok, reason);
}

/* A new runner has none of what was asked: the answers that are still missing will not come. */
static void ask_all_again(struct services *services)
{
    int64_t soon_us = clock_now_us() + ASK_AGAIN_US;

    for (size_t i = 0; i < services->tracking.count; i++) {
        struct tracked *item = &services->tracking.items[i];

        if (!item->used || item->conf->kind != CONF_TRACK_SCRIPT || !item->verdict.running)
            continue;
        verdict_lost(&item->verdict);
        item->verdict.due_us = soon_us;
    }
}

static void take_tracker(struct services *services, const struct run_result *result)
{
    struct tracking *tracking = &services->tracking;

    if (result->number < tracking->count && tracking->items[result->number].used &&
        tracking->items[result->number].conf->kind == CONF_TRACK_SCRIPT)
        take_result(services, &tracking->items[result->number], result);
}

static void answers_came(void *context, int fd)
{
    struct services *services = context;
    struct run_result result;
    int got;

    while ((got = run_channel_answered(fd, &result)) != 0) {
        if (got == 1 && result.outcome == RUN_NEW_RUNNER) {
            ask_all_again(services);
            services_lvs_new_runner(services, result.since_us);
        } else if (got == 1 && result.kind == RUN_TRACKER) {
            take_tracker(services, &result);
        } else if (got == 1) {
            services_lvs_answered(services, &result);
        }
        if (got < 0 && got != -EBADMSG)
            break;
    }
}

static void ask(struct services *services, struct tracked *item, int64_t now_us)
{
    size_t index = (size_t)(item - services->tracking.items);

    if (item->verdict.running && now_us > item->asked_us + item->conf->timeout_us + GIVE_UP_US) {
        log_line(LOG_LEVEL_WARNING, "script %s: no word from the runner", item->conf->name);
        verdict_lost(&item->verdict);
    }
    if (!verdict_ask(&item->verdict, &item->rule, now_us))
        return;
    item->asked_us = now_us;
    if (run_channel_ask(services->child->runs, RUN_TRACKER, (uint32_t)index) == 0)
        return;
    verdict_lost(&item->verdict);
    item->verdict.due_us = now_us + ASK_AGAIN_US;
}

void track_scripts_round(struct services *services, int64_t now_us)
{
    for (size_t i = 0; i < services->tracking.count; i++) {
        struct tracked *item = &services->tracking.items[i];

        if (item->used && item->conf->kind == CONF_TRACK_SCRIPT)
            ask(services, item, now_us);
    }
}

bool track_scripts_start(struct services *services)
{
    return loop_add(services->loop, services->child->runs, answers_came, services) == 0;
}
