/* The supervisor's end, asked for or not: peers hear priority 0, the addresses go, nothing is left running.
 */
#include "vrrpd/supervisor_stop.h"

#include <signal.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/notify_socket.h"
#include "vrrpd/resign.h"
#include "vrrpd/supervisor_report.h"

enum { STOP_TRIES_MAX = 5 };

void supervisor_resign(struct supervisor *supervisor)
{
    unsigned table = supervisor->current[PAGE_VRRP].table;
    struct page *page = supervisor->template.page;
    struct page_instance record;

    for (size_t i = 0; i < CONF_INSTANCES_MAX && page_read_instance(page, table, i, &record); i++)
        resign_send(page, table, &record, supervisor->template.sockets, CHILD_SOCKETS_MAX);
    supervisor_report_stop(supervisor);
}

/* Addresses are only gone when a kernel process said so by its exit status: one that died or was not ready
 * yet is waited for, or replaced. */
static void stop_kernel(struct supervisor *supervisor)
{
    struct worker *worker = &supervisor->current[PAGE_KERNEL];

    if (worker->phase == WORKER_GONE_TO_WORK || worker->phase == WORKER_RUNNING)
        worker_end(worker, MESSAGE_STOP, clock_now_us());
    else if (worker->pid == 0)
        supervisor_start_worker(supervisor, worker, worker->table, &supervisor->load);
}

static void stop_others(struct supervisor *supervisor)
{
    worker_end(&supervisor->current[PAGE_SERVICES], MESSAGE_STOP, clock_now_us());
    worker_end(&supervisor->current[PAGE_RUNNER], MESSAGE_STOP, clock_now_us());
}

/* One after the other: peers hear priority 0, then the addresses go, then the last questions are answered. */
void supervisor_continue_stop(struct supervisor *supervisor)
{
    struct worker *kernel = &supervisor->current[PAGE_KERNEL];

    if (!supervisor->addresses_gone && kernel->pid == 0 && supervisor->stop_tries >= STOP_TRIES_MAX) {
        log_line(LOG_LEVEL_ERROR, "addresses may be left behind: no process could remove them");
        supervisor->addresses_gone = true;
    }
    if (supervisor->current[PAGE_VRRP].pid != 0)
        worker_end(&supervisor->current[PAGE_VRRP], MESSAGE_STOP, clock_now_us());
    else if (!supervisor->addresses_gone)
        stop_kernel(supervisor);
    else
        stop_others(supervisor);
}

/* In the middle of a hand-over two half daemons are at work: it ends within moments, then there is one to
 * stop. */
void supervisor_begin_stop(struct supervisor *supervisor, int exit_status)
{
    if (supervisor->stopping) { /* asked for again: a MASTER is not to wait for its successor */
        message_send(supervisor->current[PAGE_VRRP].pair, MESSAGE_STOP, 0, -1);
        return;
    }
    supervisor->exit_status = exit_status;
    supervisor->stop_wanted = true;
    if (supervisor->step > RELOAD_PREPARING)
        return;
    supervisor->stopping = true;
    notify_socket_send("STOPPING=1");
    log_line(LOG_LEVEL_NOTICE, "stopping");
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        worker_kill(&supervisor->next[i], clock_now_us());
    if (supervisor->coming.pid > 0)
        kill(supervisor->coming.pid, SIGKILL);
    if (supervisor->current[PAGE_VRRP].pid == 0)
        supervisor_resign(supervisor);
    supervisor_continue_stop(supervisor);
}
