/* News of the daemon itself; see supervisor_report.h. */
#include "vrrpd/supervisor_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/state_page.h"

static enum log_level level_of(enum page_daemon_kind kind)
{
    if (kind == PAGE_DAEMON_UPGRADED)
        return LOG_LEVEL_NOTICE;
    return kind == PAGE_DAEMON_DIED || kind == PAGE_DAEMON_HUNG ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR;
}

void supervisor_report(struct supervisor *supervisor, enum page_daemon_kind kind, enum page_process process,
                       const char *format, ...)
{
    struct page_daemon_event event;
    va_list arguments;

    memset(&event, 0, sizeof(event));
    event.sequence = supervisor->record.daemon_events;
    event.at_us = clock_now_us();
    event.kind = (uint8_t)kind;
    event.process = (uint8_t)process;
    va_start(arguments, format);
    vsnprintf(event.cause, sizeof(event.cause), format, arguments);
    va_end(arguments);
    log_line(level_of(kind), "%s", event.cause);
    page_write_daemon_event(supervisor->template.page, &event);
    supervisor->record.daemon_events++;
    supervisor_publish(supervisor);
}

static void stop_one(struct supervisor *supervisor, struct page_instance *record, uint64_t sequence)
{
    struct page_event event;

    memset(&event, 0, sizeof(event));
    record->last_transition = (struct election_transition){.from = record->memory.state,
                                                           .to = ELECTION_INIT,
                                                           .reason = ELECTION_STOPPED,
                                                           .peer = record->memory.master};
    record->last_transition_us = event.at_us = clock_now_us();
    record->memory.state = ELECTION_INIT;
    memset(record->last_subject, 0, sizeof(record->last_subject));
    event.sequence = sequence;
    event.kind = PAGE_EVENT_TRANSITION;
    memcpy(event.name, record->name, sizeof(event.name));
    memcpy(event.interface, record->interface, sizeof(event.interface));
    event.family = record->family;
    event.vrid = record->vrid;
    event.priority = record->memory.effective_priority;
    event.transition = record->last_transition;
    page_write_event(supervisor->template.page, &event);
}

void supervisor_report_stop(struct supervisor *supervisor)
{
    unsigned table = supervisor->current[PAGE_VRRP].table;
    struct page *page = supervisor->template.page;
    struct page_instance record;
    struct page_engine engine;

    if (!page_read_engine(page, &engine))
        return;
    for (size_t i = 0; i < CONF_INSTANCES_MAX && page_read_instance(page, table, i, &record); i++) {
        if (record.memory.state == ELECTION_INIT)
            continue;
        stop_one(supervisor, &record, engine.event_count++);
        page_write_instance(page, table, i, &record);
    }
    page_write_engine(page, &engine);
    state_page_ring(supervisor->template.bells[PAGE_KERNEL]);
    state_page_ring(supervisor->template.bells[PAGE_RUNNER]);
    state_page_ring(supervisor->template.bells[PAGE_SERVICES]);
}
