/* The supervisor's reload: validate, prepare, hand over. Until the new processes are ready nothing was
 * touched, so a bad file changes nothing. */
#include "vrrpd/supervisor_reload.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/notify_socket.h"
#include "vrrpd/supervisor_resume.h"
#include "vrrpd/supervisor_stop.h"
#include "vrrpd/supervisor_upgrade.h"

enum { LOAD_PATIENCE_US = 30000000 };

static bool all_next(const struct supervisor *supervisor, enum worker_phase phase)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        if (supervisor->next[i].phase != phase)
            return false;
    return true;
}

int supervisor_renew_runs(struct supervisor *supervisor, unsigned table)
{
    int *ends = supervisor->runs[table];

    if (ends[0] >= 0)
        close(ends[0]);
    if (ends[1] >= 0)
        close(ends[1]);
    ends[0] = ends[1] = -1;
    return message_pair(ends);
}

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

void supervisor_begin_reload(struct supervisor *supervisor)
{
    char text[64];
    int error;

    if (supervisor->stopping)
        return;
    if (supervisor->step != RELOAD_NONE || supervisor_upgrade_comes(supervisor)) {
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

void supervisor_catch_up(struct supervisor *supervisor)
{
    if (!supervisor->reload_wanted || supervisor->step != RELOAD_NONE || supervisor_upgrade_comes(supervisor))
        return;
    supervisor->reload_wanted = false;
    supervisor_begin_reload(supervisor);
}

static void end_reload(struct supervisor *supervisor)
{
    supervisor->step = RELOAD_NONE;
    if (supervisor->stop_wanted) {
        supervisor_begin_stop(supervisor, supervisor->exit_status);
        return;
    }
    supervisor_maybe_upgrade(supervisor);
    supervisor_catch_up(supervisor);
}

void supervisor_abort_reload(struct supervisor *supervisor, const char *why)
{
    log_line(LOG_LEVEL_ERROR, "reload refused: %s; the old configuration stays", why);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        worker_kill(&supervisor->next[i], clock_now_us());
    answer_reload(supervisor, 1, supervisor->coming.findings);
    load_close(&supervisor->coming);
    if (supervisor_is_heir(supervisor))
        supervisor_resumed(supervisor, why);
    end_reload(supervisor);
}

void supervisor_loaded(struct supervisor *supervisor, int status)
{
    unsigned table = supervisor->record.table ^ 1;

    supervisor->coming.pid = 0;
    log_findings(&supervisor->coming);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != LOAD_GOOD) {
        supervisor_abort_reload(supervisor, "the file has errors");
        return;
    }
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        if (supervisor->next[i].pid != 0) {
            supervisor_abort_reload(supervisor, "an earlier attempt is not over yet");
            return;
        }
    }
    page_clear_table(supervisor->template.page, table);
    page_lvs_clear(supervisor->template.lvs, table);
    if (supervisor_renew_runs(supervisor, table) < 0) {
        supervisor_abort_reload(supervisor, "no descriptors are left");
        return;
    }
    supervisor->step = RELOAD_PREPARING;
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        supervisor_start_worker(supervisor, &supervisor->next[i], table, &supervisor->coming);
}

void supervisor_count_events(struct supervisor *supervisor)
{
    struct page_engine engine;

    if (page_read_engine(supervisor->template.page, &engine))
        supervisor->record.events_before = engine.event_count;
}

/* One of the program before that died is not started again: its successor need not wait. */
static bool can_hand_over(const struct supervisor *supervisor, enum page_process process)
{
    const struct worker *worker = &supervisor->current[process];

    return worker->phase == WORKER_RUNNING || (worker->pid == 0 && supervisor_is_heir(supervisor));
}

void supervisor_hand_over(struct supervisor *supervisor, enum page_process process)
{
    int64_t now_us = clock_now_us();

    if (supervisor->current[process].pid != 0)
        worker_end(&supervisor->current[process], MESSAGE_HAND_OVER, now_us);
    else if (supervisor_is_heir(supervisor))
        worker_go(&supervisor->next[process], (int)supervisor->record.table, now_us);
}

/* Everybody new is ready, nobody of the reload before is left, and the engine in charge is well: now it may
 * go. */
void supervisor_maybe_hand_over(struct supervisor *supervisor)
{
    if (supervisor->step != RELOAD_PREPARING || !all_next(supervisor, WORKER_READY) ||
        !can_hand_over(supervisor, PAGE_VRRP) || !can_hand_over(supervisor, PAGE_KERNEL) ||
        supervisor->retired[PAGE_SERVICES].pid != 0 || supervisor->retired[PAGE_RUNNER].pid != 0)
        return;
    supervisor->step = RELOAD_VRRP;
    supervisor_hand_over(supervisor, PAGE_VRRP);
}

/* Services and runner hold nothing that somebody could miss meanwhile: the old ones end beside the new ones.
 * Only a script must not run twice, so that a new runner waits for the end of the old one. */
static void retire(struct supervisor *supervisor, enum page_process process, int64_t now_us)
{
    struct worker *retired = &supervisor->retired[process];

    *retired = supervisor->current[process];
    worker_end(retired, MESSAGE_HAND_OVER, now_us);
    if (process != PAGE_RUNNER || retired->pid == 0)
        worker_go(&supervisor->next[process], (int)supervisor->record.table, now_us);
}

void supervisor_finish_reload(struct supervisor *supervisor)
{
    int64_t now_us = clock_now_us();

    answer_reload(supervisor, 0, supervisor->coming.findings);
    if (supervisor_is_heir(supervisor))
        supervisor_resumed(supervisor, NULL);
    else
        supervisor_upgrade_answer(supervisor, UPGRADE_AGAIN, "the configuration was reloaded meanwhile");
    retire(supervisor, PAGE_SERVICES, now_us);
    retire(supervisor, PAGE_RUNNER, now_us);
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        supervisor->current[i] = supervisor->next[i];
        supervisor->next[i] = (struct worker){.process = (enum page_process)i, .pair = -1};
    }
    load_close(&supervisor->load);
    supervisor->load = supervisor->coming;
    supervisor->crash_rule = load_crash_loop(&supervisor->load);
    supervisor->record.table ^= 1;
    supervisor->record.reloads++;
    supervisor->record.loaded_wall_us = clock_wall_us();
    supervisor->record.warnings = load_print(&supervisor->load, -1);
    log_line(LOG_LEVEL_NOTICE, "reloaded %s", supervisor->options->file);
    supervisor_publish(supervisor);
    end_reload(supervisor);
}
