/* Hooks without vrrpd; see hooks.h. */
#include "notify/hooks.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/model.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "lib/process.h"
#include "notify/hook_box.h"
#include "notify/hook_turn.h"
#include "notify/setup.h"

enum { FACILITY_DAEMON = 3 };

struct hooks {
    const struct options *options;
    struct conf *conf;
    int64_t began_us; /* when the first event came, as near as we know; 0: that one is gone */
};

/* ---- configuration ---- */

static bool has_some(const struct conf_command *hooks)
{
    for (int i = 0; hooks != NULL && i < CONF_HOOK_COUNT; i++)
        if (hooks[i].argc > 0)
            return true;
    return false;
}

static bool conf_has_some(const struct conf *conf)
{
    if (conf->format != CONF_FORMAT_YAML)
        return false;
    for (size_t i = 0; i < conf->instance_count; i++)
        if (has_some(conf->instances[i].hooks))
            return true;
    for (size_t i = 0; i < conf->group_count; i++)
        if (has_some(conf->groups[i].hooks))
            return true;
    return false;
}

/* keepalived's file is none of our business, and its user may not be allowed to read it. */
static bool may_have_some(const struct options *options)
{
    return options->file != NULL || access("/etc/vrrpd/vrrpd.yaml", F_OK) == 0;
}

int hooks_open(const struct options *options, struct hooks **out)
{
    int64_t began_us = clock_now_us();
    struct conf *conf;

    *out = NULL;
    if (!may_have_some(options))
        return EX_OK;
    conf = setup_conf(options);
    if (conf == NULL)
        return EX_CONFIG;
    if (conf_has_some(conf))
        *out = calloc(1, sizeof(**out));
    if (*out == NULL) {
        conf_free(conf);
        return EX_OK;
    }
    (*out)->options = options;
    (*out)->conf = conf;
    (*out)->began_us = began_us;
    signal(SIGCHLD, SIG_DFL); /* whatever started us may ignore it: then nobody can be waited for */
    return EX_OK;
}

/* ---- whose they are ---- */

static void fill_from_instance(const struct conf *conf, const struct conf_instance *instance,
                               struct event *event)
{
    char text[ADDR_TEXT_MAX];

    event->vrid = instance->vrid;
    snprintf(event->family, sizeof(event->family), "%s", instance->family == ADDR_IPV6 ? "ipv6" : "ipv4");
    snprintf(event->interface, sizeof(event->interface), "%s", instance->interface);
    if (instance->group_index >= 0)
        status_copy_text(event->group, sizeof(event->group), conf->groups[instance->group_index].name);
    if (event->priority == 0)
        event->priority = instance->priority;
    event->vip_count = 0;
    for (size_t i = 0; i < instance->address_count && event->vip_count < EVENT_VIPS_MAX; i++)
        snprintf(event->vips[event->vip_count++], STATUS_ADDRESS_MAX, "%s/%u",
                 addr_format(&instance->addresses[i].address, text), instance->addresses[i].prefix_length);
}

static const struct conf_group *find_group(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->group_count; i++)
        if (strcmp(conf->groups[i].name, name) == 0)
            return &conf->groups[i];
    return NULL;
}

/* False when the event calls nobody. */
static bool find_owner(const struct hooks *hooks, struct event *event, struct hook_turn *turn)
{
    const struct conf_instance *instance =
        event->instance[0] != '\0' ? conf_find_instance(hooks->conf, event->instance) : NULL;
    const struct conf_group *group =
        event->instance[0] == '\0' ? find_group(hooks->conf, event->group) : NULL;
    int what = hook_turn_what(event);

    *turn = (struct hook_turn){.global = &hooks->conf->global,
                               .spool = hooks->options->spool,
                               .timeout_us = hooks->options->hook_timeout_us};
    if (instance != NULL) {
        fill_from_instance(hooks->conf, instance, event);
        turn->name = instance->name;
        turn->hooks = instance->hooks;
    } else if (group != NULL) {
        turn->name = group->name;
        turn->hooks = group->hooks;
        turn->is_group = true;
    }
    return turn->hooks != NULL && what >= 0 &&
           (turn->hooks[what].argc > 0 || turn->hooks[CONF_HOOK_ANY].argc > 0);
}

/* ---- start ---- */

/* Often nobody reads what we print: keepalived's scripts write to nowhere. */
static int complain(const struct hooks *hooks, const char *name, const char *why, int status)
{
    fprintf(stderr, "vrrpnotify: hooks of %s do not run: %s\n", name, why);
    if (hooks->options->console)
        return status;
    log_open("vrrpnotify", NULL, FACILITY_DAEMON, false, LOG_LEVEL_WARNING);
    log_line(LOG_LEVEL_WARNING, "hooks of %s do not run: %s", name, why);
    log_open("vrrpnotify", NULL, FACILITY_DAEMON, true, LOG_LEVEL_WARNING);
    return status;
}

static int check_users(const struct hooks *hooks, const struct hook_turn *turn, int what)
{
    const int both[] = {what, CONF_HOOK_ANY};
    struct process_identity identity;
    char why[160];

    for (size_t i = 0; i < 2; i++)
        if (turn->hooks[both[i]].argc > 0 &&
            !hook_turn_identity(turn->global, &turn->hooks[both[i]], &identity, why, sizeof(why)))
            return complain(hooks, turn->name, why, EX_NOPERM);
    return EX_OK;
}

/* The record's own time may be another machine's. */
static int put(struct hooks *hooks, const struct hook_turn *turn, struct event *event)
{
    int64_t at_us = hooks->began_us != 0 ? hooks->began_us : clock_now_us();
    char key[HOOK_BOX_KEY_MAX], why[512], *text = event_print(event);
    struct hook_box *box;
    int error = text != NULL ? hook_box_open(turn->spool, &box) : -ENOMEM;

    hooks->began_us = 0;
    if (error == 0) {
        hook_box_key(turn->name, turn->is_group, key);
        error = hook_box_put(box, key, at_us, text);
        hook_box_close(box);
    }
    free(text);
    if (error == 0)
        return EX_OK;
    snprintf(why, sizeof(why), "cannot write to %s/hooks: %s%s", turn->spool, strerror(-error),
             error == -EPERM ? " (it belongs to the user whose hooks ran first)" : "");
    return complain(hooks, turn->name, why, error == -EPERM || error == -EACCES ? EX_NOPERM : EX_CANTCREAT);
}

/* vrrpd runs its hooks itself, and ours beside them would be two at once. Who may not ask it knows, too. */
static bool vrrpd_is_there(const struct options *options)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool there;

    snprintf(address.sun_path, sizeof(address.sun_path), "%s/vrrpd.sock", options->run_dir);
    there = fd >= 0 && (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 || errno == EACCES ||
                        errno == EAGAIN);
    if (fd >= 0)
        close(fd);
    return there;
}

static int fork_turn(const struct hooks *hooks, const struct hook_turn *turn)
{
    pid_t pid = process_fork_detached();

    if (pid < 0)
        return complain(hooks, turn->name, strerror(errno), EX_OSERR);
    if (pid > 0)
        return EX_OK;
    process_close_others(NULL, 0);
    log_open("vrrpnotify", "hook", FACILITY_DAEMON, hooks->options->console, LOG_LEVEL_NOTICE);
    hook_turn_run(turn);
    _exit(EX_OK);
}

int hooks_start(struct hooks *hooks, struct event *event)
{
    struct hook_turn turn;
    int status;

    if (hooks == NULL || !find_owner(hooks, event, &turn))
        return EX_OK;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        continue;
    if (vrrpd_is_there(hooks->options))
        return EX_OK;
    status = check_users(hooks, &turn, hook_turn_what(event));
    if (status == EX_OK)
        status = put(hooks, &turn, event);
    return status == EX_OK ? fork_turn(hooks, &turn) : status;
}

void hooks_close(struct hooks *hooks)
{
    if (hooks == NULL)
        return;
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
    conf_free(hooks->conf);
    free(hooks);
}
