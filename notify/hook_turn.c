/* One owner's hooks; see hook_turn.h. */
#include "notify/hook_turn.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/hook_queue.h"
#include "lib/hook_run.h"
#include "lib/hook_words.h"
#include "lib/identity.h"
#include "lib/log.h"
#include "notify/hook_box.h"

enum { LOCK_TRIES = 5, LOCK_PAUSE_US = 20000 };

struct turn {
    const struct hook_turn *turn;
    struct hook_box *box;
    char key[HOOK_BOX_KEY_MAX];
    struct hook_box_last last;
    bool stuck; /* nothing can be removed or started: better to stop than to try again and again */
};

/* Records that wait, in order. */
struct waiting {
    char (*names)[HOOK_BOX_NAME_MAX];
    uint64_t *sequences;
    size_t count;
};

int hook_turn_what(const struct event *event)
{
    static const struct {
        const char *state;
        int what;
    } states[] = {{"MASTER", CONF_HOOK_MASTER},
                  {"BACKUP", CONF_HOOK_BACKUP},
                  {"FAULT", CONF_HOOK_FAULT},
                  {"STOP", CONF_HOOK_STOP},
                  {"DELETED", CONF_HOOK_DELETED}};

    if (strcmp(event->kind, "master-rx-lower") == 0)
        return CONF_HOOK_MASTER_RX_LOWER;
    if (strcmp(event->kind, "master-confirmed") == 0)
        return CONF_HOOK_MASTER;
    for (size_t i = 0; strcmp(event->kind, "transition") == 0 && i < sizeof(states) / sizeof(*states); i++)
        if (strcmp(states[i].state, event->to) == 0)
            return states[i].what;
    return -1;
}

bool hook_turn_identity(const struct conf_global *global, const struct conf_command *command,
                        struct process_identity *out, char *why, size_t why_size)
{
    const char *user = command->user != NULL ? command->user : global->script_user;
    const char *group = command->user != NULL ? command->group : global->script_group;

    if (!identity_find(user, group, out, why, why_size))
        return false;
    if (geteuid() == 0 || (out->uid == geteuid() && out->gid == getegid()))
        return true;
    snprintf(why, why_size, "it is to run as %s, and only root may start it as another user",
             user != NULL    ? user
             : out->uid == 0 ? "root"
                             : "keepalived_script");
    return false;
}

/* ---- which one ---- */

static bool forget(struct turn *turn, const char *name)
{
    int error = hook_box_remove(turn->box, name);

    if (error == 0)
        return true;
    log_line(LOG_LEVEL_ERROR, "hooks of %s: cannot remove %s: %s", turn->turn->name, name, strerror(-error));
    turn->stuck = true;
    return false;
}

/* The event of a record; false after removing what is none, or came too late. */
static bool read_event(struct turn *turn, const char *name, struct event *out)
{
    char *text;
    bool good;

    if (hook_box_is_late(turn->box, name, turn->last.name)) {
        log_line(LOG_LEVEL_NOTICE, "a change of %s is older than the last that was run: passed over",
                 turn->turn->name);
        forget(turn, name);
        return false;
    }
    text = hook_box_read(turn->box, name);
    good = text != NULL && event_parse(text, out) && hook_turn_what(out) >= 0;
    free(text);
    if (!good) {
        log_line(LOG_LEVEL_WARNING, "hooks of %s: %s is no record", turn->turn->name, name);
        forget(turn, name);
    }
    return good;
}

/* What remains of the list is what can be run. The item's sequence is its place there. */
static bool choose(struct turn *turn, struct waiting *waiting, struct hook_item *item)
{
    struct hook_owner owner = {.running = false};
    struct hook_queue queue = {.owners = &owner, .count = 1, .limit = 1};
    struct event event;
    size_t used = 0;

    for (size_t i = 0; i < waiting->count; i++) {
        int what;

        if (!read_event(turn, waiting->names[i], &event))
            continue;
        what = hook_turn_what(&event);
        if (strcmp(event.kind, "transition") != 0) /* something within the state */
            hook_queue_note(&queue, 0, used, what);
        else
            hook_queue_push(&queue, 0, used, what);
        memmove(waiting->names[used], waiting->names[i], HOOK_BOX_NAME_MAX);
        waiting->sequences[used++] = event.sequence;
    }
    waiting->count = used;
    if (hook_queue_idle(&queue))
        return false;
    *item = hook_queue_start(&queue, 0);
    return true;
}

/* ---- running it ---- */

/* In the minder, when we died before it was let go: had we written it down, nobody else will run this. All
 * our descriptors are closed there. */
static bool was_written_down(void *context)
{
    const struct turn *turn = context;
    struct hook_box_last last = {.pid = 0};
    struct hook_box *box;

    if (hook_box_open(turn->turn->spool, &box) < 0)
        return false;
    hook_box_read_last(box, turn->key, &last);
    hook_box_close(box);
    return last.pid == getpid();
}

static void write_last(struct turn *turn)
{
    int error = hook_box_write_last(turn->box, turn->key, &turn->last);

    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "hooks of %s: cannot write down what runs: %s", turn->turn->name,
                 strerror(-error));
}

static void add_command(const struct hook_turn *turn, int hook, char **argv,
                        struct process_identity *identity, struct hook_run *run)
{
    const char *label = conf_hook_name((enum conf_hook)hook);
    char why[160];

    if (!hook_turn_identity(turn->global, &turn->hooks[hook], identity, why, sizeof(why)))
        log_line(LOG_LEVEL_WARNING, "hook %s of %s cannot be run: %s", label, turn->name, why);
    else
        run->commands[run->count++] =
            (struct hook_command){.label = label, .argv = argv, .identity = identity};
}

/* What was passed over goes with what is run, as soon as that is written down. */
static void begin(struct turn *turn, const struct waiting *waiting, size_t place, pid_t pid)
{
    turn->last.pid = pid;
    turn->last.started = pid > 0 ? process_started(pid) : 0;
    strcpy(turn->last.name, waiting->names[place]);
    write_last(turn);
    for (size_t i = 0; i <= place; i++)
        forget(turn, waiting->names[i]);
}

static void wait_for_end(struct turn *turn)
{
    while (waitpid(turn->last.pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    turn->last.pid = 0;
    turn->last.started = 0;
    write_last(turn);
}

static void start(struct turn *turn, const struct waiting *waiting, size_t place, struct hook_run *run)
{
    int go = -1;
    pid_t pid;

    run->go = &go;
    run->meant = was_written_down;
    run->context = turn;
    pid = run->count > 0 ? hook_run_start(run) : 0;
    if (pid < 0) {
        log_line(LOG_LEVEL_ERROR, "hooks of %s cannot be run: %s", turn->turn->name, strerror(-pid));
        turn->stuck = true;
        return;
    }
    begin(turn, waiting, place, pid);
    if (pid == 0)
        return;
    hook_run_go(go);
    wait_for_end(turn);
}

static void call(struct turn *turn, const struct waiting *waiting, const struct hook_item *item,
                 struct event *record)
{
    const struct hook_turn *owner = turn->turn;
    const struct conf_command *any = &owner->hooks[CONF_HOOK_ANY];
    struct process_identity identities[HOOK_RUN_COMMANDS_MAX];
    struct hook_words words;
    struct hook_run run = {.program = "vrrpnotify", .owner = owner->name, .timeout_us = owner->timeout_us};
    size_t place = item->sequence;
    struct hook_item said = *item;
    char *text;

    said.sequence = record->sequence;
    for (uint32_t i = 0; i < said.collapsed && i < HOOK_QUEUE_LISTED; i++)
        said.passed[i] = waiting->sequences[said.passed[i]];
    record->addresses = (const char(*)[STATUS_ADDRESS_MAX])record->vips;
    record->address_count = record->vip_count;
    hook_words_prepare(&words, record, owner->is_group ? owner->name : NULL,
                       item->what == CONF_HOOK_MASTER_RX_LOWER ? "MASTER_RX_LOWER_PRI" : record->to,
                       any->argc > 0 ? any->argv : NULL);
    hook_words_add_passed(&words, &said);
    if (owner->hooks[item->what].argc > 0)
        add_command(owner, item->what, owner->hooks[item->what].argv, &identities[0], &run);
    if (words.any != NULL)
        add_command(owner, CONF_HOOK_ANY, words.any, &identities[1], &run);
    text = event_print(record);
    run.input = text != NULL ? text : "";
    run.environment = words.environment;
    start(turn, waiting, place, &run);
    free(text);
    hook_words_free(&words);
}

/* ---- the turn ---- */

/* False when nothing is left, or nothing can be done. */
static bool run_next(struct turn *turn)
{
    struct waiting waiting;
    struct hook_item item;
    struct event record;
    bool going = false;

    waiting.names = hook_box_list(turn->box, turn->key, &waiting.count);
    waiting.sequences = calloc(waiting.count + 1, sizeof(*waiting.sequences));
    turn->stuck = turn->stuck || waiting.names == NULL || waiting.sequences == NULL;
    if (!turn->stuck && choose(turn, &waiting, &item)) {
        going = true;
        if (read_event(turn, waiting.names[item.sequence], &record))
            call(turn, &waiting, &item, &record);
    }
    free(waiting.names);
    free(waiting.sequences);
    return going && !turn->stuck;
}

/* True when it lived. */
static bool outlive(const struct hook_box_last *last)
{
    struct pollfd event = {.fd = process_watch(last->pid), .events = POLLIN};
    bool lives = event.fd >= 0 && process_started(last->pid) == last->started;

    while (lives && poll(&event, 1, -1) < 0 && errno == EINTR)
        continue;
    if (event.fd >= 0)
        close(event.fd);
    return lives;
}

/* Somebody before us may have been killed at any point. */
static void take_over(struct turn *turn)
{
    struct hook_box_last *last = &turn->last;
    char(*names)[HOOK_BOX_NAME_MAX];
    size_t count;

    hook_box_read_last(turn->box, turn->key, last);
    if (last->pid == 0)
        return;
    if (last->pid < 0 || !outlive(last))
        log_line(LOG_LEVEL_WARNING,
                 "a hook of %s was under way when what waited for it ended: it is not run again",
                 turn->turn->name);
    names = hook_box_list(turn->box, turn->key, &count);
    for (size_t i = 0; names != NULL && i < count; i++)
        if (hook_box_is_late(turn->box, names[i], last->name))
            forget(turn, names[i]);
    free(names);
    last->pid = 0;
    last->started = 0;
    write_last(turn);
}

static bool has_records(struct turn *turn)
{
    size_t count;
    char(*names)[HOOK_BOX_NAME_MAX] = hook_box_list(turn->box, turn->key, &count);
    bool some = names != NULL && count > 0;

    free(names);
    return some;
}

/* Who has the lock may be dying: one that lives takes what waits, now or after the hook that it runs. */
static int take_lock(struct turn *turn)
{
    int lock = hook_box_lock(turn->box, turn->key);

    for (int tries = 0; lock == -EWOULDBLOCK && tries < LOCK_TRIES && has_records(turn); tries++) {
        clock_sleep_us(LOCK_PAUSE_US);
        lock = hook_box_lock(turn->box, turn->key);
    }
    return lock;
}

/* A record that comes while the lock is given back finds it taken: so we look once more. */
void hook_turn_run(const struct hook_turn *owner)
{
    struct turn turn = {.turn = owner};
    bool going = true;
    int error = hook_box_open(owner->spool, &turn.box);

    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "hooks of %s: %s/hooks: %s", owner->name, owner->spool, strerror(-error));
        return;
    }
    hook_box_key(owner->name, owner->is_group, turn.key);
    while (going) {
        int lock = take_lock(&turn);

        if (lock < 0)
            break;
        take_over(&turn);
        while (run_next(&turn))
            continue;
        close(lock);
        going = !turn.stuck && has_records(&turn);
    }
    hook_box_close(turn.box);
}
