/* The runner process: its signals, its supervisor, its loop. See engine_runner.h. */
#include "vrrpd/engine_runner.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/state_page.h"
#include "vrrpd/engine_runner_hooks.h"
#include "vrrpd/engine_runner_lvs.h"
#include "vrrpd/engine_runner_mailer.h"
#include "vrrpd/engine_runner_scripts.h"
#include "vrrpd/os/message.h"
#include "vrrpd/pulse.h"

enum { STOP_PATIENCE_US = 500000 }; /* for a script that ignores TERM when we end */

struct runner {
    struct child *child;
    struct loop *loop;
    int signals;
    struct runner_scripts *scripts;
    struct runner_hooks *hooks;
    struct runner_lvs *lvs;
    struct runner_mailer mailer;
    bool stopping;
    enum runner_end end;
    int64_t stop_by_us; /* the scripts' */
};

/* A dead leader keeps its group's number taken until it is reaped. */
static void reap(struct runner *runner)
{
    siginfo_t info;
    int status;

    for (;;) {
        info.si_pid = 0;
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
            return;
        runner_scripts_ending(runner->scripts, info.si_pid);
        if (waitpid(info.si_pid, &status, WNOHANG) == info.si_pid &&
            !runner_scripts_ended(runner->scripts, info.si_pid, status) &&
            !runner_mailer_ended(&runner->mailer, info.si_pid, status, clock_now_us()) &&
            !runner_lvs_ended(runner->lvs, info.si_pid, status))
            runner_hooks_ended(runner->hooks, info.si_pid, status);
    }
}

static void child_ended(void *context, int fd)
{
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        continue;
    reap(context);
}

/* ---- the supervisor ---- */

static void begin_stop(struct runner *runner, enum runner_end end, int64_t patience_us)
{
    int64_t now_us = clock_now_us();

    if (runner->stopping)
        return;
    runner->stopping = true;
    runner->end = end;
    runner->stop_by_us = now_us + patience_us;
    runner_scripts_stop(runner->scripts);
    runner_hooks_stop(runner->hooks, end, now_us);
    runner_lvs_stop(runner->lvs, end, now_us);
    if (end == RUNNER_RETIRES)
        runner_mailer_stop(&runner->mailer, end, now_us);
    else
        runner_mailer_round(&runner->mailer, now_us); /* the end is an event too */
}

static void supervisor_died(void *context, int fd)
{
    struct runner *runner = context;

    loop_remove(runner->loop, fd);
    begin_stop(runner, RUNNER_ORPHANED, 0);
}

static void supervisor_spoke(void *context, int fd)
{
    struct runner *runner = context;
    struct message message;
    int attached, result;

    while ((result = message_receive(fd, &message, &attached)) > 0) {
        if (message.kind == MESSAGE_STOP || message.kind == MESSAGE_HAND_OVER)
            begin_stop(runner, message.kind == MESSAGE_STOP ? RUNNER_STOPS : RUNNER_RETIRES,
                       STOP_PATIENCE_US);
        if (attached >= 0)
            close(attached);
    }
    if (result == -EPIPE)
        supervisor_died(runner, fd);
}

static void bell_rang(void *context, int fd)
{
    (void)context;
    state_page_answer(fd); /* the round looks anyway */
}

/* ---- start, loop, end ---- */

static int watch_children(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool prepare(struct runner *runner, struct child *child)
{
    runner->child = child;
    child_forget(child);
    runner->loop = loop_new();
    runner->signals = watch_children();
    if (runner->loop == NULL || runner->signals < 0 ||
        page_read_only_but(child->page, child->table, PAGE_RUNS) < 0)
        return false;
    process_adopt_orphans();
    process_be_killable();
    runner->lvs = runner_lvs_new(child);
    if (runner->lvs != NULL)
        runner->scripts = runner_scripts_new(child, runner->loop, runner->lvs);
    runner->hooks = runner_hooks_new(child);
    return runner->scripts != NULL && runner->hooks != NULL &&
           loop_add(runner->loop, runner->signals, child_ended, runner) == 0 &&
           loop_add(runner->loop, child->supervisor, supervisor_spoke, runner) == 0 &&
           loop_add(runner->loop, child->parent, supervisor_died, runner) == 0;
}

static bool is_over(struct runner *runner, int64_t now_us)
{
    bool hooks_over = runner->stopping && runner_hooks_over(runner->hooks, now_us);

    hooks_over = runner->stopping && runner_lvs_over(runner->lvs, now_us) && hooks_over;
    if (hooks_over && now_us >= runner->stop_by_us) /* services tells the last events meanwhile */
        runner_mailer_stop(&runner->mailer, runner->end, now_us);
    if (!hooks_over || (runner_scripts_alive(runner->scripts) && now_us < runner->stop_by_us))
        return false;
    return runner->mailer.pid == 0 ||
           (runner->mailer.stopping && runner_mailer_over(&runner->mailer, now_us));
}

static int64_t next_us(const struct runner *runner, int64_t now_us)
{
    int64_t scripts_us = runner_scripts_next_us(runner->scripts, now_us);
    int64_t hooks_us = runner_hooks_next_us(runner->hooks, now_us);
    int64_t mailer_us = runner_mailer_next_us(&runner->mailer);
    int64_t lvs_us = runner_lvs_next_us(runner->lvs, now_us);
    int64_t next = scripts_us < hooks_us ? scripts_us : hooks_us;

    next = mailer_us < next ? mailer_us : next;
    next = lvs_us < next ? lvs_us : next;
    return runner->stopping && runner->stop_by_us > now_us && runner->stop_by_us < next ? runner->stop_by_us
                                                                                        : next;
}

static void run(struct runner *runner)
{
    int64_t now_us = clock_now_us();

    while (!is_over(runner, now_us)) {
        loop_wait(runner->loop, pulse_beat(runner->child, next_us(runner, now_us)));
        now_us = clock_now_us();
        runner_hooks_round(runner->hooks, now_us);
        runner_scripts_round(runner->scripts, now_us);
        runner_lvs_round(runner->lvs);
        if (!runner->stopping)
            runner_mailer_round(&runner->mailer, now_us);
    }
    runner_scripts_signal(runner->scripts, SIGKILL);
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
    pulse_begin(child);
    runner_scripts_end_leftovers(child);
    runner_hooks_adopt(runner.hooks);
    runner_mailer_begin(&runner.mailer, child);
    if (runner_scripts_begin(runner.scripts) < 0 ||
        loop_add(runner.loop, child->bells[PAGE_RUNNER], bell_rang, &runner) < 0)
        return 1;
    runner_hooks_round(runner.hooks, clock_now_us());
    message_send(child->supervisor, MESSAGE_RUNNING, 0, -1);
    run(&runner);
    return 0;
}
