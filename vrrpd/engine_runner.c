/* The runner process: one slot a tracker, at most one run a slot. See engine_runner.h.
 *
 *   asked     fork, permit() as the other user, exec; output is read as it comes, the last line is kept
 *   deadline  TERM to the process group, KILL two seconds later
 *   exit      what is left of the group is killed, the result goes to services
 *
 * A program that makes a session of its own, as daemons do, is out of the group on purpose: a check script
 * that starts the service it checks must not take it away again. */
#include "vrrpd/engine_runner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/run_channel.h"
#include "vrrpd/os/script_file.h"
#include "vrrpd/os/script_user.h"
#include "vrrpd/vrrp/last_line.h"

enum {
    KILL_AFTER_US = 2000000,   /* a script that ignores TERM */
    STOP_PATIENCE_US = 500000, /* the same when we end */
    RETRY_US = 20000,          /* services is slow to read */
    FLOOD_BYTES = 1 << 20,     /* from here on output is read slowly */
    FLOOD_PAUSE_US = 10000,
};

struct run {
    pid_t pid;  /* 0: nothing runs */
    int output; /* -1: not open or not watched */
    bool flooding;
    bool timed_out;
    int64_t act_at_us; /* of the next signal */
    size_t read_bytes;
    char mark; /* PROCESS_REFUSED or PROCESS_NOT_STARTED, 0: the program runs */
    struct last_line text;
    bool unsent;
    struct run_result result;
    struct process_identity identity; /* looked up once */
    bool known_user;
};

struct runner {
    struct child *child;
    struct loop *loop;
    int signals;
    struct run *runs;        /* by tracker */
    struct script_file file; /* of the run that is being started; the new process has a copy */
    struct process_identity *who;
    bool new_unsent;
    bool stopping;
    int64_t stop_by_us;
};

/* ---- results ---- */

static void send_result(struct runner *runner, struct run *run)
{
    run->unsent = run_channel_answer(runner->child->runs, &run->result) == -EAGAIN;
}

static void send_new(struct runner *runner)
{
    const struct run_result hello = {.outcome = RUN_NEW_RUNNER};

    runner->new_unsent = run_channel_answer(runner->child->runs, &hello) == -EAGAIN;
}

static void conclude(struct runner *runner, size_t index, enum run_outcome outcome, int32_t detail)
{
    struct run *run = &runner->runs[index];

    run->result.tracker = (uint32_t)index;
    run->result.outcome = outcome;
    run->result.detail = detail;
    send_result(runner, run);
}

static void fail_before_start(struct runner *runner, size_t index, enum run_outcome outcome, const char *why)
{
    snprintf(runner->runs[index].result.text, RUN_CHANNEL_TEXT, "%s", why);
    conclude(runner, index, outcome, 0);
}

/* ---- output ---- */

static void take_output(struct run *run, const char *bytes, size_t size)
{
    if (run->read_bytes == 0 && size >= 2 && bytes[0] == PROCESS_MARK) {
        run->mark = bytes[1];
        bytes += 2;
        size -= 2;
    }
    run->read_bytes += size;
    last_line_take(&run->text, bytes, size);
}

static void close_output(struct runner *runner, struct run *run)
{
    if (run->output < 0)
        return;
    if (!run->flooding)
        loop_remove(runner->loop, run->output);
    close(run->output);
    run->output = -1;
}

/* At most what a pipe holds, so that nobody's flood keeps us from the others. True at the end of it all. */
static bool read_output(struct run *run)
{
    char bytes[65536];
    ssize_t size = read(run->output, bytes, sizeof(bytes));

    if (size > 0)
        take_output(run, bytes, (size_t)size);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
}

static void output_came(void *context, int fd)
{
    struct runner *runner = context;

    for (size_t i = 0; i < runner->child->conf->tracker_count; i++) {
        struct run *run = &runner->runs[i];

        if (run->output != fd || run->flooding)
            continue;
        if (read_output(run)) {
            close_output(runner, run);
        } else if (run->read_bytes >= FLOOD_BYTES) {
            run->flooding = true;
            loop_remove(runner->loop, fd);
        }
        return;
    }
}

/* ---- start ---- */

static void remember(struct runner *runner, size_t index, pid_t pid)
{
    const struct page_run record = {.pid = (int32_t)pid, .started = pid != 0 ? process_started(pid) : 0};

    page_write_run(runner->child->page, runner->child->table, index, &record);
}

/* A predecessor that was killed could not end its scripts: nothing may run twice. Where the kernel ended the
 * script with it, what the script had started is still there, and keeps the group's number taken. */
static bool may_be_left(const struct page_run *run)
{
    uint64_t started = process_started(run->pid);

    return started == run->started || started == 0;
}

static void end_leftovers(const struct child *child)
{
    struct page_run found;

    if (child->adopt_table == CHILD_NO_PREDECESSOR)
        return;
    for (size_t i = 0; i < CONF_TRACKERS_MAX; i++) {
        if (!page_read_run(child->page, (unsigned)child->adopt_table, i, &found))
            return;
        if (found.pid > 0 && found.started != 0 && may_be_left(&found))
            kill(-found.pid, SIGKILL);
    }
}

static const char *permit(void *context)
{
    struct runner *runner = context;

    return script_file_check(&runner->file, runner->who) ? NULL : runner->file.why;
}

static int64_t timeout_us(const struct runner *runner, size_t index)
{
    return runner->child->conf->trackers[index].timeout_us;
}

static int start_program(struct runner *runner, size_t index, int output)
{
    char path[] = "PATH=" SCRIPT_FILE_PATH, language[] = "LANG=C.UTF-8", home[] = "HOME=/";
    char *const environment[] = {path, language, home, NULL};
    struct run *run = &runner->runs[index];
    struct process_program program = {.path = runner->file.path,
                                      .argv = runner->child->conf->trackers[index].command.argv,
                                      .environment = environment,
                                      .identity = &run->identity,
                                      .output = output,
                                      .permit = permit,
                                      .context = runner};

    runner->who = &run->identity;
    return process_run(&program);
}

static void start(struct runner *runner, size_t index)
{
    struct run *run = &runner->runs[index];
    int ends[2], pid;

    if (pipe2(ends, O_CLOEXEC) < 0) {
        fail_before_start(runner, index, RUN_NOT_STARTED, strerror(errno));
        return;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    run->text = (struct last_line){.used = 0};
    run->read_bytes = 0;
    run->mark = 0;
    run->flooding = run->timed_out = false;
    pid = start_program(runner, index, ends[1]);
    close(ends[1]);
    if (pid < 0 || loop_add(runner->loop, ends[0], output_came, runner) < 0) {
        close(ends[0]);
        if (pid < 0) {
            fail_before_start(runner, index, RUN_NOT_STARTED, strerror(-pid));
            return;
        }
        ends[0] = -1;
    }
    run->pid = pid;
    remember(runner, index, pid);
    run->output = ends[0];
    run->act_at_us = clock_now_us() + timeout_us(runner, index);
}

static bool find_user(struct runner *runner, size_t index, char *why, size_t why_size)
{
    const struct conf *conf = runner->child->conf;
    struct run *run = &runner->runs[index];

    if (!run->known_user)
        run->known_user =
            script_user_find(&conf->global, &conf->trackers[index].command, &run->identity, why, why_size);
    return run->known_user;
}

static void asked_for(struct runner *runner, size_t index)
{
    const struct conf *conf = runner->child->conf;
    char why[128] = "";

    if (index >= conf->tracker_count || conf->trackers[index].kind != CONF_TRACK_SCRIPT ||
        runner->runs[index].pid != 0)
        return; /* the run that is alive will answer */
    runner->runs[index].result.text[0] = '\0';
    if (!find_user(runner, index, why, sizeof(why)))
        fail_before_start(runner, index, RUN_NOT_STARTED, why);
    else if (conf->trackers[index].command.argc == 0)
        fail_before_start(runner, index, RUN_REFUSED, "there is no command");
    else if (!script_file_find(conf->trackers[index].command.argv[0], &runner->file))
        fail_before_start(runner, index, RUN_REFUSED, runner->file.why);
    else
        start(runner, index);
}

static void request_came(void *context, int fd)
{
    struct runner *runner = context;
    uint32_t index;
    int result;

    while ((result = run_channel_asked(fd, &index)) != 0) {
        if (result == 1 && !runner->stopping)
            asked_for(runner, index);
        else if (result < 0 && result != -EBADMSG)
            break;
    }
}

/* ---- end ---- */

static void send_signal(const struct run *run, int number)
{
    kill(-run->pid, number);
    kill(run->pid, number); /* before it has a group of its own */
}

static void finish(struct runner *runner, size_t index, int status)
{
    struct run *run = &runner->runs[index];

    for (int i = 0; i < 16 && run->output >= 0 && !read_output(run); i++)
        continue; /* what a pipe holds, and a little more */
    close_output(runner, run);
    run->pid = 0;
    remember(runner, index, 0);
    if (runner->stopping)
        return; /* we ended it ourselves: to services, which may outlive us by a moment, that is no failure */
    last_line_get(&run->text, run->result.text, sizeof(run->result.text));
    if (run->timed_out)
        conclude(runner, index, RUN_TIMED_OUT, (int32_t)(timeout_us(runner, index) / 1000));
    else if (run->mark == PROCESS_REFUSED)
        conclude(runner, index, RUN_REFUSED, 0);
    else if (run->mark == PROCESS_NOT_STARTED)
        conclude(runner, index, RUN_NOT_STARTED, 0);
    else if (WIFSIGNALED(status))
        conclude(runner, index, RUN_KILLED, WTERMSIG(status));
    else
        conclude(runner, index, RUN_EXITED, WEXITSTATUS(status));
}

/* A dead leader keeps its group's number taken until it is reaped: the rest of the group is killed before. */
static void reap(struct runner *runner)
{
    siginfo_t info;
    int status;

    for (;;) {
        size_t index = 0;

        info.si_pid = 0;
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
            return;
        while (index < runner->child->conf->tracker_count && runner->runs[index].pid != info.si_pid)
            index++;
        if (index < runner->child->conf->tracker_count)
            kill(-info.si_pid, SIGKILL);
        if (waitpid(info.si_pid, &status, WNOHANG) == info.si_pid &&
            index < runner->child->conf->tracker_count)
            finish(runner, index, status);
    }
}

static void child_ended(void *context, int fd)
{
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        continue;
    reap(context);
}

/* ---- time ---- */

static void due(struct runner *runner, struct run *run, int64_t now_us)
{
    if (run->unsent)
        send_result(runner, run);
    if (run->flooding && run->output >= 0 && read_output(run))
        close_output(runner, run);
    if (run->pid == 0 || now_us < run->act_at_us)
        return;
    send_signal(run, run->timed_out ? SIGKILL : SIGTERM);
    run->timed_out = true;
    run->act_at_us = now_us + KILL_AFTER_US;
}

static int64_t next_us(const struct runner *runner, int64_t now_us)
{
    int64_t next = runner->stopping ? runner->stop_by_us : LOOP_FOREVER;

    if (runner->new_unsent && now_us + RETRY_US < next)
        next = now_us + RETRY_US;
    for (size_t i = 0; i < runner->child->conf->tracker_count; i++) {
        const struct run *run = &runner->runs[i];

        if (run->pid != 0 && run->act_at_us < next)
            next = run->act_at_us;
        if (run->unsent && now_us + RETRY_US < next)
            next = now_us + RETRY_US;
        if (run->flooding && run->output >= 0 && now_us + FLOOD_PAUSE_US < next)
            next = now_us + FLOOD_PAUSE_US;
    }
    return next;
}

/* ---- the supervisor ---- */

static void signal_all(struct runner *runner, int number)
{
    for (size_t i = 0; i < runner->child->conf->tracker_count; i++)
        if (runner->runs[i].pid != 0)
            send_signal(&runner->runs[i], number);
}

static bool any_alive(const struct runner *runner)
{
    for (size_t i = 0; i < runner->child->conf->tracker_count; i++)
        if (runner->runs[i].pid != 0)
            return true;
    return false;
}

static void begin_stop(struct runner *runner, int64_t patience_us)
{
    if (runner->stopping)
        return;
    runner->stopping = true;
    runner->stop_by_us = clock_now_us() + patience_us;
    signal_all(runner, SIGTERM);
}

static void supervisor_died(void *context, int fd)
{
    struct runner *runner = context;

    loop_remove(runner->loop, fd);
    begin_stop(runner, 0);
}

static void supervisor_spoke(void *context, int fd)
{
    struct runner *runner = context;
    struct message message;
    int attached, result;

    while ((result = message_receive(fd, &message, &attached)) > 0) {
        if (message.kind == MESSAGE_STOP || message.kind == MESSAGE_HAND_OVER)
            begin_stop(runner, STOP_PATIENCE_US);
        if (attached >= 0)
            close(attached);
    }
    if (result == -EPIPE)
        supervisor_died(runner, fd);
}

/* ---- start, loop, end ---- */

static bool prepare(struct runner *runner, struct child *child)
{
    char why[128];
    sigset_t signals;

    runner->child = child;
    child_forget(child);
    runner->loop = loop_new();
    runner->runs = calloc(child->conf->tracker_count + 1, sizeof(*runner->runs));
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    runner->signals = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    if (runner->loop == NULL || runner->runs == NULL || runner->signals < 0 ||
        page_read_only_but(child->page, child->table, PAGE_RUNS) < 0)
        return false;
    process_adopt_orphans();
    process_be_killable();
    for (size_t i = 0; i < child->conf->tracker_count; i++) {
        struct page_run none = {.pid = 0};

        if (!page_read_run(child->page, child->table, i, &none))
            page_write_run(child->page, child->table, i, &none); /* the array has no hole */
        runner->runs[i].output = -1;
        if (child->conf->trackers[i].kind == CONF_TRACK_SCRIPT)
            find_user(runner, i, why, sizeof(why));
    }
    return loop_add(runner->loop, runner->signals, child_ended, runner) == 0 &&
           loop_add(runner->loop, child->supervisor, supervisor_spoke, runner) == 0 &&
           loop_add(runner->loop, child->parent, supervisor_died, runner) == 0;
}

static void run(struct runner *runner)
{
    while (!runner->stopping || any_alive(runner)) {
        int64_t now_us = clock_now_us();

        if (runner->stopping && now_us >= runner->stop_by_us)
            break;
        loop_wait(runner->loop, next_us(runner, now_us));
        now_us = clock_now_us();
        if (runner->new_unsent)
            send_new(runner);
        for (size_t i = 0; i < runner->child->conf->tracker_count; i++)
            due(runner, &runner->runs[i], now_us);
    }
    signal_all(runner, SIGKILL);
}

int engine_runner_run(struct child *child)
{
    struct runner runner;

    memset(&runner, 0, sizeof(runner));
    if (!prepare(&runner, child)) {
        log_line(LOG_LEVEL_ERROR, "cannot prepare: %s", strerror(errno));
        return 1;
    }
    if (!child_wait(child))
        return 0;
    end_leftovers(child);
    if (loop_add(runner.loop, child->runs, request_came, &runner) < 0)
        return 1;
    send_new(&runner);
    message_send(child->supervisor, MESSAGE_RUNNING, 0, -1);
    run(&runner);
    return 0;
}
