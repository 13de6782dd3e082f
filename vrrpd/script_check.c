/* Scripts of a configuration; see script_check.h. */
#include "vrrpd/script_check.h"

#include <stdio.h>
#include <string.h>

#include "vrrpd/os/script_advice.h"
#include "vrrpd/os/script_file.h"
#include "vrrpd/os/script_user.h"

static void warn(struct conf_errors *errors, const struct conf_command *command, const char *what,
                 const char *why, const char *end)
{
    conf_errors_add(errors, CONF_WARNING, &command->place, "%s: %s%s", what, why, end);
}

/* Each place once: an interpreter's script is its first argument. */
static void advise(struct conf_errors *errors, const struct conf_command *command, const char *what,
                   const char *path)
{
    unsigned line = script_advice_read(path);

    for (size_t i = 1; i < command->argc && line == 0; i++) {
        path = command->argv[i];
        line = path[0] == '/' ? script_advice_read(path) : 0;
    }
    if (line > 0)
        conf_errors_add(
            errors, CONF_WARNING, &command->place,
            "%s: %s:%u stops keepalived to give up mastership: with vrrpd let it `exit 1` (weight 0: the "
            "VIP moves; weight -N: the priority falls), or start vrrpd with --compat so that exactly "
            "this command stops it",
            what, path, line);
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

static void check_command(const struct conf *conf, struct conf_errors *errors,
                          const struct conf_command *command, const char *what)
{
    const char *end = conf->format == CONF_FORMAT_KEEPALIVED
                          ? "; it does not run, and what it checks is not checked"
                          : "; it does not run and counts as failed";
    struct process_identity who;
    struct script_file file;
    char why[160];

    if (command->argc == 0)
        return;
    if (!script_user_find(&conf->global, command, &who, why, sizeof(why)))
        warn(errors, command, what, why, "; it does not run and counts as failed");
    else if (!script_file_find(command->argv[0], &file) || !script_file_check(&file, &who))
        warn(errors, command, what, file.why, end);
    else
        advise(errors, command, what, file.path);
    if (stops_itself(command))
        conf_errors_add(errors, CONF_WARNING, &command->place,
                        "%s stops keepalived: only with --compat does this stop vrrpd", what);
}

static void check_hooks(const struct conf *conf, struct conf_errors *errors, const struct conf_command *hooks,
                        const char *name)
{
    char what[192];

    for (int i = 0; i < CONF_HOOK_COUNT; i++) {
        snprintf(what, sizeof(what), "`%s', notify %s", name, conf_hook_name((enum conf_hook)i));
        if (hooks[i].argc > 0)
            advise(errors, &hooks[i], what, hooks[i].argv[0]);
    }
    (void)conf;
}

void script_check(const struct conf *conf, struct conf_errors *errors)
{
    char what[128];

    for (size_t i = 0; i < conf->tracker_count; i++) {
        snprintf(what, sizeof(what), "script `%s'", conf->trackers[i].name);
        if (conf->trackers[i].kind == CONF_TRACK_SCRIPT)
            check_command(conf, errors, &conf->trackers[i].command, what);
    }
    for (size_t i = 0; i < conf->instance_count; i++)
        check_hooks(conf, errors, conf->instances[i].hooks, conf->instances[i].name);
    for (size_t i = 0; i < conf->group_count; i++)
        check_hooks(conf, errors, conf->groups[i].hooks, conf->groups[i].name);
    conf_errors_sort(errors);
}
