/* The daemon's own events for readers; see report_daemon.h. */
#include "vrrpd/report_daemon.h"

#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "vrrpd/report.h"

enum { SERIES = 0x56525044 }; /* "VRPD" */

static const struct {
    const char *code, *event, *severity, *fix;
} kinds[PAGE_DAEMON_KIND_COUNT] = {
    [PAGE_DAEMON_DIED] =
        {"VR-DIED", "process-died", "warning",
         "nothing needs to be done now; the log says why, and a bug report helps: journalctl -u "
         "vrrpd"},
    [PAGE_DAEMON_HUNG] =
        {"VR-HUNG", "process-hung", "warning",
         "nothing needs to be done now; was it stopped by hand, or starved of the processor?"},
    [PAGE_DAEMON_LOOP] = {"VR-LOOP", "crash-loop", "critical",
                          "look at the log of vrrpd, mend the cause, start it again: systemctl start vrrpd"},
    [PAGE_DAEMON_JAMMED] =
        {"VR-JAM", "process-jammed", "critical",
         "the kernel does not let it go: look at dmesg; this node may have to be rebooted"},
    [PAGE_DAEMON_UPGRADED] = {"VR-NEW", "upgraded", "info", ""},
};

static void fill_incident(const struct page_daemon_event *record, struct event *out)
{
    size_t kind = record->kind < PAGE_DAEMON_KIND_COUNT ? record->kind : PAGE_DAEMON_DIED;
    struct event_incident *incident = &out->incident;

    snprintf(incident->id, sizeof(incident->id), "vrrpd-%s-%u-%.30s", kinds[kind].event, record->process,
             out->host);
    status_copy_text(incident->event, sizeof(incident->event), kinds[kind].event);
    status_copy_text(incident->phase, sizeof(incident->phase), "closed"); /* it only happened */
    status_copy_text(incident->code, sizeof(incident->code), kinds[kind].code);
    status_copy_text(incident->severity, sizeof(incident->severity), kinds[kind].severity);
    status_copy_text(incident->cause, sizeof(incident->cause), record->cause);
    status_copy_text(incident->fix, sizeof(incident->fix), kinds[kind].fix);
    status_copy_text(incident->vantage, sizeof(incident->vantage), "vrrpd's supervisor");
    incident->since_wall_us = out->wall_us;
    incident->duration_us = 0;
}

bool report_daemon_event(const struct page *page, const struct conf *conf, uint64_t sequence,
                         struct event *out)
{
    struct page_supervisor supervisor;
    struct page_daemon_event record;

    if (!page_read_supervisor(page, &supervisor) || !page_read_daemon_event(page, sequence, &record))
        return false;
    memset(out, 0, sizeof(*out));
    out->boot = supervisor.boot_id ^ SERIES;
    report_host(conf, out->host, sizeof(out->host));
    status_copy_text(out->source, sizeof(out->source), "vrrpd");
    status_copy_text(out->kind, sizeof(out->kind), "incident");
    out->sequence = record.sequence;
    out->mono_us = record.at_us;
    out->wall_us = clock_wall_us() - (clock_now_us() - record.at_us);
    fill_incident(&record, out);
    return true;
}

uint64_t report_daemon_count(const struct page *page)
{
    struct page_supervisor supervisor;

    return page_read_supervisor(page, &supervisor) ? supervisor.daemon_events : 0;
}
