/* The runner's hooks; see engine_runner_hooks.h. */
#include "vrrpd/engine_runner_hooks.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/hook_queue.h"
#include "lib/hook_run.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/script_file.h"
#include "vrrpd/hook_call.h"
#include "vrrpd/os/script_user.h"
#include "vrrpd/report.h"

enum {
    AT_ONCE = 8,            /* owners whose hooks run beside one another */
    TIMEOUT_US = 60000000,  /* of one hook */
    ADDRESSES_US = 1000000, /* as long as a hook waits for them */
    LOOK_US = 1000,         /* how often it looks meanwhile */
    STRANGER_US = 50000,    /* the same for the end of what a predecessor started */
    RETIRE_PATIENCE_US = 2000000,
    STOP_PATIENCE_US = 5000000,
    TERM_PATIENCE_US = 2500000, /* a minder needs two seconds to kill */
    NO_STATE = -1,
};

struct owner {
    const char *name;
    const struct conf_command *hooks;
    size_t index; /* of the instance or group */
    bool is_group;
    bool inherited;               /* its minder is no child of ours */
    struct page_event item, note; /* what waits */
    struct page_hook record;
    int64_t held_us; /* since when addresses are waited for; 0: they are not */
};

struct runner_hooks {
    struct child *child;
    struct owner *owners;
    size_t count;
    struct hook_queue queue;
    struct script_users users;
    struct page_hooks head;
    uint64_t unknown_after; /* events before it are no business of owners without a record */
    char (*addresses)[STATUS_ADDRESS_MAX];
    bool stopping;
    enum runner_end end;
    int64_t end_us; /* patience is over */
    bool terminated;
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
    hooks->count++;
}

static bool learn_users(struct runner_hooks *hooks)
{
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

static void publish(struct runner_hooks *hooks, size_t index)
{
    page_write_hook(hooks->child->page, hooks->child->table, index, &hooks->owners[index].record);
}

static void publish_head(struct runner_hooks *hooks)
{
    page_write_hooks(hooks->child->page, hooks->child->table, &hooks->head);
}

static struct owner *find_owner(struct runner_hooks *hooks, const char *name, bool is_group)
{
    for (size_t i = 0; i < hooks->count; i++)
        if (hooks->owners[i].is_group == is_group && strcmp(hooks->owners[i].name, name) == 0)
            return &hooks->owners[i];
    return NULL;
}

static void inherit(struct runner_hooks *hooks, const struct page_hook *record)
{
    struct owner *owner = find_owner(hooks, record->name, record->is_group != 0);
    size_t index = (size_t)(owner != NULL ? owner - hooks->owners : 0);

    if (owner != NULL)
        owner->record = *record;
    if (owner == NULL || record->pid == 0)
        return;
    hook_queue_push(&hooks->queue, index, 0, 0);
    hook_queue_start(&hooks->queue, index);
    owner->inherited = true;
}

void runner_hooks_adopt(struct runner_hooks *hooks)
{
    const struct child *child = hooks->child;
    struct page_hook record;

    if (child->adopt_table != CHILD_NO_PREDECESSOR) {
        unsigned table = (unsigned)child->adopt_table;

        if (page_read_hooks(child->page, table, &hooks->head))
            hooks->unknown_after = hooks->head.after;
        for (size_t i = 0; i < PAGE_HOOKS && page_read_hook(child->page, table, i, &record); i++)
            inherit(hooks, &record);
    }
    hooks->head.after = 0;
    for (size_t i = 0; i < hooks->count; i++)
        publish(hooks, i);
}

/* ---- events ---- */

/* Noted in the page before it is begun, so that a successor does not take it for old. */
static void push(struct runner_hooks *hooks, struct owner *owner, const struct page_event *event, int what)
{
    size_t index = (size_t)(owner - hooks->owners);

    if (what == CONF_HOOK_MASTER_RX_LOWER) {
        owner->note = *event;
        hook_queue_note(&hooks->queue, index, event->sequence, what);
    } else {
        owner->item = *event;
        hook_queue_push(&hooks->queue, index, event->sequence, what);
        owner->held_us = 0;
    }
    if (owner->record.after == 0) {
        owner->record.after = event->sequence;
        publish(hooks, index);
    }
}

static void take_event(struct runner_hooks *hooks, const struct page_event *event)
{
    struct owner *owner = find_owner(hooks, event->name, false);
    int what = hook_call_of_event(event);

    if (owner == NULL || what < 0)
        return;
    if (event->sequence < (owner->record.after != 0 ? owner->record.after : hooks->unknown_after))
        return;
    if (hooks->stopping && hooks->end == RUNNER_RETIRES && what != CONF_HOOK_DELETED)
        return; /* the successor's */
    push(hooks, owner, event, what);
}

/* More happened than the page keeps: what is so now is never lost. */
static void resynchronise(struct runner_hooks *hooks, uint64_t sequence)
{
    for (size_t i = 0; i < hooks->count; i++) {
        struct owner *owner = &hooks->owners[i];
        struct page_event event = {.sequence = sequence};
        struct page_instance record;

        if (owner->is_group ||
            !page_read_instance(hooks->child->page, hooks->child->table, owner->index, &record))
            continue;
        hook_call_fill_event(&record, &event);
        if (hook_call_of_event(&event) >= 0 && owner->record.after <= sequence)
            push(hooks, owner, &event, hook_call_of_event(&event));
    }
}

/* Members move together: the group's state is one when they have. */
static void look_at_group(struct runner_hooks *hooks, struct owner *owner)
{
    const struct conf_group *group = &hooks->child->conf->groups[owner->index];
    struct page_instance record;
    struct page_event event = {.sequence = hooks->head.after > 0 ? hooks->head.after - 1 : 0};
    int state = NO_STATE;

    for (size_t i = 0; i < group->member_count; i++) {
        if (!page_read_instance(hooks->child->page, hooks->child->table, group->members[i], &record))
            return;
        state = hook_call_group_state(state, record.memory.state, i == 0);
        hook_call_fill_event(&record, &event);
    }
    if (state < 0 || state == owner->record.state)
        return;
    owner->record.state = (int8_t)state;
    publish(hooks, (size_t)(owner - hooks->owners));
    event.priority = 0; /* as keepalived has it */
    push(hooks, owner, &event, state);
}

static void take_events(struct runner_hooks *hooks)
{
    struct page_engine engine;
    struct page_event event;
    uint64_t next = hooks->head.after;

    if (!page_read_engine(hooks->child->page, &engine) || engine.event_count == next)
        return;
    if (next + PAGE_EVENTS < engine.event_count) {
        if (next > 0) { /* at the start there may be nothing new in what is gone */
            log_line(LOG_LEVEL_WARNING, "hooks: more events than fit the page, only what is so now counts");
            resynchronise(hooks, engine.event_count - PAGE_EVENTS);
        }
        next = engine.event_count - PAGE_EVENTS;
    }
    for (; next < engine.event_count; next++)
        if (page_read_event(hooks->child->page, next, &event))
            take_event(hooks, &event);
    hooks->head.after = next;
    publish_head(hooks);
}

/* ---- start ---- */

static bool is_held(struct runner_hooks *hooks, struct owner *owner, int what, int64_t now_us)
{
    const struct conf_group *group = &hooks->child->conf->groups[owner->is_group ? owner->index : 0];
    bool so = true;

    if (what == CONF_HOOK_STOP || what == CONF_HOOK_DELETED || what == CONF_HOOK_MASTER_RX_LOWER)
        return false;
    for (size_t i = 0; owner->is_group && i < group->member_count; i++)
        so = so && hook_call_addresses_so(hooks->child, group->members[i], what);
    if (!owner->is_group)
        so = hook_call_addresses_so(hooks->child, owner->index, what);
    if (so)
        return false;
    if (owner->held_us == 0)
        owner->held_us = now_us;
    if (now_us < owner->held_us + ADDRESSES_US)
        return true;
    log_line(LOG_LEVEL_WARNING, "%s: its addresses are not as its state says: the hook runs all the same",
             owner->name);
    return false;
}

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

static pid_t call(struct runner_hooks *hooks, const struct owner *owner, const struct page_event *event,
                  int what)
{
    struct hook_call call;
    struct hook_run run = {.program = "vrrpd", .owner = owner->name, .timeout_us = TIMEOUT_US};
    struct event record;
    char *text;
    pid_t pid;

    report_page_event(hooks->child->page, hooks->child->conf, event, hooks->addresses, &record);
    hook_call_prepare(&call, &record, owner->is_group ? owner->name : NULL, what, owner->hooks);
    if (owner->hooks[what].argc > 0)
        add_command(hooks, owner, what, owner->hooks[what].argv, &run);
    if (owner->hooks[CONF_HOOK_ANY].argc > 0 && call.any != NULL)
        add_command(hooks, owner, CONF_HOOK_ANY, call.any, &run);
    text = event_print(&record);
    run.input = text != NULL ? text : "";
    run.environment = call.environment;
    pid = run.count > 0 ? hook_run_start(&run) : 0;
    if (pid < 0)
        log_line(LOG_LEVEL_ERROR, "hooks of %s cannot be run: %s", owner->name, strerror(-pid));
    free(text);
    hook_call_free(&call);
    return pid > 0 ? pid : 0;
}

static void start(struct runner_hooks *hooks, size_t index)
{
    struct owner *owner = &hooks->owners[index];
    bool noted = !hooks->queue.owners[index].waiting;
    struct hook_item item = hook_queue_start(&hooks->queue, index);

    hooks->head.collapsed += item.collapsed;
    owner->held_us = 0;
    owner->inherited = false;
    owner->record.after = item.sequence + 1;
    owner->record.pid = call(hooks, owner, noted ? &owner->note : &owner->item, item.what);
    owner->record.started = owner->record.pid != 0 ? process_started(owner->record.pid) : 0;
    publish(hooks, index);
    if (owner->record.pid == 0)
        hook_queue_done(&hooks->queue, index);
    else
        hooks->head.run++;
    publish_head(hooks);
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
    publish(hooks, index);
    hook_queue_done(&hooks->queue, index);
}

bool runner_hooks_ended(struct runner_hooks *hooks, pid_t pid, int status)
{
    for (size_t i = 0; i < hooks->count; i++) {
        if (hooks->owners[i].record.pid != pid)
            continue;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            hooks->head.failed++;
        publish_head(hooks);
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
    take_events(hooks);
    for (size_t i = 0; i < hooks->count && !hooks->stopping; i++)
        if (hooks->owners[i].is_group)
            look_at_group(hooks, &hooks->owners[i]);
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
    push(hooks, owner, &event, CONF_HOOK_STOP);
}

void runner_hooks_stop(struct runner_hooks *hooks, enum runner_end end, int64_t now_us)
{
    if (hooks->stopping)
        return;
    take_events(hooks); /* what a successor would know goes to it */
    hooks->stopping = true;
    hooks->end = end;
    hooks->end_us = now_us + (end == RUNNER_STOPS ? STOP_PATIENCE_US : RETIRE_PATIENCE_US);
    for (size_t i = 0; i < hooks->count; i++) {
        struct hook_owner *waiting = &hooks->queue.owners[i];

        if (end == RUNNER_STOPS && hooks->owners[i].is_group)
            stop_group(hooks, &hooks->owners[i]);
        if (end == RUNNER_RETIRES && waiting->waiting && waiting->item.what != CONF_HOOK_DELETED)
            waiting->waiting = false;
        if (end == RUNNER_RETIRES)
            waiting->noting = false;
    }
    runner_hooks_round(hooks, now_us);
}

static bool any_waits(const struct runner_hooks *hooks)
{
    for (size_t i = 0; i < hooks->count; i++)
        if (hooks->queue.owners[i].waiting)
            return true;
    return false;
}

static void signal_minders(const struct runner_hooks *hooks, int number)
{
    for (size_t i = 0; i < hooks->count; i++)
        if (hooks->owners[i].record.pid > 0 && is_alive(&hooks->owners[i].record))
            kill(hooks->owners[i].record.pid, number);
}

bool runner_hooks_over(struct runner_hooks *hooks, int64_t now_us)
{
    if (hooks->end == RUNNER_RETIRES)
        return !any_waits(hooks) || now_us >= hooks->end_us;
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
