/* What the supervisor's children say and how they end; see supervisor_children.h. */
#include "vrrpd/supervisor_children.h"

#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/notify_socket.h"
#include "vrrpd/supervisor_report.h"
#include "vrrpd/supervisor_reload.h"
#include "vrrpd/supervisor_resume.h"
#include "vrrpd/supervisor_stop.h"
#include "vrrpd/supervisor_upgrade.h"

static struct worker *find_by_pair(struct supervisor *supervisor, int fd)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        if (supervisor->current[i].pair == fd)
            return &supervisor->current[i];
        if (supervisor->next[i].pair == fd)
            return &supervisor->next[i];
        if (supervisor->retired[i].pair == fd)
            return &supervisor->retired[i];
    }
    return NULL;
}

static struct worker *find_by_pid(struct supervisor *supervisor, pid_t pid)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        if (supervisor->current[i].pid == pid)
            return &supervisor->current[i];
        if (supervisor->next[i].pid == pid)
            return &supervisor->next[i];
        if (supervisor->retired[i].pid == pid)
            return &supervisor->retired[i];
    }
    return NULL;
}

static bool is_next(const struct supervisor *supervisor, const struct worker *worker)
{
    return worker >= supervisor->next && worker < supervisor->next + PAGE_PROCESS_COUNT;
}

static bool is_retired(const struct supervisor *supervisor, const struct worker *worker)
{
    return worker >= supervisor->retired && worker < supervisor->retired + PAGE_PROCESS_COUNT;
}

static void keep_socket(struct supervisor *supervisor, int32_t name, int fd)
{
    struct child_socket *free_place = NULL;
    struct child_socket named = child_socket_of(name);

    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++) {
        struct child_socket *place = &supervisor->template.sockets[i];

        if (place->interface_index == named.interface_index && place->family == named.family) {
            close(place->fd);
            place->interface_index = 0;
        }
        if (place->interface_index == 0 && free_place == NULL)
            free_place = place;
    }
    named.fd = fd;
    if (fd >= 0 && free_place != NULL)
        *free_place = named;
    else if (fd >= 0)
        close(fd);
}

/* ---- what processes say and how they end ---- */

/* A ready process works at once unless its predecessor still does. */
static void worker_ready(struct supervisor *supervisor, struct worker *worker)
{
    int adopt = supervisor->started ? (int)worker->table : CHILD_NO_PREDECESSOR;
    bool early = worker->process == PAGE_RUNNER && supervisor->retired[PAGE_RUNNER].pid != 0;

    if (worker->phase == WORKER_ENDING)
        return;
    worker->phase = WORKER_READY;
    if (!is_next(supervisor, worker) && !early) /* scripts of its predecessor may still be alive */
        worker_go(worker, adopt, clock_now_us());
    else if (supervisor->step > RELOAD_PREPARING && supervisor->current[worker->process].pid == 0)
        worker_go(worker, (int)supervisor->record.table, clock_now_us());
    supervisor_maybe_hand_over(supervisor);
    if (supervisor->stopping)
        supervisor_continue_stop(supervisor);
}

static void worker_running(struct supervisor *supervisor, struct worker *worker)
{
    if (worker->phase == WORKER_ENDING)
        return;
    worker->phase = WORKER_RUNNING;
    supervisor_publish(supervisor);
    if (is_next(supervisor, worker)) {
        if (worker->process == PAGE_VRRP && supervisor->step == RELOAD_VRRP) {
            supervisor->step = RELOAD_KERNEL;
            supervisor_hand_over(supervisor, PAGE_KERNEL);
        } else if (worker->process == PAGE_KERNEL && supervisor->step == RELOAD_KERNEL) {
            supervisor_finish_reload(supervisor);
        }
        return;
    }
    supervisor_maybe_hand_over(supervisor);
    supervisor_maybe_upgrade(supervisor);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        if (supervisor->current[i].phase != WORKER_RUNNING)
            return;
    if (!supervisor->started)
        notify_socket_send("READY=1");
    supervisor->started = true;
}

static void take_message(struct supervisor *supervisor, struct worker *worker, const struct message *message,
                         int fd)
{
    switch ((enum message_kind)message->kind) {
    case MESSAGE_READY:
        worker_ready(supervisor, worker);
        break;
    case MESSAGE_RUNNING:
        worker_running(supervisor, worker);
        break;
    case MESSAGE_SOCKET:
        keep_socket(supervisor, message->value, fd);
        return; /* the descriptor is kept */
    case MESSAGE_SOCKET_CLOSED:
        keep_socket(supervisor, message->value, -1);
        break;
    case MESSAGE_UPGRADE:
        supervisor_upgrade_ask(supervisor, message->value == 1, fd);
        break;
    case MESSAGE_RELOAD:
        supervisor->asked = true;
        supervisor_begin_reload(supervisor);
        break;
    default:
        break;
    }
    if (fd >= 0)
        close(fd);
}

void supervisor_hear(void *context, int fd)
{
    struct supervisor *supervisor = context;
    struct message message;
    int attached, result;

    for (;;) {
        struct worker *worker = find_by_pair(supervisor, fd);

        if (worker == NULL)
            return;
        result = message_receive(fd, &message, &attached);
        if (result <= 0)
            break;
        take_message(supervisor, worker, &message, attached);
    }
    if (result < 0)
        loop_remove(supervisor->loop, fd); /* its end is reaped by SIGCHLD */
}

/* vrrp and kernel are worth one another: without either nothing is served. */
static bool is_engine(const struct worker *worker)
{
    return worker->process == PAGE_VRRP || worker->process == PAGE_KERNEL;
}

static void resign_for_good(struct supervisor *supervisor)
{
    supervisor->step = RELOAD_NONE; /* no hand-over will end any more */
    supervisor_begin_stop(supervisor, 1);
}

static void restart(struct supervisor *supervisor, struct worker *worker)
{
    const struct load *load = is_next(supervisor, worker) ? &supervisor->coming : &supervisor->load;
    const struct conf_crash_loop *rule = &supervisor->crash_rule;
    enum page_process counted = is_engine(worker) ? PAGE_VRRP : worker->process;
    bool hopeless = crash_loop_note(&supervisor->deaths[counted], rule, clock_now_us());

    if (hopeless && is_engine(worker)) {
        supervisor_report(supervisor, PAGE_DAEMON_LOOP, worker->process,
                          "vrrp and kernel ended %u times within %.3g s: resigning", rule->deaths,
                          (double)rule->within_us / 1e6);
        resign_for_good(supervisor);
        return;
    }
    if (!is_next(supervisor, worker) && supervisor_is_heir(supervisor)) {
        if (is_engine(worker) && !supervisor_heir_waits(supervisor))
            resign_for_good(supervisor);
        supervisor_maybe_hand_over(supervisor);
        return;
    }
    supervisor->record.restarts++;
    if (hopeless)
        worker->start_at_us = clock_now_us() + SUPERVISOR_RESTART_PAUSE_US;
    else
        supervisor_start_worker(supervisor, worker, worker->table, load);
}

/* Those that we killed because their reload was refused are no news. */
static void report_death(struct supervisor *supervisor, const struct worker *worker, bool replaced,
                         int status)
{
    const char *name = supervisor_process_name(worker->process);
    const char *end = replaced ? ", another one follows" : "";

    if (worker->hung)
        supervisor_report(supervisor, PAGE_DAEMON_HUNG, worker->process, "%s hung and was killed%s", name,
                          end);
    else if (worker->killed_us == 0)
        supervisor_report(supervisor, PAGE_DAEMON_DIED, worker->process, "%s ended unasked (%s %d)%s", name,
                          WIFSIGNALED(status) ? "signal" : "status",
                          WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), end);
}

/* Of the processes that a reload retired. */
static void retired_ended(struct supervisor *supervisor, enum page_process process)
{
    if (process == PAGE_RUNNER && supervisor->current[PAGE_RUNNER].phase == WORKER_READY)
        worker_go(&supervisor->current[PAGE_RUNNER], (int)(supervisor->record.table ^ 1), clock_now_us());
    supervisor_maybe_hand_over(supervisor);
}

static void ended_while_stopping(struct supervisor *supervisor, enum page_process process, bool well)
{
    if (process == PAGE_VRRP && !well)
        supervisor_resign(supervisor);
    if (process == PAGE_KERNEL && well)
        supervisor->addresses_gone = true;
    else if (process == PAGE_KERNEL)
        supervisor->stop_tries++;
    supervisor_continue_stop(supervisor);
}

static void worker_ended(struct supervisor *supervisor, struct worker *worker, int status)
{
    const struct worker was = *worker;
    bool asked = was.phase == WORKER_ENDING;
    bool well = asked && WIFEXITED(status) && (was.process != PAGE_KERNEL || WEXITSTATUS(status) == 0);
    enum page_process process = was.process;

    loop_remove(supervisor->loop, worker->pair);
    worker_forget(worker);
    if (!asked && !supervisor->stopping)
        report_death(supervisor, &was, !is_next(supervisor, worker) || supervisor->step > RELOAD_PREPARING,
                     status);
    if (is_retired(supervisor, worker)) {
        retired_ended(supervisor, process);
        return;
    }
    if (supervisor->stopping) {
        ended_while_stopping(supervisor, process, well);
    } else if (is_next(supervisor, worker) && supervisor->step <= RELOAD_PREPARING) {
        if (supervisor->step == RELOAD_PREPARING)
            supervisor_abort_reload(supervisor, "a new process did not start");
    } else if (asked && !is_next(supervisor, worker)) {
        if (process == PAGE_VRRP)
            supervisor_count_events(supervisor);
        if (supervisor->next[process].phase == WORKER_READY)
            worker_go(&supervisor->next[process], (int)supervisor->record.table, clock_now_us());
    } else {
        restart(supervisor, worker);
    }
    supervisor_publish(supervisor);
}

void supervisor_abandon(struct supervisor *supervisor, struct worker *worker)
{
    bool engine = is_engine(worker) && !is_retired(supervisor, worker);
    enum page_process process = worker->process;

    supervisor_report(supervisor, PAGE_DAEMON_JAMMED, process, "%s cannot be killed%s",
                      supervisor_process_name(process), engine ? ": resigning" : ", going on without it");
    loop_remove(supervisor->loop, worker->pair);
    worker_forget(worker);
    if (is_retired(supervisor, worker))
        retired_ended(supervisor, process);
    else if (supervisor->stopping)
        ended_while_stopping(supervisor, process, false);
    else if (engine)
        resign_for_good(supervisor);
    else
        worker->start_at_us = clock_now_us() + SUPERVISOR_RESTART_PAUSE_US;
    supervisor_publish(supervisor);
}

void supervisor_reap(struct supervisor *supervisor)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct worker *worker = find_by_pid(supervisor, pid);

        if (worker != NULL)
            worker_ended(supervisor, worker, status);
        else if (pid == supervisor->coming.pid && supervisor->step == RELOAD_LOADING)
            supervisor_loaded(supervisor, status);
        else if (pid == supervisor->upgrade.pid && supervisor->upgrade.step == UPGRADE_CHECKING)
            supervisor_upgrade_checked(supervisor, status);
    }
}
