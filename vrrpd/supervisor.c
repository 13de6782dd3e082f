/* The supervisor; see supervisor.h. One mechanism serves start, crash and reload: start a process, let it get
 * ready, end its predecessor, say GO with the table to adopt from.
 *
 *   start    all three get GO when they are ready; there is no predecessor
 *   crash    a new process of the same table gets GO when it is ready and adopts its own table
 *   reload   the loader validates; three new processes of the other table get ready; then, in this order, the
 *            old vrrp hands over to the new one, the old kernel to the new one, the old services to the new
 * one */
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
#include "vrrpd/engine_services.h"
#include "vrrpd/engine_vrrp.h"
#include "vrrpd/os/advert_socket.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/notify_socket.h"
#include "vrrpd/workers.h"

enum {
    SHORT_LIVES_MAX = 5,
    RESTART_PAUSE_US = 1000000,
    LOAD_PATIENCE_US = 30000000,
    REAL_TIME_PRIORITY = 30, /* above the engine it watches */
};

enum reload_step {
    RELOAD_NONE,
    RELOAD_LOADING,   /* the loader reads and validates */
    RELOAD_PREPARING, /* new processes get ready */
    RELOAD_VRRP,      /* the elections change hands */
    RELOAD_KERNEL,    /* the addresses change hands */
};

struct supervisor {
    const struct options *options;
    const struct run_dir *dir;
    struct loop *loop;
    int signals;
    struct child template; /* page, bells, sockets: what every child gets */
    struct page_supervisor record;
    struct worker current[PAGE_PROCESS_COUNT];
    struct worker next[PAGE_PROCESS_COUNT];
    struct worker retired; /* the services process before the last reload */
    struct load load;      /* of the configuration in force */
    struct load coming;    /* of the one being loaded */
    enum reload_step step;
    int64_t load_kill_at_us;
    bool reload_wanted; /* again, when this one is over */
    bool asked;         /* services waits for an answer */
    bool started;       /* READY was said */
    bool stopping;
    int exit_status;
    int commands_send; /* services' end */
    int commands_receive;
    int64_t watchdog_us;
    int64_t watchdog_at_us;
    int64_t heartbeat_seen_us;
};

static int (*const engines[PAGE_PROCESS_COUNT])(struct child *) = {
    [PAGE_VRRP] = engine_vrrp_run,
    [PAGE_KERNEL] = engine_kernel_run,
    [PAGE_SERVICES] = engine_services_run,
};

static const char *const names[PAGE_PROCESS_COUNT] = {
    [PAGE_SUPERVISOR] = "supervisor",
    [PAGE_VRRP] = "vrrp",
    [PAGE_KERNEL] = "kernel",
    [PAGE_SERVICES] = "services",
};

static void worker_spoke(void *context, int fd);
static void begin_stop(struct supervisor *supervisor, int exit_status);

static void publish(struct supervisor *supervisor)
{
    supervisor->record.pids[PAGE_SUPERVISOR] = (int32_t)getpid();
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        supervisor->record.pids[i] = (int32_t)supervisor->current[i].pid;
    page_write_supervisor(supervisor->template.page, &supervisor->record);
    state_page_ring(supervisor->template.bells[PAGE_SERVICES]);
}

/* ---- processes ---- */

static void start_worker(struct supervisor *supervisor, struct worker *worker, unsigned table, int snapshot)
{
    struct child template = supervisor->template;
    int error;

    template.table = table;
    template.snapshot = snapshot;
    template.commands =
        worker->process == PAGE_SERVICES ? supervisor->commands_send : supervisor->commands_receive;
    error = worker_start(worker, &template, engines[worker->process]);
    if (error == 0)
        error = loop_add(supervisor->loop, worker->pair, worker_spoke, supervisor);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot start %s: %s", names[worker->process], strerror(-error));
        worker->start_at_us = clock_now_us() + RESTART_PAUSE_US;
    }
}

static bool all_next(const struct supervisor *supervisor, enum worker_phase phase)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        if (supervisor->next[i].phase != phase)
            return false;
    return true;
}

static struct worker *find_by_pair(struct supervisor *supervisor, int fd)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        if (supervisor->current[i].pair == fd)
            return &supervisor->current[i];
        if (supervisor->next[i].pair == fd)
            return &supervisor->next[i];
    }
    return supervisor->retired.pair == fd ? &supervisor->retired : NULL;
}

static struct worker *find_by_pid(struct supervisor *supervisor, pid_t pid)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        if (supervisor->current[i].pid == pid)
            return &supervisor->current[i];
        if (supervisor->next[i].pid == pid)
            return &supervisor->next[i];
    }
    return supervisor->retired.pid == pid ? &supervisor->retired : NULL;
}

static bool is_next(const struct supervisor *supervisor, const struct worker *worker)
{
    return worker >= supervisor->next && worker < supervisor->next + PAGE_PROCESS_COUNT;
}

/* ---- the last word ---- */

/* Priority 0 for every MASTER of the last engine, from the frames it kept ready (RFC 9568 6.4.3). */
static void resign_for_engine(struct supervisor *supervisor)
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

static void keep_socket(struct supervisor *supervisor, int interface_index, int fd)
{
    struct child_socket *free_place = NULL;

    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++) {
        struct child_socket *place = &supervisor->template.sockets[i];

        if (place->interface_index == interface_index) {
            close(place->fd);
            place->interface_index = 0;
        }
        if (place->interface_index == 0 && free_place == NULL)
            free_place = place;
    }
    if (fd >= 0 && free_place != NULL)
        *free_place = (struct child_socket){.interface_index = interface_index, .fd = fd};
    else if (fd >= 0)
        close(fd);
}

/* ---- reload ---- */

static void answer_reload(struct supervisor *supervisor, int result, int findings)
{
    if (supervisor->asked)
        message_send(supervisor->current[PAGE_SERVICES].pair, MESSAGE_RELOADED, result, findings);
    supervisor->asked = false;
    notify_socket_send("READY=1");
}

static void log_findings(const struct load *load)
{
    FILE *file = fdopen(dup(load->findings), "r");
    char line[1024];

    if (file == NULL)
        return;
    rewind(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        log_line(LOG_LEVEL_WARNING, "%s", line);
    }
    fclose(file);
}

static void begin_reload(struct supervisor *supervisor)
{
    char text[64];
    int error;

    if (supervisor->stopping)
        return;
    if (supervisor->step != RELOAD_NONE) {
        supervisor->reload_wanted = true;
        return;
    }
    snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_now_us());
    notify_socket_send(text);
    error = load_start(&supervisor->coming, supervisor->options);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot reload: %s", strerror(-error));
        answer_reload(supervisor, 1, -1);
        return;
    }
    supervisor->step = RELOAD_LOADING;
    supervisor->load_kill_at_us = clock_now_us() + LOAD_PATIENCE_US;
}

static void end_reload(struct supervisor *supervisor)
{
    supervisor->step = RELOAD_NONE;
    if (supervisor->reload_wanted) {
        supervisor->reload_wanted = false;
        begin_reload(supervisor);
    }
}

static void abort_reload(struct supervisor *supervisor, const char *why)
{
    log_line(LOG_LEVEL_ERROR, "reload refused: %s; the old configuration stays", why);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        worker_kill(&supervisor->next[i]);
    answer_reload(supervisor, 1, supervisor->coming.findings);
    load_close(&supervisor->coming);
    end_reload(supervisor);
}

static void loaded(struct supervisor *supervisor, int status)
{
    unsigned table = supervisor->record.table ^ 1;

    supervisor->coming.pid = 0;
    log_findings(&supervisor->coming);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != LOAD_GOOD) {
        abort_reload(supervisor, "the file has errors");
        return;
    }
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        if (supervisor->next[i].pid != 0) {
            abort_reload(supervisor, "an earlier attempt is not over yet");
            return;
        }
    }
    page_clear_table(supervisor->template.page, table);
    supervisor->step = RELOAD_PREPARING;
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        start_worker(supervisor, &supervisor->next[i], table, supervisor->coming.snapshot);
}

/* Everybody new is ready and the engine in charge is well: now it may go. */
static void maybe_hand_over(struct supervisor *supervisor)
{
    if (supervisor->step != RELOAD_PREPARING || !all_next(supervisor, WORKER_READY) ||
        supervisor->current[PAGE_VRRP].phase != WORKER_RUNNING ||
        supervisor->current[PAGE_KERNEL].phase != WORKER_RUNNING)
        return;
    supervisor->step = RELOAD_VRRP;
    worker_end(&supervisor->current[PAGE_VRRP], MESSAGE_HAND_OVER, clock_now_us());
}

static void finish_reload(struct supervisor *supervisor)
{
    int64_t now_us = clock_now_us();

    answer_reload(supervisor, 0, supervisor->coming.findings);
    supervisor->retired = supervisor->current[PAGE_SERVICES];
    worker_end(&supervisor->retired, MESSAGE_STOP, now_us);
    worker_go(&supervisor->next[PAGE_SERVICES], (int)supervisor->record.table, now_us);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        supervisor->current[i] = supervisor->next[i];
        supervisor->next[i] = (struct worker){.process = (enum page_process)i, .pair = -1};
    }
    load_close(&supervisor->load);
    supervisor->load = supervisor->coming;
    supervisor->record.table ^= 1;
    supervisor->record.reloads++;
    supervisor->record.loaded_wall_us = clock_wall_us();
    supervisor->record.warnings = load_print(&supervisor->load, -1);
    log_line(LOG_LEVEL_NOTICE, "reloaded %s", supervisor->options->file);
    publish(supervisor);
    end_reload(supervisor);
}

/* ---- stop ---- */

/* One after the other: peers hear priority 0, then the addresses go, then the last questions are answered. */
static void continue_stop(struct supervisor *supervisor)
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

static void begin_stop(struct supervisor *supervisor, int exit_status)
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
        resign_for_engine(supervisor);
    continue_stop(supervisor);
}

static bool stopped(const struct supervisor *supervisor)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        if (supervisor->current[i].pid != 0)
            return false;
    return supervisor->stopping;
}

/* ---- what processes say and how they end ---- */

/* A ready process works at once unless its predecessor still does. */
static void worker_ready(struct supervisor *supervisor, struct worker *worker)
{
    int adopt = supervisor->started ? (int)worker->table : CHILD_NO_PREDECESSOR;

    worker->phase = WORKER_READY;
    if (!is_next(supervisor, worker))
        worker_go(worker, adopt, clock_now_us());
    else if (supervisor->step > RELOAD_PREPARING && supervisor->current[worker->process].pid == 0)
        worker_go(worker, (int)supervisor->record.table, clock_now_us());
    maybe_hand_over(supervisor);
}

static void worker_running(struct supervisor *supervisor, struct worker *worker)
{
    worker->phase = WORKER_RUNNING;
    worker->short_lives = 0;
    publish(supervisor);
    if (is_next(supervisor, worker)) {
        if (worker->process == PAGE_VRRP && supervisor->step == RELOAD_VRRP) {
            supervisor->step = RELOAD_KERNEL;
            worker_end(&supervisor->current[PAGE_KERNEL], MESSAGE_HAND_OVER, clock_now_us());
        } else if (worker->process == PAGE_KERNEL && supervisor->step == RELOAD_KERNEL) {
            finish_reload(supervisor);
        }
        return;
    }
    maybe_hand_over(supervisor);
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
    case MESSAGE_RELOAD:
        supervisor->asked = true;
        begin_reload(supervisor);
        break;
    default:
        break;
    }
    if (fd >= 0)
        close(fd);
}

static void worker_spoke(void *context, int fd)
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

static void restart(struct supervisor *supervisor, struct worker *worker)
{
    bool hopeless = worker->short_lives >= SHORT_LIVES_MAX;
    int snapshot = is_next(supervisor, worker) ? supervisor->coming.snapshot : supervisor->load.snapshot;

    if (hopeless && worker->process != PAGE_SERVICES) {
        log_line(LOG_LEVEL_ERROR, "%s ended %u times at once: resigning", names[worker->process],
                 worker->short_lives);
        begin_stop(supervisor, 1);
        return;
    }
    supervisor->record.restarts++;
    if (hopeless)
        worker->start_at_us = clock_now_us() + RESTART_PAUSE_US;
    else
        start_worker(supervisor, worker, worker->table, snapshot);
}

static void worker_ended(struct supervisor *supervisor, struct worker *worker, int status)
{
    bool asked = worker->phase == WORKER_ENDING;
    enum page_process process = worker->process;

    loop_remove(supervisor->loop, worker->pair);
    worker_died(worker, clock_now_us());
    if (!asked && !supervisor->stopping)
        log_line(LOG_LEVEL_WARNING, "%s ended unasked (%s %d), starting another", names[process],
                 WIFSIGNALED(status) ? "signal" : "status",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    if (worker == &supervisor->retired)
        return;
    if (supervisor->stopping) {
        if (process == PAGE_VRRP && (!asked || WIFSIGNALED(status)))
            resign_for_engine(supervisor);
        continue_stop(supervisor);
    } else if (is_next(supervisor, worker) && supervisor->step <= RELOAD_PREPARING) {
        if (supervisor->step == RELOAD_PREPARING)
            abort_reload(supervisor, "a new process did not start");
    } else if (asked && !is_next(supervisor, worker)) {
        if (supervisor->next[process].phase == WORKER_READY)
            worker_go(&supervisor->next[process], (int)supervisor->record.table, clock_now_us());
    } else {
        restart(supervisor, worker);
    }
    publish(supervisor);
}

static void reap(struct supervisor *supervisor)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct worker *worker = find_by_pid(supervisor, pid);

        if (worker != NULL)
            worker_ended(supervisor, worker, status);
        else if (pid == supervisor->coming.pid && supervisor->step == RELOAD_LOADING)
            loaded(supervisor, status);
    }
}

static void signal_came(void *context, int fd)
{
    struct supervisor *supervisor = context;
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        switch (info.ssi_signo) {
        case SIGCHLD:
            reap(supervisor);
            break;
        case SIGHUP:
            begin_reload(supervisor);
            break;
        case SIGUSR1:
            message_send(supervisor->current[PAGE_SERVICES].pair, MESSAGE_DUMP, 0, -1);
            break;
        default:
            begin_stop(supervisor, 0);
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
    int64_t next_us = earlier(LOOP_FOREVER, supervisor->watchdog_at_us);

    if (supervisor->step == RELOAD_LOADING)
        next_us = earlier(next_us, supervisor->load_kill_at_us);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        next_us = earlier(next_us, supervisor->current[i].start_at_us);
        if (supervisor->current[i].phase == WORKER_ENDING)
            next_us = earlier(next_us, supervisor->current[i].kill_at_us);
    }
    if (supervisor->retired.phase == WORKER_ENDING)
        next_us = earlier(next_us, supervisor->retired.kill_at_us);
    return next_us;
}

static void kill_late(struct supervisor *supervisor, struct worker *worker, int64_t now_us)
{
    if (worker->phase != WORKER_ENDING || now_us < worker->kill_at_us)
        return;
    log_line(LOG_LEVEL_WARNING, "%s does not end, killing it", names[worker->process]);
    worker_kill(worker);
    worker->kill_at_us = now_us + RESTART_PAUSE_US;
    (void)supervisor;
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

static void tick(struct supervisor *supervisor)
{
    int64_t now_us = clock_now_us();

    ping_watchdog(supervisor, now_us);
    if (supervisor->step == RELOAD_LOADING && now_us >= supervisor->load_kill_at_us)
        kill(supervisor->coming.pid, SIGKILL);
    kill_late(supervisor, &supervisor->retired, now_us);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        struct worker *worker = &supervisor->current[i];

        kill_late(supervisor, worker, now_us);
        if (worker->start_at_us != 0 && now_us >= worker->start_at_us && !supervisor->stopping)
            start_worker(supervisor, worker, worker->table, supervisor->load.snapshot);
    }
}

/* ---- start and end ---- */

static bool open_doors(struct supervisor *supervisor)
{
    int ends[2];
    sigset_t signals;

    supervisor->loop = loop_new();
    supervisor->template.page = page_map();
    if (supervisor->loop == NULL || supervisor->template.page == NULL || message_pair(ends) < 0)
        return false;
    supervisor->commands_send = ends[0];
    supervisor->commands_receive = ends[1];
    for (int i = 0; i < PAGE_PROCESS_COUNT; i++) {
        supervisor->template.bells[i] = state_page_bell();
        if (supervisor->template.bells[i] < 0)
            return false;
    }
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    supervisor->signals = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    return supervisor->signals >= 0 &&
           loop_add(supervisor->loop, supervisor->signals, signal_came, supervisor) == 0;
}

static void introduce(struct supervisor *supervisor)
{
    supervisor->record.started_us = clock_now_us();
    supervisor->record.loaded_wall_us = clock_wall_us();
    supervisor->record.warnings = load_print(&supervisor->load, -1);
    if (getrandom(&supervisor->record.boot_id, sizeof(supervisor->record.boot_id), GRND_NONBLOCK) < 0)
        supervisor->record.boot_id = (uint64_t)clock_wall_us();
    supervisor->watchdog_us = notify_socket_watchdog_us();
    supervisor->watchdog_at_us = supervisor->watchdog_us > 0 ? supervisor->record.started_us : 0;
    for (int i = 0; i < PAGE_PROCESS_COUNT; i++) {
        supervisor->current[i] = (struct worker){.process = (enum page_process)i, .pair = -1};
        supervisor->next[i] = supervisor->current[i];
    }
    supervisor->retired = (struct worker){.process = PAGE_SERVICES, .pair = -1};
}

int supervisor_run(const struct options *options, const struct run_dir *dir, const struct load *load)
{
    struct supervisor supervisor;

    memset(&supervisor, 0, sizeof(supervisor));
    supervisor.options = options;
    supervisor.dir = dir;
    supervisor.load = *load;
    supervisor.coming = (struct load){.snapshot = -1, .findings = -1};
    supervisor.template = (struct child){.options = options,
                                         .adopt_table = CHILD_NO_PREDECESSOR,
                                         .listener = dir->listener,
                                         .lock = dir->pid_file,
                                         .ledger = dir->ledger,
                                         .operator_dir = dir->operator_dir};
    if (!open_doors(&supervisor)) {
        log_line(LOG_LEVEL_ERROR, "cannot start: %s", strerror(errno));
        return 1;
    }
    introduce(&supervisor);
    log_line(LOG_LEVEL_NOTICE, "vrrpd " VRRPKIT_VERSION " starts with %s", options->file);
    publish(&supervisor);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        start_worker(&supervisor, &supervisor.current[i], 0, supervisor.load.snapshot);
    process_title("vrrpd", "supervisor");
    process_real_time(REAL_TIME_PRIORITY);
    while (!stopped(&supervisor)) {
        loop_wait(supervisor.loop, next_deadline_us(&supervisor));
        tick(&supervisor);
    }
    loop_free(supervisor.loop);
    return supervisor.exit_status;
}
