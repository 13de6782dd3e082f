#include "vrrpwatch/herald_sink.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/hook_run.h"
#include "lib/log.h"
#include "lib/process.h"

static const int64_t command_us = 30000000;
static const int64_t mail_us = 45000000; /* vrrpnotify gives a delivery 30 s */

static void free_job(struct herald_job *job)
{
    free(job->input);
    alert_text_free(job->variables);
    memset(job, 0, sizeof(*job));
}

/* ---- commands ---- */

/* Whoever started vrrpwatch. */
static struct process_identity own_identity(void)
{
    struct process_identity identity = {.uid = geteuid(), .gid = getegid()};
    int count = getgroups(PROCESS_GROUPS_MAX, identity.groups);

    identity.group_count = count > 0 ? (size_t)count : 0;
    return identity;
}

static const char *label_of(const struct herald_sink *sink)
{
    static const char *const labels[] = {"mail", "exec", "syslog", "journal", "fence"};

    return labels[sink->kind];
}

static bool start(struct herald_sink *sink, const struct herald_job *job)
{
    struct process_identity identity = own_identity();
    struct hook_run run = {
        .program = "vrrpwatch",
        .owner = "an alert",
        .input = job->input != NULL ? job->input : "",
        .environment = job->variables,
        .commands = {{.label = label_of(sink), .argv = sink->command.argv, .identity = &identity}},
        .count = 1,
        .timeout_us = sink->kind == HERALD_SINK_MAIL ? mail_us : command_us};

    sink->pid = hook_run_start(&run);
    if (sink->pid <= 0) {
        log_line(LOG_LEVEL_ERROR, "%s: %s", label_of(sink), strerror(-sink->pid));
        sink->pid = 0;
        return false;
    }
    sink->ended = process_watch(sink->pid);
    return true;
}

static void start_next(struct herald_sink *sink)
{
    while (sink->pid == 0 && sink->count > 0) {
        struct herald_job *job = &sink->jobs[sink->first];

        if (!start(sink, job))
            sink->failed++;
        free_job(job);
        sink->first = (sink->first + 1) % HERALD_JOBS_MAX;
        sink->count--;
    }
}

void herald_sink_go_on(struct herald_sink *sink)
{
    int status = 0;

    if (sink->pid > 0 && waitpid(sink->pid, &status, WNOHANG) == sink->pid) {
        sink->failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
        sink->pid = 0;
        if (sink->ended >= 0)
            close(sink->ended);
        sink->ended = -1;
    }
    start_next(sink);
}

bool herald_sink_is_idle(const struct herald_sink *sink)
{
    return sink->pid == 0 && sink->count == 0;
}

static struct herald_job *new_job(struct herald_sink *sink)
{
    if (sink->count == HERALD_JOBS_MAX) {
        sink->failed++;
        log_line(LOG_LEVEL_ERROR, "%s: %d alerts wait already, one is lost", label_of(sink), HERALD_JOBS_MAX);
        return NULL;
    }
    return &sink->jobs[(sink->first + sink->count++) % HERALD_JOBS_MAX];
}

void herald_sink_run(struct herald_sink *sink, const char *variables)
{
    static const char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    struct herald_job *job = new_job(sink);

    if (job == NULL)
        return;
    job->variables[0] = strdup(path);
    for (size_t i = 1; *variables != '\0' && i + 1 < ALERT_VARIABLES_MAX; i++) {
        size_t size = strcspn(variables, "\n");

        job->variables[i] = strndup(variables, size);
        variables += size + (variables[size] == '\n');
    }
    start_next(sink);
}

/* ---- the log ---- */

static bool send_to(const char *path, const char *text)
{
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool sent;

    snprintf(place.sun_path, sizeof(place.sun_path), "%s", path);
    if (fd < 0)
        return false;
    sent = sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)&place, sizeof(place)) >= 0;
    if (!sent)
        log_line(LOG_LEVEL_ERROR, "%s: %s", path, strerror(errno));
    close(fd);
    return sent;
}

static void tell_log(struct herald_sink *sink, const struct event *event, enum alert_action action)
{
    bool journal = sink->kind == HERALD_SINK_JOURNAL;
    char *text =
        journal ? alert_text_journal(event, action) : alert_text_syslog(event, action, (long)getpid());

    if (text == NULL || !send_to(journal ? "/run/systemd/journal/socket" : "/dev/log", text))
        sink->failed++;
    free(text);
}

void herald_sink_tell(struct herald_sink *sink, const struct event *event, const char *line,
                      enum alert_action action)
{
    struct herald_job *job;

    /* vrrpnotify reminds people itself. */
    if (sink->kind == HERALD_SINK_FENCE || (sink->kind == HERALD_SINK_MAIL && action == ALERT_REMINDER))
        return;
    if (sink->kind == HERALD_SINK_SYSLOG || sink->kind == HERALD_SINK_JOURNAL) {
        tell_log(sink, event, action);
        return;
    }
    job = new_job(sink);
    if (job == NULL)
        return;
    job->input = strdup(line);
    alert_text_environment(event, action, job->variables);
    start_next(sink);
}

void herald_sink_clear(struct herald_sink *sink)
{
    for (; sink->count > 0; sink->count--) {
        free_job(&sink->jobs[sink->first]);
        sink->first = (sink->first + 1) % HERALD_JOBS_MAX;
    }
}
