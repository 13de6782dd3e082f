/* The supervisor; see supervisor.h. One mechanism serves start, crash and reload: start a process, let it get
 * ready, end its predecessor, say GO with the table to adopt from.
 *
 *   start    all get GO when they are ready; there is no predecessor
 *   crash    a new process of the same table gets GO when it is ready and adopts its own table
 *   reload   the loader validates; new processes of the other table get ready; then, in this order, the old
 * vrrp hands over to the new one, the old kernel to the new one, the old services and runner to theirs */
#include "vrrpd/supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/state_page.h"
#include "vrrpd/engine_kernel.h"
#include "vrrpd/engine_runner.h"
#include "vrrpd/engine_services.h"
#include "vrrpd/engine_vrrp.h"
#include "vrrpd/os/announce_socket.h"
#include "vrrpd/os/claim_socket.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/notify_socket.h"
#include "vrrpd/supervisor_children.h"
#include "vrrpd/supervisor_reload.h"
#include "vrrpd/supervisor_resume.h"
#include "vrrpd/supervisor_state.h"
#include "vrrpd/supervisor_stop.h"
#include "vrrpd/supervisor_watch.h"

enum {
    REAL_TIME_PRIORITY = 30, /* above the engine it watches */
};

static int (*const engines[PAGE_PROCESS_COUNT])(struct child *) = {
    [PAGE_VRRP] = engine_vrrp_run,
    [PAGE_KERNEL] = engine_kernel_run,
    [PAGE_SERVICES] = engine_services_run,
    [PAGE_RUNNER] = engine_runner_run,
};

const char *supervisor_process_name(enum page_process process)
{
    static const char *const names[PAGE_PROCESS_COUNT] = {
        [PAGE_SUPERVISOR] = "supervisor", [PAGE_VRRP] = "vrrp",     [PAGE_KERNEL] = "kernel",
        [PAGE_SERVICES] = "services",     [PAGE_RUNNER] = "runner",
    };

    return names[process];
}

void supervisor_publish(struct supervisor *supervisor)
{
    supervisor->record.pids[PAGE_SUPERVISOR] = (int32_t)getpid();
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        supervisor->record.pids[i] = (int32_t)supervisor->current[i].pid;
    page_write_supervisor(supervisor->template.page, &supervisor->record);
    state_page_ring(supervisor->template.bells[PAGE_SERVICES]);
}

/* ---- processes ---- */

void supervisor_start_worker(struct supervisor *supervisor, struct worker *worker, unsigned table,
                             const struct load *load)
{
    static const struct page_pulse none = {.due_us = 0};
    struct child template = supervisor->template;
    int error;

    page_write_pulse(template.page, table, worker->process, &none);
    template.table = table;
    template.model = load->model;
    template.place = load->place;
    template.commands =
        worker->process == PAGE_SERVICES ? supervisor->commands_send : supervisor->commands_receive;
    template.runs = worker->process == PAGE_SERVICES || worker->process == PAGE_RUNNER
                        ? supervisor->runs[table][worker->process == PAGE_RUNNER]
                        : -1;
    error = worker_start(worker, &template, engines[worker->process]);
    if (error == 0)
        error = loop_add(supervisor->loop, worker->pair, supervisor_hear, supervisor);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot start %s: %s", supervisor_process_name(worker->process),
                 strerror(-error));
        worker->start_at_us = clock_now_us() + SUPERVISOR_RESTART_PAUSE_US;
    }
}

static void signal_came(void *context, int fd)
{
    struct supervisor *supervisor = context;
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        switch (info.ssi_signo) {
        case SIGCHLD:
            supervisor_reap(supervisor);
            break;
        case SIGHUP:
            supervisor_begin_reload(supervisor);
            break;
        case SIGCONT:
            supervisor_excuse(supervisor);
            break;
        case SIGUSR1:
            message_send(supervisor->current[PAGE_SERVICES].pair, MESSAGE_DUMP, 0, -1);
            break;
        default:
            supervisor_begin_stop(supervisor, 0);
            break;
        }
    }
}

/* ---- time ---- */

static int64_t earlier(int64_t a_us, int64_t b_us)
{
    return b_us > 0 && b_us < a_us ? b_us : a_us;
}

static int64_t next_deadline_us(const struct supervisor *supervisor)
{
    int64_t next_us = earlier(supervisor_watch_us(supervisor), supervisor->watchdog_at_us);

    if (supervisor->step == RELOAD_LOADING)
        next_us = earlier(next_us, supervisor->load_kill_at_us);
    if (supervisor->upgrade.step == UPGRADE_CHECKING)
        next_us = earlier(next_us, supervisor->upgrade.kill_at_us);
    next_us = earlier(next_us, supervisor->upgrade.retry_at_us);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        next_us = earlier(next_us, supervisor->current[i].start_at_us);
        if (supervisor->current[i].phase == WORKER_ENDING)
            next_us = earlier(next_us, supervisor->current[i].kill_at_us);
        if (supervisor->retired[i].phase == WORKER_ENDING)
            next_us = earlier(next_us, supervisor->retired[i].kill_at_us);
    }
    return next_us;
}

/* An engine that was told to stop may serve for a while until its successor is heard; it bounds that itself,
 * and goes on beating. */
static bool is_serving(const struct supervisor *supervisor, const struct worker *worker, int64_t now_us)
{
    struct page_engine engine;

    return supervisor->stopping && worker == &supervisor->current[PAGE_VRRP] &&
           page_read_engine(supervisor->template.page, &engine) &&
           now_us - engine.heartbeat_us < SUPERVISOR_RESTART_PAUSE_US;
}

static void kill_late(struct supervisor *supervisor, struct worker *worker, int64_t now_us)
{
    if (worker->phase != WORKER_ENDING || now_us < worker->kill_at_us)
        return;
    if (is_serving(supervisor, worker, now_us)) {
        worker->kill_at_us = now_us + SUPERVISOR_RESTART_PAUSE_US;
        return;
    }
    log_line(LOG_LEVEL_WARNING, "%s does not end, killing it", supervisor_process_name(worker->process));
    worker_kill(worker, now_us);
    worker->kill_at_us = now_us + SUPERVISOR_RESTART_PAUSE_US;
}

/* Alive means that the engine moves, not that we do. */
static void ping_watchdog(struct supervisor *supervisor, int64_t now_us)
{
    struct page_engine engine;

    if (supervisor->watchdog_us == 0 || now_us < supervisor->watchdog_at_us)
        return;
    supervisor->watchdog_at_us = now_us + supervisor->watchdog_us / 3;
    if (!page_read_engine(supervisor->template.page, &engine) ||
        engine.heartbeat_us == supervisor->heartbeat_seen_us)
        return;
    supervisor->heartbeat_seen_us = engine.heartbeat_us;
    notify_socket_send("WATCHDOG=1");
}

static void tick_upgrade(struct supervisor *supervisor, int64_t now_us)
{
    struct upgrade *upgrade = &supervisor->upgrade;

    if (upgrade->step == UPGRADE_CHECKING && now_us >= upgrade->kill_at_us) {
        kill(-upgrade->pid, SIGKILL);
        upgrade->kill_at_us = now_us + SUPERVISOR_RESTART_PAUSE_US;
    }
    if (upgrade->retry_at_us == 0 || now_us < upgrade->retry_at_us)
        return;
    upgrade->retry_at_us = 0;
    supervisor_begin_reload(supervisor);
}

static void tick(struct supervisor *supervisor)
{
    int64_t now_us = clock_now_us();

    ping_watchdog(supervisor, now_us);
    if (supervisor->step == RELOAD_LOADING && now_us >= supervisor->load_kill_at_us)
        kill(supervisor->coming.pid, SIGKILL);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        struct worker *worker = &supervisor->current[i];

        kill_late(supervisor, &supervisor->retired[i], now_us);
        kill_late(supervisor, worker, now_us);
        if (worker->start_at_us != 0 && now_us >= worker->start_at_us && !supervisor->stopping)
            supervisor_start_worker(supervisor, worker, worker->table, &supervisor->load);
    }
    tick_upgrade(supervisor, now_us);
    supervisor_watch(supervisor, now_us);
}

/* ---- start and end ---- */

static bool stopped(const struct supervisor *supervisor)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        if (supervisor->current[i].pid != 0)
            return false;
    return supervisor->stopping && supervisor->addresses_gone;
}

static bool open_doors(struct supervisor *supervisor)
{
    int ends[2];

    supervisor->template.page = page_map(&supervisor->page_fd);
    supervisor->template.lvs = page_lvs_map(&supervisor->lvs_fd);
    if (supervisor->template.page == NULL || supervisor->template.lvs == NULL || message_pair(ends) < 0 ||
        announce_socket_open(&supervisor->template.announce) < 0 ||
        claim_socket_open(&supervisor->template.claims[0]) < 0 ||
        claim_socket_open(&supervisor->template.claims[1]) < 0)
        return false;
    supervisor->commands_send = ends[0];
    supervisor->commands_receive = ends[1];
    for (unsigned table = 0; table < 2; table++) {
        supervisor->runs[table][0] = supervisor->runs[table][1] = -1;
        if (supervisor_renew_runs(supervisor, table) < 0)
            return false;
    }
    for (int i = 0; i < PAGE_PROCESS_COUNT; i++) {
        supervisor->template.bells[i] = state_page_bell();
        if (supervisor->template.bells[i] < 0)
            return false;
    }
    return true;
}

/* What no program inherits. */
static bool open_loop(struct supervisor *supervisor)
{
    static const int wanted[] = {SIGCHLD, SIGHUP, SIGUSR1, SIGCONT, SIGTERM, SIGINT};
    sigset_t signals;

    sigemptyset(&signals);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        sigaddset(&signals, wanted[i]);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    supervisor->loop = loop_new();
    supervisor->signals = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    return supervisor->loop != NULL && supervisor->signals >= 0 &&
           loop_add(supervisor->loop, supervisor->signals, signal_came, supervisor) == 0;
}

static void introduce(struct supervisor *supervisor)
{
    supervisor->record.started_us = clock_now_us();
    supervisor->record.loaded_wall_us = clock_wall_us();
    supervisor->record.warnings = load_print(&supervisor->load, -1);
    supervisor->crash_rule = load_crash_loop(&supervisor->load);
    if (getrandom(&supervisor->record.boot_id, sizeof(supervisor->record.boot_id), GRND_NONBLOCK) < 0)
        supervisor->record.boot_id = (uint64_t)clock_wall_us();
    supervisor->watchdog_us = notify_socket_watchdog_us();
    supervisor->watchdog_at_us = supervisor->watchdog_us > 0 ? supervisor->record.started_us : 0;
    for (int i = 0; i < PAGE_PROCESS_COUNT; i++) {
        supervisor->current[i] = (struct worker){.process = (enum page_process)i, .pair = -1};
        supervisor->next[i] = supervisor->retired[i] = supervisor->current[i];
    }
}

static int serve(struct supervisor *supervisor)
{
    if (supervisor->options->compat)
        process_alias("keepalived", "vrrpd-supervisor");
    else
        process_title("vrrpd", "supervisor");
    process_real_time(REAL_TIME_PRIORITY);
    while (!stopped(supervisor)) {
        loop_wait(supervisor->loop, next_deadline_us(supervisor));
        tick(supervisor);
    }
    loop_free(supervisor->loop);
    return supervisor->exit_status;
}

int supervisor_run(const struct options *options, const struct run_dir *dir, const struct load *load)
{
    struct supervisor supervisor;

    memset(&supervisor, 0, sizeof(supervisor));
    supervisor.options = options;
    supervisor.dir = *dir;
    supervisor.load = *load;
    supervisor.coming = (struct load){.model = -1, .findings = -1};
    supervisor.template = (struct child){.options = options,
                                         .adopt_table = CHILD_NO_PREDECESSOR,
                                         .listener = dir->listener,
                                         .lock = dir->pid_file,
                                         .ledger = dir->ledger,
                                         .operator_dir = dir->operator_dir};
    if (!open_doors(&supervisor) || !open_loop(&supervisor)) {
        log_line(LOG_LEVEL_ERROR, "cannot start: %s", strerror(errno));
        return 1;
    }
    introduce(&supervisor);
    log_line(LOG_LEVEL_NOTICE, "vrrpd " VRRPKIT_VERSION " starts with %s", options->file);
    supervisor_publish(&supervisor);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        supervisor_start_worker(&supervisor, &supervisor.current[i], 0, &supervisor.load);
    return serve(&supervisor);
}

int supervisor_go_on(const struct options *options, int inherited, struct run_dir *dir)
{
    struct supervisor supervisor;
    int error = supervisor_inherit(&supervisor, options, inherited);

    if (error == 0 && !open_loop(&supervisor))
        error = -errno;
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot take over from the program before: %s", strerror(-error));
        return 1;
    }
    *dir = supervisor.dir;
    supervisor_resume(&supervisor);
    return serve(&supervisor);
}
