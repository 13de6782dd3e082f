/* The supervisor's end, asked for or not: peers hear priority 0, the addresses go, nothing is left running.
 */
#include <signal.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "vrrpd/os/advert_socket.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/notify_socket.h"
#include "vrrpd/supervisor_state.h"

void supervisor_resign(struct supervisor *supervisor)
{
    unsigned table = supervisor->current[PAGE_VRRP].table;
    struct page *page = supervisor->template.page;
    struct page_instance record;

    for (size_t i = 0; i < CONF_INSTANCES_MAX && page_read_instance(page, table, i, &record); i++) {
        struct advert_socket_out out = {.bytes = page_frames(page, table) + record.resign_offset,
                                        .size = record.resign_size,
                                        .source = record.source,
                                        .destination = record.group};

        if (record.memory.state != ELECTION_MASTER || record.resign_size == 0)
            continue;
        for (size_t n = 0; n < CHILD_SOCKETS_MAX; n++)
            if (supervisor->template.sockets[n].interface_index == record.interface_index)
                advert_socket_send(supervisor->template.sockets[n].fd, &out, 1);
    }
}

/* One after the other: peers hear priority 0, then the addresses go, then the last questions are answered. */
void supervisor_continue_stop(struct supervisor *supervisor)
{
    static const enum page_process order[] = {PAGE_VRRP, PAGE_KERNEL, PAGE_SERVICES};

    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        struct worker *worker = &supervisor->current[order[i]];

        if (worker->pid == 0)
            continue;
        worker_end(worker, MESSAGE_STOP, clock_now_us());
        return;
    }
}

void supervisor_begin_stop(struct supervisor *supervisor, int exit_status)
{
    if (supervisor->stopping)
        return;
    supervisor->stopping = true;
    supervisor->exit_status = exit_status;
    notify_socket_send("STOPPING=1");
    log_line(LOG_LEVEL_NOTICE, "stopping");
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        if (supervisor->next[i].phase <= WORKER_READY)
            worker_kill(&supervisor->next[i]);
        else
            supervisor->current[i] = supervisor->next[i]; /* it has taken over, so it is the one to stop */
    if (supervisor->coming.pid > 0)
        kill(supervisor->coming.pid, SIGKILL);
    if (supervisor->current[PAGE_VRRP].pid == 0)
        supervisor_resign(supervisor);
    supervisor_continue_stop(supervisor);
}
