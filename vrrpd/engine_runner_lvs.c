/* The runner's hooks of virtual servers; see engine_runner_lvs.h. */
#include "vrrpd/engine_runner_lvs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/hook_queue.h"
#include "lib/hook_run.h"
#include "lib/ipvs.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/script_file.h"
#include "vrrpd/os/script_user.h"

enum {
    AT_ONCE = 8,           /* owners whose hooks run beside one another */
    TIMEOUT_US = 60000000, /* of one hook */
    RETRY_US = 20000,      /* services is slow to read */
    LOOK_US = 50000,       /* while the end is waited for */
    STOP_PATIENCE_US = 5000000,
    TERM_PATIENCE_US = 2500000, /* a minder needs two seconds to kill */
    FAREWELL_US = 500000,       /* services asks for the last ones (omega) while we stop already */
    VARIABLES = 9,
    VARIABLE_SIZE = 192,
};

/* A real server, or a virtual one as far as its quorum goes. */
struct owner {
    const struct conf_virtual_server *service;
    const struct conf_server *server; /* NULL: the quorum */
    uint32_t number;
    pid_t pid; /* of the minder, 0: none */
    bool unsent;
    struct run_result result;
};

struct runner_lvs {
    const struct child *child;
    struct owner *owners; /* real servers by number, then quorums by number */
    size_t servers, count;
    struct hook_queue queue; /* `what` is the kind */
    struct script_users users;
    bool stopping, says_farewell, terminated;
    enum runner_end end;
    int64_t settle_us, end_us;
    int unsent;
};

/* ---- owners ---- */

static const struct conf_command *command_of(const struct owner *owner, enum run_kind kind)
{
    switch (kind) {
    case RUN_SERVER_UP:
        return &owner->server->up;
    case RUN_SERVER_DOWN:
        return &owner->server->down;
    case RUN_QUORUM_UP:
        return &owner->service->quorum_up;
    default:
        return &owner->service->quorum_down;
    }
}

static int learn(struct runner_lvs *lvs, const struct conf_command *up, const struct conf_command *down)
{
    const struct conf_global *global = &lvs->child->conf->global;
    int error = script_users_learn(&lvs->users, global, up);

    return error < 0 ? error : script_users_learn(&lvs->users, global, down);
}

/* Those of real servers; counts them, and fills `owners` when there are any. */
static size_t lay_out_servers(const struct conf *conf, struct owner *owners)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        const struct conf_virtual_server *service = &conf->virtual_servers[i];

        for (size_t j = 0; j < service->server_count; j++) {
            const struct conf_server *server = &service->servers[j];

            if (server->up.argc == 0 && server->down.argc == 0)
                continue;
            if (owners != NULL)
                owners[count] =
                    (struct owner){.service = service, .server = server, .number = (uint32_t)server->index};
            count++;
        }
    }
    return count;
}

static size_t lay_out_quorums(const struct conf *conf, struct owner *owners)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        const struct conf_virtual_server *service = &conf->virtual_servers[i];

        if (service->quorum_up.argc == 0 && service->quorum_down.argc == 0)
            continue;
        if (owners != NULL)
            owners[count] = (struct owner){.service = service, .number = (uint32_t)i};
        count++;
    }
    return count;
}

static bool fill(struct runner_lvs *lvs, const struct conf *conf)
{
    lay_out_servers(conf, lvs->owners);
    lay_out_quorums(conf, lvs->owners + lvs->servers);
    for (size_t i = 0; i < lvs->count; i++) {
        const struct owner *owner = &lvs->owners[i];

        lvs->says_farewell |= owner->service->omega;
        if (learn(lvs, command_of(owner, owner->server != NULL ? RUN_SERVER_UP : RUN_QUORUM_UP),
                  command_of(owner, owner->server != NULL ? RUN_SERVER_DOWN : RUN_QUORUM_DOWN)) < 0)
            return false;
    }
    return true;
}

struct runner_lvs *runner_lvs_new(struct child *child)
{
    struct runner_lvs *lvs = calloc(1, sizeof(*lvs));

    if (lvs == NULL)
        return NULL;
    lvs->child = child;
    lvs->servers = lay_out_servers(child->conf, NULL);
    lvs->count = lvs->servers + lay_out_quorums(child->conf, NULL);
    lvs->owners = calloc(lvs->count + 1, sizeof(*lvs->owners));
    lvs->queue.owners = calloc(lvs->count + 1, sizeof(*lvs->queue.owners));
    lvs->queue.count = lvs->count;
    lvs->queue.limit = AT_ONCE;
    if (lvs->owners != NULL && lvs->queue.owners != NULL && fill(lvs, child->conf))
        return lvs;
    runner_lvs_free(lvs);
    return NULL;
}

void runner_lvs_free(struct runner_lvs *lvs)
{
    if (lvs == NULL)
        return;
    free(lvs->owners);
    free(lvs->queue.owners);
    script_users_free(&lvs->users);
    free(lvs);
}

static int compare_numbers(const void *number, const void *owner)
{
    uint32_t wanted = *(const uint32_t *)number, other = ((const struct owner *)owner)->number;

    return (wanted > other) - (wanted < other);
}

/* ---- asked ---- */

void runner_lvs_ask(struct runner_lvs *lvs, enum run_kind kind, uint32_t number)
{
    bool is_server = kind == RUN_SERVER_UP || kind == RUN_SERVER_DOWN;
    const struct owner *begin = lvs->owners + (is_server ? 0 : lvs->servers);
    size_t count = is_server ? lvs->servers : lvs->count - lvs->servers;
    const struct owner *owner = bsearch(&number, begin, count, sizeof(*begin), compare_numbers);

    if (owner == NULL || command_of(owner, kind)->argc == 0 || (lvs->stopping && lvs->end == RUNNER_RETIRES))
        return;
    hook_queue_push(&lvs->queue, (size_t)(owner - lvs->owners), 0, (int)kind);
}

/* ---- start ---- */

/* What a hook finds in its environment. */
struct variables {
    char text[VARIABLES][VARIABLE_SIZE];
    char *list[VARIABLES + 1];
    size_t count;
};

static void add_variable(struct variables *variables, const char *name, const char *value)
{
    char *text = variables->text[variables->count];

    snprintf(text, VARIABLE_SIZE, "%s=%s", name, value);
    variables->list[variables->count++] = text;
    variables->list[variables->count] = NULL;
}

static const char *server_text(const struct owner *owner, char text[IPVS_TEXT_MAX])
{
    struct ipvs_server_key key;

    text[0] = '\0';
    if (owner->server == NULL)
        return text;
    key = (struct ipvs_server_key){.address = owner->server->address, .port = owner->server->port};
    return ipvs_server_text(&key, text);
}

static void fill_variables(struct variables *variables, const struct owner *owner,
                           const struct hook_item *item)
{
    bool up = item->what == RUN_SERVER_UP || item->what == RUN_QUORUM_UP;
    char text[IPVS_TEXT_MAX], number[16];

    variables->count = 0;
    add_variable(variables, "PATH", SCRIPT_FILE_PATH);
    add_variable(variables, "LANG", "C.UTF-8");
    add_variable(variables, "HOME", "/");
    add_variable(variables, "VRRP_TYPE", owner->server != NULL ? "REAL_SERVER" : "QUORUM");
    add_variable(variables, "VRRP_STATE", up ? "UP" : "DOWN");
    add_variable(variables, "VRRP_VIRTUAL_SERVER", owner->service->name);
    if (owner->server != NULL)
        add_variable(variables, "VRRP_REAL_SERVER", server_text(owner, text));
    snprintf(number, sizeof(number), "%u", item->collapsed);
    add_variable(variables, "VRRP_COLLAPSED", number);
}

/* The minder waits for the end of `after`. Its number, 0 when there is none. */
static pid_t call(struct runner_lvs *lvs, const struct owner *owner, const struct hook_item *item,
                  pid_t after)
{
    static const char *const labels[RUN_KIND_COUNT] = {[RUN_SERVER_UP] = "notify_up",
                                                       [RUN_SERVER_DOWN] = "notify_down",
                                                       [RUN_QUORUM_UP] = "quorum_up",
                                                       [RUN_QUORUM_DOWN] = "quorum_down"};
    const struct conf_command *command = command_of(owner, (enum run_kind)item->what);
    const struct script_user *user = script_users_find(&lvs->users, command);
    struct variables variables;
    char name[VARIABLE_SIZE], server[IPVS_TEXT_MAX];
    struct hook_run run = {.program = "vrrpd",
                           .owner = name,
                           .input = "",
                           .environment = variables.list,
                           .count = 1,
                           .timeout_us = TIMEOUT_US,
                           .after = after};
    pid_t pid;

    snprintf(name, sizeof(name), owner->server != NULL ? "%s %s" : "%s", owner->service->name,
             server_text(owner, server));
    if (user == NULL || user->why[0] != '\0') {
        log_line(LOG_LEVEL_WARNING, "%s of %s cannot be run: %s", labels[item->what], name,
                 user != NULL ? user->why : "no such user");
        return 0;
    }
    run.commands[0] = (struct hook_command){
        .label = labels[item->what], .argv = command->argv, .identity = &user->identity};
    fill_variables(&variables, owner, item);
    pid = hook_run_start(&run);
    if (pid < 0)
        log_line(LOG_LEVEL_ERROR, "%s of %s cannot be run: %s", labels[item->what], name, strerror(-pid));
    return pid > 0 ? pid : 0;
}

static void send_result(struct runner_lvs *lvs, struct owner *owner)
{
    bool was = owner->unsent;

    owner->unsent = run_channel_answer(lvs->child->runs, &owner->result) == -EAGAIN;
    lvs->unsent += owner->unsent - was;
}

static void conclude(struct runner_lvs *lvs, struct owner *owner, enum run_outcome outcome, int detail)
{
    owner->pid = 0;
    owner->result.outcome = outcome;
    owner->result.detail = detail;
    send_result(lvs, owner);
    hook_queue_done(&lvs->queue, (size_t)(owner - lvs->owners));
}

static void start(struct runner_lvs *lvs, size_t index, pid_t after)
{
    struct owner *owner = &lvs->owners[index];
    struct hook_item item = hook_queue_start(&lvs->queue, index);

    owner->result = (struct run_result){.kind = (uint32_t)item.what, .number = owner->number};
    owner->pid = call(lvs, owner, &item, after);
    if (owner->pid == 0)
        conclude(lvs, owner, RUN_NOT_STARTED, 0);
}

void runner_lvs_round(struct runner_lvs *lvs)
{
    size_t place = 0;
    int index;

    for (size_t i = 0; lvs->unsent > 0 && i < lvs->count; i++)
        if (lvs->owners[i].unsent)
            send_result(lvs, &lvs->owners[i]);
    while ((index = hook_queue_next(&lvs->queue, 0, &place)) != HOOK_QUEUE_NONE)
        start(lvs, (size_t)index, 0);
}

int64_t runner_lvs_next_us(const struct runner_lvs *lvs, int64_t now_us)
{
    if (lvs->unsent > 0)
        return now_us + RETRY_US;
    return lvs->stopping && lvs->count > 0 ? now_us + LOOK_US : LOOP_FOREVER;
}

bool runner_lvs_ended(struct runner_lvs *lvs, pid_t pid, int status)
{
    for (size_t i = 0; lvs->queue.running > 0 && i < lvs->count; i++) {
        if (lvs->owners[i].pid != pid)
            continue;
        if (WIFEXITED(status))
            conclude(lvs, &lvs->owners[i], RUN_EXITED, WEXITSTATUS(status));
        else
            conclude(lvs, &lvs->owners[i], RUN_KILLED, WTERMSIG(status));
        return true;
    }
    return false;
}

/* ---- the end ---- */

/* Nobody after us has been asked for these: their minders wait for what runs, and we do not. */
static void start_waiting(struct runner_lvs *lvs)
{
    for (size_t i = 0; i < lvs->count; i++) {
        pid_t running = lvs->owners[i].pid;

        if (!lvs->queue.owners[i].waiting)
            continue;
        hook_queue_done(&lvs->queue, i);
        start(lvs, i, running);
    }
}

void runner_lvs_stop(struct runner_lvs *lvs, enum runner_end end, int64_t now_us)
{
    lvs->stopping = true;
    lvs->end = end;
    lvs->settle_us = lvs->says_farewell ? now_us + FAREWELL_US : now_us;
    lvs->end_us = now_us + STOP_PATIENCE_US;
    if (end == RUNNER_RETIRES)
        start_waiting(lvs);
}

static void signal_minders(const struct runner_lvs *lvs, int number)
{
    for (size_t i = 0; i < lvs->count; i++)
        if (lvs->owners[i].pid > 0)
            kill(lvs->owners[i].pid, number);
}

bool runner_lvs_over(struct runner_lvs *lvs, int64_t now_us)
{
    if (lvs->end == RUNNER_RETIRES || lvs->count == 0)
        return true;
    if (hook_queue_idle(&lvs->queue))
        return now_us >= lvs->settle_us;
    if (now_us < lvs->end_us)
        return false;
    if (lvs->terminated) {
        signal_minders(lvs, SIGKILL);
        return true;
    }
    for (size_t i = 0; i < lvs->count; i++)
        lvs->queue.owners[i].waiting = false;
    log_line(LOG_LEVEL_WARNING, "hooks of virtual servers are not over: they end with the daemon");
    signal_minders(lvs, SIGTERM);
    lvs->terminated = true;
    lvs->end_us = now_us + TERM_PATIENCE_US;
    return false;
}
