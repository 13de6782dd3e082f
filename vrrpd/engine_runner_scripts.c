/* The runner's scripts: one slot a tracker and one a MISC check, at most one run a slot. See
 * engine_runner_scripts.h.
 *
 *   asked     fork, permit() as the other user, exec; output is read as it comes, the last line is kept
 *   deadline  TERM to the process group, KILL two seconds later
 *   exit      what is left of the group is killed, the result goes to services
 *
 * A program that makes a session of its own, as daemons do, is out of the group on purpose: a check script
 * that starts the service it checks must not take it away again. */
#include "vrrpd/engine_runner_scripts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/last_line.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/script_file.h"
#include "vrrpd/engine_runner_lvs.h"
#include "vrrpd/engine_runner_scripts_state.h"
#include "vrrpd/os/run_channel.h"
#include "vrrpd/os/script_user.h"

enum {
    KILL_AFTER_US = 2000000, /* a script that ignores TERM */
    RETRY_US = 20000,        /* services is slow to read */
    FLOOD_BYTES = 1 << 20,   /* from here on output is read slowly */
    FLOOD_PAUSE_US = 10000,
};

/* ---- results ---- */

static void send_result(struct runner_scripts *scripts, struct run *run)
{
    run->unsent = run_channel_answer(scripts->child->runs, &run->result) == -EAGAIN;
}

static void send_new(struct runner_scripts *scripts)
{
    const struct run_result hello = {.outcome = RUN_NEW_RUNNER, .since_us = scripts->since_us};

    scripts->new_unsent = run_channel_answer(scripts->child->runs, &hello) == -EAGAIN;
}

static void conclude(struct runner_scripts *scripts, size_t index, enum run_outcome outcome, int32_t detail)
{
    struct run *run = &scripts->runs[index];

    run->result.outcome = outcome;
    run->result.detail = detail;
    send_result(scripts, run);
}

static void fail_before_start(struct runner_scripts *scripts, size_t index, enum run_outcome outcome,
                              const char *why)
{
    snprintf(scripts->runs[index].result.text, RUN_CHANNEL_TEXT, "%s", why);
    conclude(scripts, index, outcome, 0);
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

static void close_output(struct runner_scripts *scripts, struct run *run)
{
    if (run->output < 0)
        return;
    if (!run->flooding)
        loop_remove(scripts->loop, run->output);
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
    struct runner_scripts *scripts = context;

    for (size_t i = 0; i < scripts->count; i++) {
        struct run *run = &scripts->runs[i];

        if (run->output != fd || run->flooding)
            continue;
        if (read_output(run)) {
            close_output(scripts, run);
        } else if (run->read_bytes >= FLOOD_BYTES) {
            run->flooding = true;
            loop_remove(scripts->loop, fd);
        }
        return;
    }
}

/* ---- start ---- */

static void remember(struct runner_scripts *scripts, size_t index, pid_t pid)
{
    const struct page_run record = {.pid = (int32_t)pid, .started = pid != 0 ? process_started(pid) : 0};

    if (scripts->runs[index].result.kind == RUN_TRACKER)
        page_write_run(scripts->child->page, scripts->child->table, index, &record);
}

/* A predecessor that was killed could not end its scripts: nothing may run twice. Where the kernel ended the
 * script with it, what the script had started is still there, and keeps the group's number taken. */
static bool may_be_left(const struct page_run *run)
{
    uint64_t started = process_started(run->pid);

    return started == run->started || started == 0;
}

void runner_scripts_end_leftovers(const struct child *child)
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
    struct runner_scripts *scripts = context;

    return script_file_check(&scripts->file, scripts->who) ? NULL : scripts->file.why;
}

static int start_program(struct runner_scripts *scripts, size_t index, int output)
{
    char path[] = "PATH=" SCRIPT_FILE_PATH, language[] = "LANG=C.UTF-8", home[] = "HOME=/";
    char *const environment[] = {path, language, home, NULL};
    struct run *run = &scripts->runs[index];
    struct process_program program = {.path = scripts->file.path,
                                      .argv = run->command->argv,
                                      .environment = environment,
                                      .identity = &run->identity,
                                      .output = output,
                                      .permit = permit,
                                      .context = scripts};

    scripts->who = &run->identity;
    return process_run(&program);
}

static void start(struct runner_scripts *scripts, size_t index)
{
    struct run *run = &scripts->runs[index];
    int ends[2], pid;

    if (pipe2(ends, O_CLOEXEC) < 0) {
        fail_before_start(scripts, index, RUN_NOT_STARTED, strerror(errno));
        return;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    run->text = (struct last_line){.used = 0};
    run->read_bytes = 0;
    run->mark = 0;
    run->flooding = run->timed_out = false;
    pid = start_program(scripts, index, ends[1]);
    close(ends[1]);
    if (pid < 0 || loop_add(scripts->loop, ends[0], output_came, scripts) < 0) {
        close(ends[0]);
        if (pid < 0) {
            fail_before_start(scripts, index, RUN_NOT_STARTED, strerror(-pid));
            return;
        }
        ends[0] = -1;
    }
    run->pid = pid;
    remember(scripts, index, pid);
    run->output = ends[0];
    run->act_at_us = clock_now_us() + run->timeout_us;
}

static void ask(struct runner_scripts *scripts, size_t index)
{
    struct run *run = &scripts->runs[index];
    char why[128] = "";

    if (run->pid != 0)
        return; /* the run that is alive will answer */
    run->result.text[0] = '\0';
    if (!scripts_find_user(scripts, index, why, sizeof(why)))
        fail_before_start(scripts, index, RUN_NOT_STARTED, why);
    else if (run->command->argc == 0)
        fail_before_start(scripts, index, RUN_REFUSED, "there is no command");
    else if (!script_file_find(run->command->argv[0], &scripts->file))
        fail_before_start(scripts, index, RUN_REFUSED, scripts->file.why);
    else
        start(scripts, index);
}

static void asked_for(struct runner_scripts *scripts, const struct run_request *request)
{
    int index = scripts_slot(scripts, (enum run_kind)request->kind, request->number);

    if (index >= 0)
        ask(scripts, (size_t)index);
}

static void request_came(void *context, int fd)
{
    struct runner_scripts *scripts = context;
    struct run_request request;
    int result;

    while ((result = run_channel_asked(fd, &request)) != 0) {
        if (result == 1 && request.kind != RUN_TRACKER && request.kind != RUN_CHECK)
            runner_lvs_ask(scripts->lvs, (enum run_kind)request.kind, request.number);
        else if (result == 1 && !scripts->stopping)
            asked_for(scripts, &request);
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

static void finish(struct runner_scripts *scripts, size_t index, int status)
{
    struct run *run = &scripts->runs[index];

    for (int i = 0; i < 16 && run->output >= 0 && !read_output(run); i++)
        continue; /* what a pipe holds, and a little more */
    close_output(scripts, run);
    run->pid = 0;
    remember(scripts, index, 0);
    if (scripts->stopping)
        return; /* we ended it ourselves: to services, which may outlive us by a moment, that is no failure */
    last_line_get(&run->text, run->result.text, sizeof(run->result.text));
    if (run->timed_out)
        conclude(scripts, index, RUN_TIMED_OUT, (int32_t)(run->timeout_us / 1000));
    else if (run->mark == PROCESS_REFUSED)
        conclude(scripts, index, RUN_REFUSED, 0);
    else if (run->mark == PROCESS_NOT_STARTED)
        conclude(scripts, index, RUN_NOT_STARTED, 0);
    else if (WIFSIGNALED(status))
        conclude(scripts, index, RUN_KILLED, WTERMSIG(status));
    else
        conclude(scripts, index, RUN_EXITED, WEXITSTATUS(status));
}

/* ---- time ---- */

static void due(struct runner_scripts *scripts, struct run *run, int64_t now_us)
{
    if (run->unsent)
        send_result(scripts, run);
    if (run->flooding && run->output >= 0 && read_output(run))
        close_output(scripts, run);
    if (run->pid == 0 || now_us < run->act_at_us)
        return;
    send_signal(run, run->timed_out ? SIGKILL : SIGTERM);
    run->timed_out = true;
    run->act_at_us = now_us + KILL_AFTER_US;
}

int64_t runner_scripts_next_us(const struct runner_scripts *scripts, int64_t now_us)
{
    int64_t next = LOOP_FOREVER;

    if (scripts->new_unsent && now_us + RETRY_US < next)
        next = now_us + RETRY_US;
    for (size_t i = 0; i < scripts->count; i++) {
        const struct run *run = &scripts->runs[i];

        if (run->pid != 0 && run->act_at_us < next)
            next = run->act_at_us;
        if (run->unsent && now_us + RETRY_US < next)
            next = now_us + RETRY_US;
        if (run->flooding && run->output >= 0 && now_us + FLOOD_PAUSE_US < next)
            next = now_us + FLOOD_PAUSE_US;
    }
    return next;
}

void runner_scripts_signal(struct runner_scripts *scripts, int number)
{
    for (size_t i = 0; i < scripts->count; i++)
        if (scripts->runs[i].pid != 0)
            send_signal(&scripts->runs[i], number);
}

bool runner_scripts_alive(const struct runner_scripts *scripts)
{
    for (size_t i = 0; i < scripts->count; i++)
        if (scripts->runs[i].pid != 0)
            return true;
    return false;
}

void runner_scripts_stop(struct runner_scripts *scripts)
{
    scripts->stopping = true;
    runner_scripts_signal(scripts, SIGTERM);
}

void runner_scripts_round(struct runner_scripts *scripts, int64_t now_us)
{
    if (scripts->new_unsent)
        send_new(scripts);
    for (size_t i = 0; i < scripts->count; i++)
        due(scripts, &scripts->runs[i], now_us);
}

static int find(const struct runner_scripts *scripts, pid_t pid)
{
    for (size_t i = 0; i < scripts->count; i++)
        if (scripts->runs[i].pid == pid)
            return (int)i;
    return -1;
}

void runner_scripts_ending(const struct runner_scripts *scripts, pid_t pid)
{
    if (find(scripts, pid) >= 0)
        kill(-pid, SIGKILL);
}

bool runner_scripts_ended(struct runner_scripts *scripts, pid_t pid, int status)
{
    int index = find(scripts, pid);

    if (index < 0)
        return false;
    finish(scripts, (size_t)index, status);
    return true;
}

struct runner_scripts *runner_scripts_new(struct child *child, struct loop *loop, struct runner_lvs *lvs)
{
    struct runner_scripts *scripts = calloc(1, sizeof(*scripts));

    if (scripts == NULL)
        return NULL;
    scripts->child = child;
    scripts->loop = loop;
    scripts->lvs = lvs;
    if (scripts_lay_out(scripts))
        return scripts;
    free(scripts);
    return NULL;
}

/* What a predecessor left unread: its asker cannot know whether it was, and asks again for all of it. */
static void discard_requests(struct runner_scripts *scripts)
{
    struct run_request request;
    int got;

    while ((got = run_channel_asked(scripts->child->runs, &request)) == 1 || got == -EBADMSG)
        ;
    scripts->since_us = clock_now_us();
}

int runner_scripts_begin(struct runner_scripts *scripts)
{
    int error;

    discard_requests(scripts);
    error = loop_add(scripts->loop, scripts->child->runs, request_came, scripts);
    if (error == 0)
        send_new(scripts);
    return error;
}
