/* After an upgrade; see supervisor_resume.h. */
#include "vrrpd/supervisor_resume.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/inherit.h"
#include "vrrpd/supervisor_children.h"
#include "vrrpd/supervisor_reload.h"
#include "vrrpd/supervisor_report.h"
#include "vrrpd/supervisor_stop.h"
#include "vrrpd/supervisor_upgrade.h"

int supervisor_inherit(struct supervisor *supervisor, const struct options *options, int inherited)
{
    int error = inherit_read(inherited, supervisor);

    if (error < 0)
        return error;
    close(inherited);
    supervisor->options = supervisor->template.options = options;
    supervisor->load = supervisor->coming = (struct load){.model = -1, .findings = -1};
    supervisor->template.model = -1;
    supervisor->template.place = NULL;
    supervisor->template.conf = NULL;
    supervisor->template.page = page_map_again(supervisor->page_fd);
    supervisor->template.lvs = page_lvs_map_again(supervisor->lvs_fd);
    if (supervisor->template.page == NULL || supervisor->template.lvs == NULL)
        return -errno;
    supervisor->upgrade.step = UPGRADE_TAKING;
    return 0;
}

void supervisor_resume(struct supervisor *supervisor)
{
    struct worker *rows[] = {supervisor->current, supervisor->retired};

    for (size_t i = 0; i < 2 * PAGE_PROCESS_COUNT; i++) {
        const struct worker *worker = &rows[i / PAGE_PROCESS_COUNT][i % PAGE_PROCESS_COUNT];

        if (worker->pid != 0)
            loop_add(supervisor->loop, worker->pair, supervisor_hear, supervisor);
    }
    log_line(LOG_LEVEL_NOTICE, "vrrpd " VRRPKIT_VERSION " goes on in the place of %s",
             supervisor->upgrade.from);
    supervisor_reap(supervisor);
    supervisor_begin_reload(supervisor);
}

bool supervisor_heir_waits(const struct supervisor *supervisor)
{
    return supervisor_is_heir(supervisor) && supervisor->step != RELOAD_NONE;
}

static bool lacks_engine(const struct supervisor *supervisor)
{
    return supervisor->current[PAGE_VRRP].pid == 0 || supervisor->current[PAGE_KERNEL].pid == 0;
}

void supervisor_resumed(struct supervisor *supervisor, const char *why)
{
    const struct upgrade *upgrade = &supervisor->upgrade;

    if (why == NULL) {
        supervisor->record.upgrades++;
        supervisor_report(supervisor, PAGE_DAEMON_UPGRADED, PAGE_SUPERVISOR,
                          "upgraded from version %s to " VRRPKIT_VERSION ", %.120s", upgrade->from,
                          upgrade->path);
        supervisor_upgrade_answer(supervisor, UPGRADE_DONE,
                                  "upgraded from version %s to " VRRPKIT_VERSION ", %s", upgrade->from,
                                  upgrade->path);
        return;
    }
    log_line(LOG_LEVEL_ERROR, "the engine of version %s goes on until ours starts: %s", upgrade->from, why);
    supervisor_upgrade_answer(
        supervisor, UPGRADE_RESTART,
        "the new program is in charge, but its engine did not start (%s): that of version %s "
        "goes on, and cannot be started again should it end",
        why, upgrade->from);
    supervisor_upgrade_forget(supervisor);
    if (lacks_engine(supervisor))
        supervisor_begin_stop(supervisor, 1);
}
