/* Hooks of virtual servers, as services asks for them: each owner (a real server, a quorum) remembers the
 * hook whose end was not told yet, so that neither a full channel nor the death of the runner loses one. See
 * engine_services_lvs_state.h. */
#include <stdlib.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_lvs_state.h"

enum { ASK_AGAIN_US = 20000 }; /* the runner is slow to read */

static bool is_hook(uint32_t kind)
{
    return kind == RUN_SERVER_UP || kind == RUN_SERVER_DOWN || kind == RUN_QUORUM_UP ||
           kind == RUN_QUORUM_DOWN;
}

/* NULL: no owner of this configuration. */
static struct lvs_hook *hook_of(const struct lvs *lvs, uint32_t kind, uint32_t number)
{
    bool is_server = kind == RUN_SERVER_UP || kind == RUN_SERVER_DOWN;

    if (!is_hook(kind) || number >= (is_server ? lvs->server_count : lvs->count))
        return NULL;
    return &lvs->hooks[is_server ? number : lvs->server_count + number];
}

static void ask(struct lvs *lvs, struct lvs_hook *hook)
{
    size_t place = (size_t)(hook - lvs->hooks);
    uint32_t number = (uint32_t)(place < lvs->server_count ? place : place - lvs->server_count);
    bool was = hook->unsent;

    hook->unsent = run_channel_ask(lvs->services->child->runs, (enum run_kind)hook->kind, number) < 0;
    hook->asked_us = clock_now_us();
    if (hook->unsent && !was)
        lvs->hooks_unsent++;
    else if (!hook->unsent && was)
        lvs->hooks_unsent--;
}

void lvs_hook_call(struct lvs *lvs, const struct conf_command *command, enum run_kind kind, size_t number)
{
    struct lvs_hook *hook = hook_of(lvs, kind, (uint32_t)number);

    if (command->argc == 0 || hook == NULL)
        return;
    hook->kind = (uint8_t)kind; /* one that was asked for before gives way, as with the runner */
    hook->waits = true;
    ask(lvs, hook);
}

void lvs_hook_answered(struct lvs *lvs, const struct run_result *result)
{
    struct lvs_hook *hook = hook_of(lvs, result->kind, result->number);

    if (hook != NULL && hook->kind == result->kind && !hook->unsent)
        hook->waits = false;
}

void lvs_hooks_new_runner(struct lvs *lvs, int64_t since_us)
{
    unsigned again = 0;

    for (size_t i = 0; i < lvs->server_count + lvs->count; i++) {
        struct lvs_hook *hook = &lvs->hooks[i];

        if (!hook->waits || hook->unsent || hook->asked_us > since_us)
            continue;
        ask(lvs, hook);
        again++;
    }
    if (again > 0)
        log_line(LOG_LEVEL_NOTICE, "%u hooks of virtual servers are asked for again: the runner is a new one",
                 again);
}

void lvs_hooks_round(struct lvs *lvs)
{
    for (size_t i = 0; lvs->hooks_unsent > 0 && i < lvs->server_count + lvs->count; i++)
        if (lvs->hooks[i].unsent)
            ask(lvs, &lvs->hooks[i]);
}

int64_t lvs_hooks_due_us(const struct lvs *lvs)
{
    return lvs->hooks_unsent > 0 ? clock_now_us() + ASK_AGAIN_US : LOOP_FOREVER;
}
