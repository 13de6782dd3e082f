/* The minder; see hook_run.h. */
#include "lib/hook_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/last_line.h"
#include "lib/log.h"
#include "lib/sandbox.h"
#include "lib/script_file.h"

enum {
    KILL_AFTER_US = 2000000,
    FLOOD_BYTES = 1 << 20, /* from here on output is read slowly */
    FLOOD_PAUSE_US = 10000,
    REST_READS = 16, /* what a pipe holds, and a little more */
};

struct minder {
    const struct hook_run *run;
    const struct hook_command *command;
    struct script_file file;
    int signals; /* signalfd */
    int output;  /* -1: at its end */
    pid_t pid;
    int64_t started_us, act_at_us;
    bool timed_out, told_to_end;
    size_t read_bytes;
    char mark;
    struct last_line text;
};

/* ---- output ---- */

static void take_output(struct minder *minder, const char *bytes, size_t size)
{
    if (minder->read_bytes == 0 && size >= 2 && bytes[0] == PROCESS_MARK) {
        minder->mark = bytes[1];
        bytes += 2;
        size -= 2;
    }
    minder->read_bytes += size;
    last_line_take(&minder->text, bytes, size);
}

static void read_output(struct minder *minder)
{
    char bytes[65536];
    ssize_t size = read(minder->output, bytes, sizeof(bytes));

    if (size > 0)
        take_output(minder, bytes, (size_t)size);
    if (size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR)))
        return;
    close(minder->output);
    minder->output = -1;
}

/* ---- one command ---- */

/* A memory file: the hook may read as little as it likes, and nobody ever waits. */
static int make_input(const char *text)
{
    size_t size = strlen(text);
    int fd = memfd_create("event", MFD_CLOEXEC);

    if (fd < 0)
        return -1;
    if (write(fd, text, size) != (ssize_t)size || write(fd, "\n", 1) != 1 || lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static const char *permit(void *context)
{
    struct minder *minder = context;

    return script_file_check(&minder->file, minder->command->identity) ? NULL : minder->file.why;
}

/* What all commands of the call get, and each the home of its user. */
static void make_environment(const struct minder *minder, char *home, size_t home_size, char **out)
{
    char *const *common = minder->run->environment;
    size_t count = 0;

    if (minder->command->identity->home[0] != '\0') {
        snprintf(home, home_size, "HOME=%s", minder->command->identity->home);
        out[count++] = home;
    }
    for (; *common != NULL && count < HOOK_RUN_ENVIRONMENT_MAX; common++)
        if (count == 0 || strncmp(*common, "HOME=", 5) != 0)
            out[count++] = *common;
    out[count] = NULL;
}

static bool start(struct minder *minder, char *why, size_t why_size)
{
    char *environment[HOOK_RUN_ENVIRONMENT_MAX + 1], home[PROCESS_HOME_MAX + 8];
    struct process_program program = {.path = minder->file.path,
                                      .argv = minder->command->argv,
                                      .environment = environment,
                                      .identity = minder->command->identity,
                                      .permit = permit,
                                      .context = minder};
    int ends[2];

    make_environment(minder, home, sizeof(home), environment);
    if (!script_file_find(minder->command->argv[0], &minder->file)) {
        snprintf(why, why_size, "%s", minder->file.why);
        return false;
    }
    if (pipe2(ends, O_CLOEXEC) < 0) {
        snprintf(why, why_size, "%s", strerror(errno));
        return false;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    program.output = ends[1];
    program.input = make_input(minder->run->input); /* without memory it gets nothing */
    minder->pid = process_run(&program);
    close(ends[1]);
    if (program.input >= 0)
        close(program.input);
    minder->output = ends[0];
    if (minder->pid > 0)
        return true;
    snprintf(why, why_size, "%s", strerror(-minder->pid));
    close(ends[0]);
    return false;
}

static void signal_group(const struct minder *minder, int number)
{
    kill(-minder->pid, number);
    kill(minder->pid, number); /* before it has a group of its own */
}

static void take_signals(struct minder *minder)
{
    struct signalfd_siginfo info;

    while (read(minder->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo != SIGTERM || minder->told_to_end)
            continue;
        minder->told_to_end = true;
        minder->act_at_us = 0;
    }
}

/* True when the program itself has ended; what is left of its group is killed before it is reaped, because
 * its number keeps the group's taken. Whatever else we inherited is reaped too. */
static bool reap(struct minder *minder, int *status)
{
    siginfo_t info = {.si_pid = 0};
    int ignored;

    while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0) {
        if (info.si_pid == minder->pid) {
            kill(-minder->pid, SIGKILL);
            return waitpid(minder->pid, status, 0) == minder->pid;
        }
        waitpid(info.si_pid, &ignored, 0);
        info.si_pid = 0;
    }
    return false;
}

static void end_when_due(struct minder *minder, int64_t now_us)
{
    if (now_us < minder->act_at_us)
        return;
    signal_group(minder, minder->timed_out ? SIGKILL : SIGTERM);
    minder->timed_out = true;
    minder->act_at_us = now_us + KILL_AFTER_US;
}

static int wait_ms(const struct minder *minder, int64_t now_us)
{
    int64_t left_us = minder->act_at_us - now_us;

    return left_us <= 0 ? 0 : (int)(left_us / 1000 + 1);
}

static int watch(struct minder *minder)
{
    int status = 0;

    while (!reap(minder, &status)) {
        struct pollfd events[2] = {{.fd = minder->signals, .events = POLLIN},
                                   {.fd = minder->output, .events = POLLIN}};
        int64_t now_us = clock_now_us();

        end_when_due(minder, now_us);
        if (poll(events, 2, wait_ms(minder, now_us)) <= 0)
            continue;
        take_signals(minder);
        if (minder->output >= 0 && events[1].revents != 0)
            read_output(minder);
        if (minder->read_bytes >= FLOOD_BYTES)
            usleep(FLOOD_PAUSE_US);
    }
    for (int i = 0; i < REST_READS && minder->output >= 0; i++)
        read_output(minder);
    if (minder->output >= 0)
        close(minder->output);
    minder->output = -1;
    return status;
}

/* ---- what came of it ---- */

static bool conclude(const struct minder *minder, int status)
{
    double seconds = (double)(clock_now_us() - minder->started_us) / 1e6;
    bool good = !minder->timed_out && minder->mark == '\0' && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    char text[LAST_LINE_MAX], end[64];

    last_line_get(&minder->text, text, sizeof(text));
    if (minder->mark != '\0')
        snprintf(end, sizeof(end), "%s",
                 minder->mark == PROCESS_REFUSED ? "refused" : "could not be started");
    else if (minder->timed_out)
        snprintf(end, sizeof(end), "%s", minder->told_to_end ? "ended with the daemon" : "timed out");
    else if (WIFSIGNALED(status))
        snprintf(end, sizeof(end), "ended by signal %d", WTERMSIG(status));
    else
        snprintf(end, sizeof(end), "exit status %d", WEXITSTATUS(status));
    log_line(good ? LOG_LEVEL_NOTICE : LOG_LEVEL_WARNING, "%s of %s: %s after %.2f s%s%s",
             minder->command->label, minder->run->owner, end, seconds, good || text[0] == '\0' ? "" : ": ",
             good ? "" : text);
    return good;
}

/* Nobody else is to be started: what is left to do is to end the group of another user. */
static void drop_rights(void)
{
    static const char *const nobody[] = {NULL};
    const char *failed;

    sandbox_enter(nobody, SANDBOX_KILL, &failed); /* no worse than a moment ago when it fails */
}

static bool run_command(struct minder *minder, const struct hook_command *command, bool last)
{
    char why[512];

    minder->command = command;
    minder->started_us = clock_now_us();
    minder->act_at_us = minder->started_us + minder->run->timeout_us;
    minder->timed_out = false;
    minder->read_bytes = 0;
    minder->mark = '\0';
    minder->text = (struct last_line){.used = 0};
    if (start(minder, why, sizeof(why))) {
        if (last)
            drop_rights();
        return conclude(minder, watch(minder));
    }
    log_line(LOG_LEVEL_WARNING, "%s of %s cannot be run: %s", command->label, minder->run->owner, why);
    return false;
}

static bool may_begin(const struct hook_run *run, int go)
{
    char byte;
    ssize_t size;

    if (go < 0)
        return true;
    do
        size = read(go, &byte, 1);
    while (size < 0 && errno == EINTR);
    close(go);
    return size == 1 || (run->meant != NULL && run->meant(run->context));
}

/* The one before us has deadlines of its own. */
static void wait_for_other(struct minder *minder)
{
    int other = minder->run->after > 0 ? process_watch(minder->run->after) : -1;
    struct pollfd events[2] = {{.fd = other, .events = POLLIN}, {.fd = minder->signals, .events = POLLIN}};

    while (other >= 0 && !minder->told_to_end && events[0].revents == 0) {
        poll(events, 2, -1);
        take_signals(minder);
    }
    if (other >= 0)
        close(other);
}

static int mind(const struct hook_run *run, int go)
{
    struct minder minder = {.run = run, .output = -1};
    char title[96];
    sigset_t signals;
    bool good = true;

    snprintf(title, sizeof(title), "hook %s", run->owner);
    process_title(run->program, title);
    process_close_others(&go, 1);
    log_renew("hook");
    process_adopt_orphans();
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGTERM, SIG_DFL); /* blocked, and not ignored: signalfd has to see it */
    minder.signals = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    if (!may_begin(run, go))
        return 1;
    wait_for_other(&minder);
    for (size_t i = 0; i < run->count && !minder.told_to_end; i++)
        good = run_command(&minder, &run->commands[i], i + 1 == run->count) && good;
    return good ? 0 : 1;
}

static int fork_minder(const struct hook_run *run, int go)
{
    pid_t pid = process_fork_detached();

    if (pid < 0)
        return -errno;
    if (pid > 0)
        return pid;
    setsid();
    _exit(mind(run, go));
}

/* The minder's copy of our end is closed with all the rest it inherits: our death ends its wait. */
pid_t hook_run_start(const struct hook_run *run)
{
    int ends[2];
    pid_t pid;

    if (run->go == NULL)
        return fork_minder(run, -1);
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    pid = fork_minder(run, ends[0]);
    close(ends[0]);
    if (pid < 0)
        close(ends[1]);
    else
        *run->go = ends[1];
    return pid;
}

void hook_run_go(int go)
{
    (void)!write(go, "g", 1); /* a minder that is gone already needs no word */
    close(go);
}
