#include "vrrpwatch/herald_work.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conf/command.h"
#include "lib/clock.h"
#include "lib/event.h"
#include "lib/log.h"
#include "lib/process.h"
#include "lib/script_file.h"
#include "vrrpwatch/alert_rule.h"
#include "vrrpwatch/herald_sink.h"

enum {
    FACILITY_DAEMON = 3,
    LAST_MINUTE_US = 60000000,
    LOOK_MS = 1000, /* should a process end unseen */
    SINKS_MAX = HERALD_ALERTS_MAX + 1,
};

struct herald_work {
    struct conf *words; /* the memory of all commands */
    struct herald_sink sinks[SINKS_MAX];
    size_t sink_count;
    struct herald_sink *fence; /* NULL: none */
    bool fence_now;
    struct alert_rule *rule;
    int fd; /* -1: at its end */
    uint64_t failed;
};

/* ---- options ---- */

/* Beside our own program, or where it is installed when ours is in bin; else wherever PATH has it. */
static const char *find_vrrpnotify(char path[PATH_MAX])
{
    static const char *const places[] = {"vrrpnotify", "../sbin/vrrpnotify"};
    char own[PATH_MAX], tried[2 * PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", own, sizeof(own) - 1);

    own[size > 0 ? size : 0] = '\0';
    if (strrchr(own, '/') == NULL)
        return "vrrpnotify";
    strrchr(own, '/')[1] = '\0';
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        snprintf(tried, sizeof(tried), "%s%s", own, places[i]);
        if (access(tried, X_OK) == 0 && realpath(tried, path) != NULL)
            return path;
    }
    return "vrrpnotify";
}

static void add_option(struct herald_work *work, struct conf_command *command, const char *name,
                       const char *value)
{
    if (value == NULL)
        return;
    command_append(work->words, command, name);
    command_append(work->words, command, value);
}

static void make_mail(struct herald_work *work, const struct herald_options *options,
                      struct conf_command *command)
{
    char path[PATH_MAX];

    command_append(work->words, command, find_vrrpnotify(path));
    add_option(work, command, "--file", options->config_path);
    add_option(work, command, "--run-dir", options->run_dir);
    add_option(work, command, "--spool", options->spool);
    command_append(work->words, command, "--deliver-now");
    command_append(work->words, command, "send");
    command_append(work->words, command, "-");
}

static bool split(struct herald_work *work, const char *text, struct conf_command *command,
                  char why[HERALD_WHY_MAX])
{
    if (command_split(work->words, text, command) && command->argc > 0)
        return true;
    snprintf(why, HERALD_WHY_MAX, "`%s' is no command", text);
    return false;
}

static struct herald_sink *add_sink(struct herald_work *work, enum herald_sink_kind kind)
{
    struct herald_sink *sink = &work->sinks[work->sink_count++];

    sink->kind = kind;
    sink->ended = -1;
    return sink;
}

static bool add_alert(struct herald_work *work, const struct herald_options *options, const char *alert,
                      char why[HERALD_WHY_MAX])
{
    if (strcmp(alert, "none") == 0)
        return true;
    if (work->sink_count == HERALD_ALERTS_MAX) {
        snprintf(why, HERALD_WHY_MAX, "more than %d alerts", HERALD_ALERTS_MAX);
        return false;
    }
    if (strcmp(alert, "mail") == 0)
        make_mail(work, options, &add_sink(work, HERALD_SINK_MAIL)->command);
    else if (strcmp(alert, "syslog") == 0)
        add_sink(work, HERALD_SINK_SYSLOG);
    else if (strcmp(alert, "journal") == 0)
        add_sink(work, HERALD_SINK_JOURNAL);
    else if (strncmp(alert, "exec:", 5) == 0)
        return split(work, alert + 5, &add_sink(work, HERALD_SINK_EXEC)->command, why);
    else {
        snprintf(why, HERALD_WHY_MAX, "`%s' is not one of mail, exec:COMMAND, syslog, journal, none", alert);
        return false;
    }
    return true;
}

/* A command that is not there is told of now, not when it is needed. */
static bool all_there(const struct herald_work *work, char why[HERALD_WHY_MAX])
{
    struct script_file file;

    for (size_t i = 0; i < work->sink_count; i++) {
        const struct conf_command *command = &work->sinks[i].command;

        if (command->argc == 0)
            continue;
        if (!script_file_find(command->argv[0], &file))
            snprintf(why, HERALD_WHY_MAX, "%.*s", HERALD_WHY_MAX - 1, file.why);
        else if (access(file.path, X_OK) < 0)
            snprintf(why, HERALD_WHY_MAX, "%.128s: %s", file.path, strerror(errno));
        else
            continue;
        return false;
    }
    return true;
}

static bool read_options(struct herald_work *work, const struct herald_options *options,
                         char why[HERALD_WHY_MAX])
{
    for (size_t i = 0; i < options->alert_count; i++)
        if (!add_alert(work, options, options->alerts[i], why))
            return false;
    if (options->fence != NULL) {
        work->fence = add_sink(work, HERALD_SINK_FENCE);
        work->fence_now = options->fence_now;
        if (!split(work, options->fence, &work->fence->command, why))
            return false;
    }
    return all_there(work, why);
}

int herald_work_new(const struct herald_options *options, struct herald_work **out, char why[HERALD_WHY_MAX])
{
    struct alert_options alert = {.least = options->least, .remind_us = options->remind_us};
    struct herald_work *work = calloc(1, sizeof(*work));
    int error = 0;

    *out = NULL;
    snprintf(why, HERALD_WHY_MAX, "no memory");
    if (work == NULL)
        return -ENOMEM;
    work->words = conf_new(CONF_FORMAT_YAML, "");
    work->rule = alert_rule_new(&alert);
    if (work->words == NULL || work->rule == NULL)
        error = -ENOMEM;
    else if (!read_options(work, options, why))
        error = -EINVAL;
    if (error == 0 && work->sink_count > 0) {
        *out = work;
        return 0;
    }
    herald_work_free(work);
    return error;
}

void herald_work_free(struct herald_work *work)
{
    if (work == NULL)
        return;
    for (size_t i = 0; i < work->sink_count; i++)
        herald_sink_clear(&work->sinks[i]);
    alert_rule_free(work->rule);
    conf_free(work->words);
    free(work);
}

/* ---- in the process ---- */

static void tell_all(struct herald_work *work, const struct event *event, const char *line,
                     enum alert_action action)
{
    for (size_t i = 0; action != ALERT_NONE && i < work->sink_count; i++)
        herald_sink_tell(&work->sinks[i], event, line, action);
}

static void take_event(struct herald_work *work, const char *line)
{
    struct event event;

    if (event_parse(line, &event))
        tell_all(work, &event, line, alert_rule_take(work->rule, &event, line, clock_now_us()));
    else
        work->failed++;
}

static void take_fence(struct herald_work *work, const char *variables)
{
    if (work->fence == NULL)
        return;
    if (work->fence_now) {
        log_line(LOG_LEVEL_WARNING, "fence: runs %s: %s", work->fence->command.argv[0], variables);
        herald_sink_run(work->fence, variables);
    } else {
        log_line(LOG_LEVEL_WARNING, "fence: would run %s (--fence-now does): %s",
                 work->fence->command.argv[0], variables);
    }
}

/* One record a datagram, until there is none. */
static void take_records(struct herald_work *work)
{
    char text[EVENT_TEXT_MAX + 2];
    ssize_t size;

    while ((size = recv(work->fd, text, sizeof(text) - 1, MSG_DONTWAIT)) > 0) {
        text[size] = '\0';
        if (text[0] == HERALD_EVENT)
            take_event(work, text + 1);
        else if (text[0] == HERALD_FENCE)
            take_fence(work, text + 1);
    }
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    close(work->fd);
    work->fd = -1;
}

static void remind(struct herald_work *work)
{
    const char *line;
    struct event event;

    while ((line = alert_rule_due(work->rule, clock_now_us())) != NULL)
        if (event_parse(line, &event))
            tell_all(work, &event, line, ALERT_REMINDER);
}

static bool is_idle(const struct herald_work *work)
{
    for (size_t i = 0; i < work->sink_count; i++)
        if (!herald_sink_is_idle(&work->sinks[i]))
            return false;
    return true;
}

static int wait_ms(const struct herald_work *work)
{
    int64_t left_us = alert_rule_deadline_us(work->rule) - clock_now_us();
    int most_ms = is_idle(work) ? INT_MAX : LOOK_MS;

    if (left_us <= 0)
        return 0;
    if (left_us / 1000 < most_ms)
        return (int)(left_us / 1000) + 1;
    return most_ms == INT_MAX ? -1 : most_ms;
}

static void wait_and_work(struct herald_work *work)
{
    struct pollfd ready[SINKS_MAX + 1] = {{.fd = work->fd, .events = POLLIN}};

    for (size_t i = 0; i < work->sink_count; i++)
        ready[i + 1] = (struct pollfd){.fd = work->sinks[i].ended, .events = POLLIN};
    poll(ready, work->sink_count + 1, wait_ms(work));
    if (work->fd >= 0)
        take_records(work);
    if (work->fd >= 0)
        remind(work);
    for (size_t i = 0; i < work->sink_count; i++)
        herald_sink_go_on(&work->sinks[i]);
}

/* Standard output is the checks' one line: nobody may wait for its end because of us. */
static void settle(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (nothing >= 0) {
        dup2(nothing, STDIN_FILENO);
        dup2(nothing, STDOUT_FILENO);
        close(nothing);
    }
    process_title("vrrpwatch", "herald");
    log_open("vrrpwatch", "herald", FACILITY_DAEMON, true, LOG_LEVEL_WARNING);
}

int herald_work_run(struct herald_work *work, int fd)
{
    int64_t until_us = 0;

    settle();
    work->fd = fd;
    while (work->fd >= 0 || (!is_idle(work) && clock_now_us() < until_us)) {
        wait_and_work(work);
        if (work->fd < 0 && until_us == 0)
            until_us = clock_now_us() + LAST_MINUTE_US;
    }
    for (size_t i = 0; i < work->sink_count; i++)
        work->failed += work->sinks[i].failed + work->sinks[i].count;
    return work->failed == 0 && is_idle(work) ? 0 : 1;
}
