/* Tracked processes: births are seen by looking through /proc once a second, deaths at once through a
 * descriptor for each process that counts. The kernel's own announcements of births (the proc connector) need
 * CAP_NET_ADMIN and are refused outside the first namespaces. See engine_services_track.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_track.h"
#include "vrrpd/os/process_scan.h"
#include "vrrpd/vrrp/tracked.h"

static bool is_process(const struct tracked *item)
{
    return item->used && item->conf->kind == CONF_TRACK_PROCESS;
}

/* ---- deaths ---- */

static void forget(struct services *services, size_t place)
{
    struct tracking *tracking = &services->tracking;

    loop_remove(services->loop, tracking->pids[place].fd);
    close(tracking->pids[place].fd);
    tracking->pids[place] = tracking->pids[--tracking->pid_count];
}

static void process_died(void *context, int fd)
{
    struct services *services = context;

    for (size_t i = 0; i < services->tracking.pid_count; i++) {
        if (services->tracking.pids[i].fd != fd)
            continue;
        forget(services, i);
        services->tracking.look_at_us = 0; /* count again */
        return;
    }
}

/* More of them than there is room for die unheard until the next look. */
static void watch(struct services *services, pid_t pid)
{
    struct tracking *tracking = &services->tracking;
    int fd;

    for (size_t i = 0; i < tracking->pid_count; i++) {
        if (tracking->pids[i].pid == pid) {
            tracking->pids[i].seen = true;
            return;
        }
    }
    fd = tracking->pid_count < TRACK_PIDS_MAX ? process_watch(pid) : -1;
    if (fd < 0)
        return;
    if (loop_add(services->loop, fd, process_died, services) < 0) {
        close(fd);
        return;
    }
    tracking->pids[tracking->pid_count].pid = pid;
    tracking->pids[tracking->pid_count].fd = fd;
    tracking->pids[tracking->pid_count++].seen = true;
}

/* ---- counting ---- */

static void count_process(void *context, pid_t pid, const struct tracked_process *process)
{
    struct services *services = context;

    for (size_t i = 0; i < services->tracking.count; i++) {
        struct tracked *item = &services->tracking.items[i];

        if (!is_process(item) || !tracked_is_process(item->conf, process))
            continue;
        item->processes++;
        watch(services, pid);
    }
}

static void judge(struct services *services, struct tracked *item, int64_t now_us)
{
    const struct conf_tracker *conf = item->conf;
    const struct verdict_count_rule rule = {.quorum = conf->quorum,
                                            .quorum_max = conf->quorum_max,
                                            .fork_delay_us = conf->fork_delay_us,
                                            .terminate_delay_us = conf->terminate_delay_us};
    char reason[sizeof(item->record.reason)];
    char most[32] = "";

    if (conf->quorum_max > 0)
        snprintf(most, sizeof(most), ", at most %u", conf->quorum_max);
    snprintf(reason, sizeof(reason), "%u running, at least %u%s wanted", item->processes, conf->quorum, most);
    if (services->tracking.blind)
        snprintf(reason, sizeof(reason), "/proc hides the processes of other users (hidepid)");
    if (verdict_counted(&item->count, &rule, item->processes, now_us) || item->count.enough == item->count.ok)
        track_verdict(services, item, item->count.ok, reason);
    if (verdict_count_due_us(&item->count, &rule) < services->tracking.look_at_us)
        services->tracking.look_at_us = verdict_count_due_us(&item->count, &rule);
}

static void say_how(struct services *services)
{
    struct tracking *tracking = &services->tracking;

    if (tracking->blind || tracking->pids_said)
        return;
    tracking->pids_said = true;
    tracking->blind = process_scan_is_blind();
    if (tracking->blind)
        log_line(LOG_LEVEL_ERROR,
                 "/proc hides the processes of other users (hidepid): tracked processes are not seen");
    else
        log_line(LOG_LEVEL_INFO,
                 "tracked processes: ends are seen at once, starts within a second by reading /proc");
}

void track_processes_look(struct services *services, int64_t now_us)
{
    struct tracking *tracking = &services->tracking;

    say_how(services);
    for (size_t i = 0; i < tracking->count; i++)
        tracking->items[i].processes = 0;
    for (size_t i = 0; i < tracking->pid_count; i++)
        tracking->pids[i].seen = false;
    if (process_scan(count_process, services) < 0)
        return;
    for (size_t i = tracking->pid_count; i > 0; i--)
        if (!tracking->pids[i - 1].seen)
            forget(services, i - 1);
    for (size_t i = 0; i < tracking->count; i++)
        if (is_process(&tracking->items[i]))
            judge(services, &tracking->items[i], now_us);
}
