/* Who hangs; see supervisor_watch.h. */
#include "vrrpd/supervisor_watch.h"

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "vrrpd/supervisor_children.h"

enum {
    START_PATIENCE_US = 10000000, /* until it is ready */
    GO_PATIENCE_US = 1000000,     /* from GO to the first sign of life */
    VRRP_DEATH_US = 1000000,      /* from SIGKILL to the end */
    DEATH_US = 5000000,
};

/* What is stopped has to be replaced before the leases run out that it renews; what is only slow may be
 * waiting for the kernel's locks. */
static const struct hang_patience patiences[PAGE_PROCESS_COUNT] = {
    [PAGE_KERNEL] = {.stopped_us = 300000, .silent_us = 15000000},
    [PAGE_SERVICES] = {.stopped_us = 2000000, .silent_us = 10000000},
    [PAGE_RUNNER] = {.stopped_us = 2000000, .silent_us = 10000000},
};

static bool is_watched(const struct worker *worker)
{
    return worker->pid != 0 && worker->killed_us == 0 &&
           (worker->phase == WORKER_STARTING || worker->phase == WORKER_GONE_TO_WORK ||
            worker->phase == WORKER_RUNNING);
}

/* By when it will have been awake, and how long it is waited for after that. */
static int64_t promise_us(const struct supervisor *supervisor, const struct worker *worker,
                          struct hang_patience *patience)
{
    struct page_pulse pulse = {.due_us = 0};
    int64_t due_us = worker->started_us + START_PATIENCE_US;

    if (worker->phase != WORKER_STARTING &&
        page_read_pulse(supervisor->template.page, worker->table, worker->process, &pulse))
        due_us = pulse.due_us != 0 ? pulse.due_us : worker->went_us + GO_PATIENCE_US;
    *patience = worker->process == PAGE_VRRP ? hang_patience_of_engine(pulse.interval_us)
                                             : patiences[worker->process];
    return due_us;
}

static struct hang_sight look_at(pid_t pid)
{
    struct process_look look = process_look_at(pid);

    return (struct hang_sight){.stopped = look.stopped, .runs = look.runs, .cpu_us = look.cpu_us};
}

static void watch_one(struct supervisor *supervisor, struct worker *worker, int64_t now_us)
{
    struct hang_patience patience;
    struct hang_sight sight;
    int64_t due_us;

    if (!is_watched(worker))
        return;
    due_us = promise_us(supervisor, worker, &patience);
    if (hang_look(&worker->watch, &patience, due_us, now_us) == HANG_WELL)
        return;
    sight = look_at(worker->pid);
    if (!hang_judge(&worker->watch, &patience, &sight, now_us))
        return;
    log_line(LOG_LEVEL_ERROR, "%s hangs: it is %.3f s behind, killing it",
             supervisor_process_name(worker->process), (double)(now_us - due_us) / 1e6);
    worker->hung = true;
    worker_kill(worker, now_us);
}

void supervisor_excuse(struct supervisor *supervisor)
{
    struct worker *rows[] = {supervisor->current, supervisor->next};
    int64_t now_us = clock_now_us();

    for (size_t i = 0; i < 2 * PAGE_PROCESS_COUNT; i++) {
        struct worker *worker = &rows[i / PAGE_PROCESS_COUNT][i % PAGE_PROCESS_COUNT];
        struct hang_patience patience;

        promise_us(supervisor, worker, &patience);
        hang_excuse(&worker->watch, &patience, now_us);
    }
}

static int64_t given_up_us(const struct worker *worker)
{
    if (worker->pid == 0 || worker->killed_us == 0)
        return LOOP_FOREVER;
    return worker->killed_us + (worker->process == PAGE_VRRP ? VRRP_DEATH_US : DEATH_US);
}

static void watch_row(struct supervisor *supervisor, struct worker *row, int64_t now_us)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        watch_one(supervisor, &row[i], now_us);
        if (now_us >= given_up_us(&row[i]))
            supervisor_abandon(supervisor, &row[i]);
    }
}

void supervisor_watch(struct supervisor *supervisor, int64_t now_us)
{
    watch_row(supervisor, supervisor->current, now_us);
    watch_row(supervisor, supervisor->next, now_us);
    watch_row(supervisor, supervisor->retired, now_us);
}

static int64_t row_us(const struct worker *row)
{
    int64_t next_us = LOOP_FOREVER;

    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        int64_t own_us = is_watched(&row[i]) ? row[i].watch.look_us : given_up_us(&row[i]);

        next_us = own_us < next_us ? own_us : next_us;
    }
    return next_us;
}

int64_t supervisor_watch_us(const struct supervisor *supervisor)
{
    int64_t next_us = row_us(supervisor->current), other_us = row_us(supervisor->next);

    next_us = other_us < next_us ? other_us : next_us;
    other_us = row_us(supervisor->retired);
    return other_us < next_us ? other_us : next_us;
}
