/* The runner's hooks; see engine_runner_hooks.h. */
#include "vrrpd/engine_runner_hooks.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/hook_queue.h"
#include "lib/hook_run.h"
#include "lib/hook_words.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/script_file.h"
#include "vrrpd/engine_runner_hooks_state.h"
#include "vrrpd/hook_call.h"
#include "vrrpd/os/script_user.h"
#include "vrrpd/report.h"

enum {
    AT_ONCE = 8,            /* owners whose hooks run beside one another */
    TIMEOUT_US = 60000000,  /* of one hook */
    ADDRESSES_US = 1000000, /* as long as a hook waits for them */
    LOOK_US = 1000,         /* how often it looks meanwhile */
    STRANGER_US = 50000,    /* the same for the end of what a predecessor started */
    STOP_PATIENCE_US = 5000000,
    SETTLE_US = 1000000,        /* for the last events when the supervisor has died */
    TERM_PATIENCE_US = 2500000, /* a minder needs two seconds to kill */
};

/* ---- owners and users ---- */

static void add_owner(struct runner_hooks *hooks, const char *name, const struct conf_command *commands,
                      size_t index, bool is_group)
{
    struct owner *owner = &hooks->owners[hooks->count];

    if (!child_has_hook(commands))
        return;
    *owner = (struct owner){.name = name, .hooks = commands, .index = index, .is_group = is_group};
    snprintf(owner->record.name, sizeof(owner->record.name), "%s", name);
    owner->record.is_group = is_group;
    owner->record.state = NO_STATE;
    owner->seen = NO_STATE;
    hooks->count++;
}

static bool learn_users(struct runner_hooks *hooks)
{
    const struct conf_global *global = &hooks->child->conf->global;

    if (global->fence.command.argc > 0 &&
        script_users_learn(&hooks->users, global, &global->fence.command) < 0)
        return false;
    for (size_t i = 0; i < hooks->count; i++)
        for (int hook = 0; hook < CONF_HOOK_COUNT; hook++)
            if (script_users_learn(&hooks->users, &hooks->child->conf->global,
                                   &hooks->owners[i].hooks[hook]) < 0)
                return false;
    return true;
}

struct runner_hooks *runner_hooks_new(struct child *child)
{
    const struct conf *conf = child->conf;
    struct runner_hooks *hooks = calloc(1, sizeof(*hooks));
    size_t room = conf->instance_count + conf->group_count + 1;

    if (hooks == NULL)
        return NULL;
    hooks->child = child;
    hooks->owners = calloc(room, sizeof(*hooks->owners));
    hooks->addresses = calloc(CONF_VIPS_MAX, sizeof(*hooks->addresses));
    hooks->queue.owners = calloc(room, sizeof(*hooks->queue.owners));
    hooks->queue.limit = AT_ONCE;
    if (hooks->owners == NULL || hooks->addresses == NULL || hooks->queue.owners == NULL) {
        runner_hooks_free(hooks);
        return NULL;
    }
    for (size_t i = 0; i < conf->instance_count; i++)
        add_owner(hooks, conf->instances[i].name, conf->instances[i].hooks, i, false);
    for (size_t i = 0; i < conf->group_count; i++)
        add_owner(hooks, conf->groups[i].name, conf->groups[i].hooks, i, true);
    hooks->queue.count = hooks->count;
    if (learn_users(hooks))
        return hooks;
    runner_hooks_free(hooks);
    return NULL;
}

void runner_hooks_free(struct runner_hooks *hooks)
{
    if (hooks == NULL)
        return;
    free(hooks->owners);
    free(hooks->addresses);
    free(hooks->queue.owners);
    script_users_free(&hooks->users);
    free(hooks);
}

/* ---- the page ---- */

static bool is_alive(const struct page_hook *record)
{
    return process_started(record->pid) == record->started;
}

void hooks_publish(struct runner_hooks *hooks, size_t index)
{
    page_write_hook(hooks->child->page, hooks->child->table, index, &hooks->owners[index].record);
}

void hooks_publish_head(struct runner_hooks *hooks)
{
    page_write_hooks(hooks->child->page, hooks->child->table, &hooks->head);
}

struct owner *hooks_find_owner(struct runner_hooks *hooks, const char *name, bool is_group)
{
    for (size_t i = 0; i < hooks->count; i++)
        if (hooks->owners[i].is_group == is_group && strcmp(hooks->owners[i].name, name) == 0)
            return &hooks->owners[i];
    return NULL;
}

static void inherit(struct runner_hooks *hooks, const struct page_hook *record)
{
    struct owner *owner = hooks_find_owner(hooks, record->name, record->is_group != 0);
    size_t index = (size_t)(owner != NULL ? owner - hooks->owners : 0);

    if (owner != NULL) {
        owner->record = *record;
        owner->seen = record->state; /* what was only waiting is found again */
    }
    if (owner == NULL || record->pid == 0)
        return;
    hook_queue_push(&hooks->queue, index, 0, 0);
    hook_queue_start(&hooks->queue, index);
    owner->inherited = true;
}

void runner_hooks_adopt(struct runner_hooks *hooks)
{
    const struct child *child = hooks->child;
    struct page_supervisor supervisor;
    struct page_hook record;

    if (child->adopt_table != CHILD_NO_PREDECESSOR) {
        unsigned table = (unsigned)child->adopt_table;

        if (page_read_hooks(child->page, table, &hooks->head))
            hooks->read_before = hooks->head.after;
        if (page_read_supervisor(child->page, &supervisor))
            hooks->unknown_after = supervisor.events_before;
        for (size_t i = 0; i < PAGE_HOOKS && page_read_hook(child->page, table, i, &record); i++)
            inherit(hooks, &record);
    }
    hooks->head.after = 0;
    hooks_publish_head(hooks);
    for (size_t i = 0; i < hooks->count; i++)
        hooks_publish(hooks, i);
}

/* ---- start ---- */

/* What is still being served is not to be stopped by a hook. */
static bool is_serving(const struct runner_hooks *hooks, const struct owner *owner)
{
    const struct conf_group *group = &hooks->child->conf->groups[owner->is_group ? owner->index : 0];

    for (size_t i = 0; owner->is_group && i < group->member_count; i++)
        if (hook_call_serving(hooks->child, group->members[i]))
            return true;
    return !owner->is_group && hook_call_serving(hooks->child, owner->index);
}

static bool is_held(struct runner_hooks *hooks, struct owner *owner, int what, int64_t now_us)
{
    const struct conf_group *group = &hooks->child->conf->groups[owner->is_group ? owner->index : 0];
    bool so = true;

    if ((hooks->stopping && hooks->end != RUNNER_ORPHANED) || what == CONF_HOOK_MASTER_RX_LOWER)
        return false; /* at the end the addresses went before we are told */
    if (what == CONF_HOOK_DELETED)
        so = false; /* they go with the hand-over, which ends us */
    for (size_t i = 0; owner->is_group && i < group->member_count; i++)
        so = so && hook_call_addresses_so(hooks->child, group->members[i], what);
    if (!owner->is_group && what != CONF_HOOK_DELETED)
        so = hook_call_addresses_so(hooks->child, owner->index, what);
    if (so)
        return false;
    if (owner->held_us == 0 || is_serving(hooks, owner)) /* its end is the election's */
        owner->held_us = now_us;
    if (now_us < owner->held_us + ADDRESSES_US)
        return true;
    log_line(LOG_LEVEL_WARNING, "%s: its addresses are not as its state says: the hook runs all the same",
             owner->name);
    return false;
}

struct meaning {
    const struct runner_hooks *hooks;
    size_t index;
};

/* What the command line and the user data base say; false after logging why it cannot be run. */
static bool add_command(struct runner_hooks *hooks, const struct owner *owner, int hook, char **argv,
                        struct hook_run *run)
{
    const struct script_user *user = script_users_find(&hooks->users, &owner->hooks[hook]);

    if (user == NULL || user->why[0] != '\0') {
        log_line(LOG_LEVEL_WARNING, "hook %s of %s cannot be run: %s", conf_hook_name((enum conf_hook)hook),
                 owner->name, user != NULL ? user->why : "no such user");
        hooks->head.failed++;
        return false;
    }
    run->commands[run->count++] = (struct hook_command){
        .label = conf_hook_name((enum conf_hook)hook), .argv = argv, .identity = &user->identity};
    return true;
}

/* In the minder, when we died before it was let go: had we written it down, nobody else will run this. */
static bool was_written_down(void *context)
{
    const struct meaning *meaning = context;
    const struct child *child = meaning->hooks->child;
    struct page_hook record;

    return page_read_hook(child->page, child->table, meaning->index, &record) && record.pid == getpid();
}

/* The minder waits for the end of the owner's last one, if that is still there, and for *go. */
static pid_t call(struct runner_hooks *hooks, const struct owner *owner, const struct page_event *event,
                  const struct hook_item *item, int *go)
{
    int what = item->what;
    struct meaning meaning = {.hooks = hooks, .index = (size_t)(owner - hooks->owners)};
    struct hook_words words;
    struct hook_run run = {.program = "vrrpd",
                           .owner = owner->name,
                           .timeout_us = TIMEOUT_US,
                           .after = owner->record.pid,
                           .go = go,
                           .meant = was_written_down,
                           .context = &meaning};
    struct event record;
    char *text;
    pid_t pid;

    report_page_event(hooks->child->page, hooks->child->conf, event, hooks->addresses, &record);
    hook_words_prepare(&words, &record, owner->is_group ? owner->name : NULL, hook_call_state(what),
                       owner->hooks[CONF_HOOK_ANY].argc > 0 ? owner->hooks[CONF_HOOK_ANY].argv : NULL);
    hook_words_add_passed(&words, item);
    if (owner->hooks[what].argc > 0)
        add_command(hooks, owner, what, owner->hooks[what].argv, &run);
    if (words.any != NULL)
        add_command(hooks, owner, CONF_HOOK_ANY, words.any, &run);
    text = event_print(&record);
    run.input = text != NULL ? text : "";
    run.environment = words.environment;
    pid = run.count > 0 ? hook_run_start(&run) : 0;
    if (pid < 0)
        log_line(LOG_LEVEL_ERROR, "hooks of %s cannot be run: %s", owner->name, strerror(-pid));
    free(text);
    hook_words_free(&words);
    return pid > 0 ? pid : 0;
}

static void start(struct runner_hooks *hooks, size_t index)
{
    struct owner *owner = &hooks->owners[index];
    bool noted = !hooks->queue.owners[index].waiting;
    struct hook_item item = hook_queue_start(&hooks->queue, index);
    int go = -1;

    hooks->head.collapsed += item.collapsed;
    owner->held_us = 0;
    owner->inherited = false;
    owner->record.after = item.sequence + 1;
    owner->record.pid = call(hooks, owner, noted ? &owner->note : &owner->item, &item, &go);
    if (!noted)
        owner->record.state = (int8_t)item.what;
    owner->record.started = owner->record.pid != 0 ? process_started(owner->record.pid) : 0;
    hooks_publish(hooks, index);
    if (go >= 0)
        hook_run_go(go);
    if (owner->record.pid == 0)
        hook_queue_done(&hooks->queue, index);
    else
        hooks->head.run++;
    hooks_publish_head(hooks);
}

static void start_due(struct runner_hooks *hooks, int64_t now_us)
{
    size_t place = 0;
    int index = hook_queue_next(&hooks->queue, 0, &place);

    while (index != HOOK_QUEUE_NONE) {
        const struct hook_owner *waiting = &hooks->queue.owners[index];
        int what = waiting->waiting ? waiting->item.what : waiting->note.what;

        if (is_held(hooks, &hooks->owners[index], what, now_us)) {
            place++;
        } else {
            start(hooks, (size_t)index);
            place = 0;
        }
        index = hook_queue_next(&hooks->queue, place, &place);
    }
}

/* ---- end ---- */

static void finish(struct runner_hooks *hooks, size_t index)
{
    hooks->owners[index].record.pid = 0;
    hooks->owners[index].inherited = false;
    hooks_publish(hooks, index);
    hook_queue_done(&hooks->queue, index);
}

bool runner_hooks_ended(struct runner_hooks *hooks, pid_t pid, int status)
{
    for (size_t i = 0; i < hooks->count; i++) {
        if (hooks->owners[i].record.pid != pid)
            continue;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            hooks->head.failed++;
        hooks_publish_head(hooks);
        finish(hooks, i);
        return true;
    }
    return false;
}

void runner_hooks_round(struct runner_hooks *hooks, int64_t now_us)
{
    for (size_t i = 0; i < hooks->count; i++)
        if (hooks->owners[i].inherited && !is_alive(&hooks->owners[i].record))
            finish(hooks, i);
    hooks_take_events(hooks);
    for (size_t i = 0; i < hooks->count && !hooks->stopping; i++)
        if (hooks->owners[i].is_group)
            hooks_look_at_group(hooks, &hooks->owners[i]);
    start_due(hooks, now_us);
}

int64_t runner_hooks_next_us(const struct runner_hooks *hooks, int64_t now_us)
{
    int64_t next_us = LOOP_FOREVER;

    for (size_t i = 0; i < hooks->count; i++) {
        const struct owner *owner = &hooks->owners[i];

        if (owner->held_us != 0 && now_us + LOOK_US < next_us)
            next_us = now_us + LOOK_US;
        if (owner->inherited && now_us + STRANGER_US < next_us)
            next_us = now_us + STRANGER_US;
    }
    if (hooks->stopping && now_us + STRANGER_US < next_us)
        next_us = now_us + STRANGER_US;
    return next_us;
}

static void stop_group(struct runner_hooks *hooks, struct owner *owner)
{
    struct page_event event = {.sequence = hooks->head.after};

    snprintf(event.name, sizeof(event.name), "%s", owner->name);
    event.transition.reason = ELECTION_STOPPED;
    hooks_push(hooks, owner, &event, CONF_HOOK_STOP);
}

/* Nobody after us has these hooks, and we do not wait for what runs: the minder does. */
static void start_deleted(struct runner_hooks *hooks)
{
    for (size_t i = 0; i < hooks->count; i++) {
        if (!hooks->queue.owners[i].waiting)
            continue;
        hook_queue_done(&hooks->queue, i);
        start(hooks, i);
    }
}

void runner_hooks_stop(struct runner_hooks *hooks, enum runner_end end, int64_t now_us)
{
    if (hooks->stopping)
        return;
    hooks_take_events(hooks); /* what a successor would know goes to it */
    hooks->stopping = true;
    hooks->end = end;
    hooks->end_us = now_us + STOP_PATIENCE_US;
    hooks->settle_us = end == RUNNER_ORPHANED ? now_us + SETTLE_US : 0;
    for (size_t i = 0; i < hooks->count; i++) {
        struct hook_owner *waiting = &hooks->queue.owners[i];

        if (end != RUNNER_RETIRES && hooks->owners[i].is_group)
            stop_group(hooks, &hooks->owners[i]);
        if (end == RUNNER_RETIRES && waiting->waiting && waiting->item.what != CONF_HOOK_DELETED)
            waiting->waiting = false;
        if (end == RUNNER_RETIRES)
            waiting->noting = false;
    }
    if (end == RUNNER_RETIRES)
        start_deleted(hooks);
    else
        runner_hooks_round(hooks, now_us);
}

static void signal_minders(const struct runner_hooks *hooks, int number)
{
    for (size_t i = 0; i < hooks->count; i++)
        if (hooks->owners[i].record.pid > 0 && is_alive(&hooks->owners[i].record))
            kill(hooks->owners[i].record.pid, number);
}

static bool all_heard_stop(const struct runner_hooks *hooks)
{
    for (size_t i = 0; i < hooks->count; i++) {
        const struct hook_owner *waiting = &hooks->queue.owners[i];

        if (hooks->owners[i].record.state != CONF_HOOK_STOP &&
            (!waiting->waiting || waiting->item.what != CONF_HOOK_STOP))
            return false;
    }
    return true;
}

bool runner_hooks_over(struct runner_hooks *hooks, int64_t now_us)
{
    if (hooks->end == RUNNER_RETIRES)
        return true;
    if (now_us < hooks->settle_us && !all_heard_stop(hooks))
        return false;
    if (hook_queue_idle(&hooks->queue))
        return true;
    if (now_us < hooks->end_us)
        return false;
    if (hooks->terminated) {
        signal_minders(hooks, SIGKILL);
        return true;
    }
    for (size_t i = 0; i < hooks->count; i++)
        hooks->queue.owners[i].waiting = hooks->queue.owners[i].noting = false;
    log_line(LOG_LEVEL_WARNING, "hooks are not over: they end with the daemon");
    signal_minders(hooks, SIGTERM);
    hooks->terminated = true;
    hooks->end_us = now_us + TERM_PATIENCE_US;
    return false;
}
