/* Scripts of a configuration; see script_check.h. */
#include "vrrpd/script_check.h"

#include <stdio.h>
#include <string.h>

#include "vrrpd/os/script_advice.h"
#include "lib/script_file.h"
#include "vrrpd/os/script_user.h"

static void warn(struct conf_errors *errors, const struct conf_command *command, const char *what,
                 const char *why, const char *end)
{
    conf_errors_add(errors, CONF_WARNING, &command->place, "%s: %s%s", what, why, end);
}

/* Of a hook nobody asks how it ended: it cannot say with that that we should give up. */
static const char *instead_of_stopping(bool is_hook)
{
    return is_hook ? "with vrrpd let it call `vrrpctl drain`"
                   : "with vrrpd let it `exit 1` (weight 0: the VIP moves; weight -N: the priority falls)";
}

/* A hook has no timeout of its own: 0. */
static void advise_on(struct conf_errors *errors, const struct conf_command *command, const char *what,
                      const char *path, int64_t timeout_us)
{
    const struct script_advice advice = script_advice_read(path, timeout_us);

    if (advice.stops > 0)
        conf_errors_add(errors, CONF_WARNING, &command->place,
                        "%s: %s:%u stops keepalived to give up mastership: %s, or start vrrpd with --compat "
                        "so that exactly this command stops it",
                        what, path, advice.stops, instead_of_stopping(timeout_us == 0));
    if (advice.sleeps > 0)
        conf_errors_add(
            errors, CONF_WARNING, &command->place,
            "%s: %s:%u sleeps as long as the script may take (%g s, `timeout', else the interval): it is "
            "ended there and counts as failed, with keepalived too",
            what, path, advice.sleeps, (double)timeout_us / 1e6);
}

/* An interpreter's script is one of its arguments. */
static void advise(struct conf_errors *errors, const struct conf_command *command, const char *what,
                   int64_t timeout_us)
{
    for (size_t i = 0; i < command->argc; i++)
        if (command->argv[i][0] == '/')
            advise_on(errors, command, what, command->argv[i], timeout_us);
}

/* The command itself may be the one: "killall keepalived" needs no script around it. */
static bool stops_itself(const struct conf_command *command)
{
    char text[1024];
    size_t used = 0;

    for (size_t i = 0; i < command->argc && used < sizeof(text); i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s ", command->argv[i]);
    return script_advice_find(text, used < sizeof(text) ? used : sizeof(text) - 1) > 0;
}

/* Why a command cannot be run. */
struct refusal {
    char why[512];
    bool no_user; /* else it is the file */
};

static bool can_run(const struct conf *conf, const struct conf_command *command, struct refusal *out)
{
    struct process_identity who;
    struct script_file file;

    out->no_user = !script_user_find(&conf->global, command, &who, out->why, sizeof(out->why));
    if (out->no_user)
        return false;
    if (script_file_find(command->argv[0], &file) && script_file_check(&file, &who))
        return true;
    snprintf(out->why, sizeof(out->why), "%s", file.why);
    return false;
}

static void check_command(const struct conf *conf, struct conf_errors *errors,
                          const struct conf_command *command, const char *what, int64_t timeout_us)
{
    const char *end = "; it does not run and counts as failed";
    struct refusal refusal;

    if (timeout_us == 0)
        end = "; it does not run";
    if (can_run(conf, command, &refusal))
        advise(errors, command, what, timeout_us);
    else
        warn(errors, command, what, refusal.why,
             conf->format == CONF_FORMAT_KEEPALIVED && timeout_us > 0 && !refusal.no_user
                 ? "; it does not run, and what it checks is not checked"
                 : end);
    if (stops_itself(command))
        conf_errors_add(errors, CONF_WARNING, &command->place,
                        "%s stops keepalived: only with --compat does this stop vrrpd", what);
}

static void check_script(const struct conf *conf, struct conf_errors *errors,
                         const struct conf_tracker *tracker)
{
    char what[128];

    if (tracker->command.argc == 0)
        return;
    snprintf(what, sizeof(what), "script `%s'", tracker->name);
    check_command(conf, errors, &tracker->command, what, tracker->timeout_us);
}

static void check_hooks(const struct conf *conf, struct conf_errors *errors, const struct conf_command *hooks,
                        const char *name)
{
    char what[192];

    for (int i = 0; hooks != NULL && i < CONF_HOOK_COUNT; i++) {
        if (hooks[i].argc == 0)
            continue;
        snprintf(what, sizeof(what), "`%s', notify %s", name, conf_hook_name((enum conf_hook)i));
        check_command(conf, errors, &hooks[i], what, 0);
    }
}

static void check_hook(const struct conf *conf, struct conf_errors *errors,
                       const struct conf_command *command, const char *name, const char *hook)
{
    char what[192];

    if (command->argc == 0)
        return;
    snprintf(what, sizeof(what), "`%s', %s", name, hook);
    check_command(conf, errors, command, what, 0);
}

static void check_virtual_server(const struct conf *conf, struct conf_errors *errors,
                                 const struct conf_virtual_server *service)
{
    check_hook(conf, errors, &service->quorum_up, service->name, "quorum_up");
    check_hook(conf, errors, &service->quorum_down, service->name, "quorum_down");
    for (size_t i = 0; i < service->server_count; i++) {
        const struct conf_server *server = &service->servers[i];

        check_hook(conf, errors, &server->up, service->name, "notify_up");
        check_hook(conf, errors, &server->down, service->name, "notify_down");
        for (size_t j = 0; j < server->check_count; j++)
            if (server->checks[j].kind == CONF_CHECK_MISC && server->checks[j].command.argc > 0)
                check_command(conf, errors, &server->checks[j].command, "the program of a health check",
                              server->checks[j].timeout_us);
    }
}

/* What it stops is meant to be stopped elsewhere: only whether it runs at all is looked at. */
static void check_fence(const struct conf *conf, struct conf_errors *errors)
{
    const struct conf_command *command = &conf->global.fence.command;
    struct refusal refusal;

    if (command->argc > 0 && !can_run(conf, command, &refusal))
        warn(errors, command, "the fence command", refusal.why, "; it does not run");
}

void script_check(const struct conf *conf, struct conf_errors *errors)
{
    for (size_t i = 0; i < conf->tracker_count; i++)
        if (conf->trackers[i].kind == CONF_TRACK_SCRIPT)
            check_script(conf, errors, &conf->trackers[i]);
    check_fence(conf, errors);
    for (size_t i = 0; i < conf->instance_count; i++)
        check_hooks(conf, errors, conf->instances[i].hooks, conf->instances[i].name);
    for (size_t i = 0; i < conf->group_count; i++)
        check_hooks(conf, errors, conf->groups[i].hooks, conf->groups[i].name);
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        check_virtual_server(conf, errors, &conf->virtual_servers[i]);
    conf_errors_sort(errors);
}
