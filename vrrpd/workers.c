/* The processes below the supervisor; see workers.h. */
#include "vrrpd/workers.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/process.h"
#include "vrrpd/os/message.h"

enum {
    PATIENCE_US = 3000000,
    RUNNER_PATIENCE_US = 10000000,  /* hooks of the end run to their end */
    HAND_OVER_PATIENCE_US = 300000, /* an engine that hangs sends no adverts either */
};

static void run_child(const struct child *template, enum page_process process, int pair, pid_t parent,
                      int (*engine)(struct child *))
{
    struct child child = *template;
    int status;

    child.process = process;
    child.supervisor = pair;
    child.parent = process_watch(parent);
    if (child.parent < 0)
        _exit(1);
    status = child_prepare(&child);
    if (status == 0)
        status = engine(&child);
    _exit(status);
}

int worker_start(struct worker *worker, const struct child *template, int (*engine)(struct child *))
{
    pid_t parent = getpid();
    int ends[2];
    int error = message_pair(ends);

    if (error < 0)
        return error;
    worker->pid = process_fork();
    if (worker->pid == 0)
        run_child(template, worker->process, ends[1], parent, engine);
    close(ends[1]);
    if (worker->pid < 0) {
        close(ends[0]);
        worker->pid = 0;
        return -errno;
    }
    worker->pair = ends[0];
    worker->table = template->table;
    worker->phase = WORKER_STARTING;
    worker->start_at_us = worker->killed_us = 0;
    worker->hung = false;
    worker->watch = (struct hang_watch){.promise_us = 0};
    worker->started_us = clock_now_us();
    return 0;
}

void worker_go(struct worker *worker, int adopt_table, int64_t now_us)
{
    message_send(worker->pair, MESSAGE_GO, adopt_table, -1);
    worker->phase = WORKER_GONE_TO_WORK;
    worker->went_us = now_us;
}

void worker_end(struct worker *worker, int message, int64_t now_us)
{
    if (worker->phase == WORKER_NONE || worker->phase == WORKER_ENDING)
        return;
    message_send(worker->pair, (enum message_kind)message, 0, -1);
    worker->phase = WORKER_ENDING;
    worker->kill_at_us = now_us + PATIENCE_US;
    if (worker->process == PAGE_RUNNER)
        worker->kill_at_us = now_us + RUNNER_PATIENCE_US;
    else if (message == MESSAGE_HAND_OVER && worker->process != PAGE_SERVICES) /* it says goodbye first */
        worker->kill_at_us = now_us + HAND_OVER_PATIENCE_US;
}

void worker_forget(struct worker *worker)
{
    if (worker->pair >= 0)
        close(worker->pair);
    *worker = (struct worker){.process = worker->process, .table = worker->table, .pair = -1};
}

void worker_kill(struct worker *worker, int64_t now_us)
{
    if (worker->pid <= 0)
        return;
    kill(worker->pid, SIGKILL);
    if (worker->killed_us == 0)
        worker->killed_us = now_us;
}
