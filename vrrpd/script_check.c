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

static void advise_on(struct conf_errors *errors, const struct conf_command *command, const char *what,
                      const char *path, int64_t timeout_us)
{
    const struct script_advice advice = script_advice_read(path, timeout_us);

    if (advice.stops > 0)
        conf_errors_add(
            errors, CONF_WARNING, &command->place,
            "%s: %s:%u stops keepalived to give up mastership: with vrrpd let it `exit 1` (weight 0: the "
            "VIP moves; weight -N: the priority falls), or start vrrpd with --compat so that exactly "
            "this command stops it",
            what, path, advice.stops);
    if (advice.sleeps > 0)
        conf_errors_add(
            errors, CONF_WARNING, &command->place,
            "%s: %s:%u sleeps as long as the script may take (%g s, `timeout', else the interval): it is "
            "ended there and counts as failed, with keepalived too",
            what, path, advice.sleeps, (double)timeout_us / 1e6);
}

/* An interpreter's script is one of its arguments. A hook has no timeout: 0. */
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

static void check_script(const struct conf *conf, struct conf_errors *errors,
                         const struct conf_tracker *tracker)
{
    const struct conf_command *command = &tracker->command;
    const char *end = conf->format == CONF_FORMAT_KEEPALIVED
                          ? "; it does not run, and what it checks is not checked"
                          : "; it does not run and counts as failed";
    struct process_identity who;
    struct script_file file;
    char why[160], what[128];

    if (command->argc == 0)
        return;
    snprintf(what, sizeof(what), "script `%s'", tracker->name);
    if (!script_user_find(&conf->global, command, &who, why, sizeof(why)))
        warn(errors, command, what, why, "; it does not run and counts as failed");
    else if (!script_file_find(command->argv[0], &file) || !script_file_check(&file, &who))
        warn(errors, command, what, file.why, end);
    else
        advise(errors, command, what, tracker->timeout_us);
    if (stops_itself(command))
        conf_errors_add(errors, CONF_WARNING, &command->place,
                        "%s stops keepalived: only with --compat does this stop vrrpd", what);
}

static void check_hooks(struct conf_errors *errors, const struct conf_command *hooks, const char *name)
{
    char what[192];

    for (int i = 0; hooks != NULL && i < CONF_HOOK_COUNT; i++) {
        snprintf(what, sizeof(what), "`%s', notify %s", name, conf_hook_name((enum conf_hook)i));
        advise(errors, &hooks[i], what, 0);
    }
}

void script_check(const struct conf *conf, struct conf_errors *errors)
{
    for (size_t i = 0; i < conf->tracker_count; i++)
        if (conf->trackers[i].kind == CONF_TRACK_SCRIPT)
            check_script(conf, errors, &conf->trackers[i]);
    for (size_t i = 0; i < conf->instance_count; i++)
        check_hooks(errors, conf->instances[i].hooks, conf->instances[i].name);
    for (size_t i = 0; i < conf->group_count; i++)
        check_hooks(errors, conf->groups[i].hooks, conf->groups[i].name);
    conf_errors_sort(errors);
}
