/* The services process; see engine_services.h. */
#include "vrrpd/engine_services.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "conf/print.h"
#include "lib/clock.h"
#include "lib/control.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/packet.h"
#include "lib/request.h"
#include "lib/state_page.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/operator_file.h"
#include "vrrpd/engine_services_arbiter.h"
#include "vrrpd/engine_services_heartbeat.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_notify.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_track.h"
#include "vrrpd/engine_services_upgrade.h"
#include "vrrpd/engine_services_verbs.h"
#include "vrrpd/pulse.h"
#include "vrrpd/report.h"
#include "vrrpd/report_daemon.h"
#include "vrrpd/report_groups.h"

enum {
    TICK_US = 1000000,
    REJECTED_PAUSE_US = 60000000, /* one line a minute for a reason of an instance */
    FAREWELL_US = 1000000,        /* for clients to read their answers at the end */
    FINDINGS_MAX = 64 * 1024,
    BLOCKED_TICKS = 5,
};

/* ---- the log and the followers ---- */

static void publish_event(struct services *services, const struct event *event)
{
    char *text;

    if (strcmp(event->kind, "incident") == 0 && event->incident.duration_us > 0)
        log_line(LOG_LEVEL_NOTICE, "%s: %s closed after %.2f s: %s", event->instance, event->incident.code,
                 (double)event->incident.duration_us / 1e6, event->incident.cause);
    else if (strcmp(event->kind, "incident") == 0)
        log_line(LOG_LEVEL_WARNING, "%s: %s%s%s: %s. To mend it: %s", event->instance, event->incident.code,
                 event->incident.duration_us == 0 ? "" : " ",
                 event->incident.duration_us == 0 ? "" : event->incident.phase, event->incident.cause,
                 event->incident.fix);
    else if (strcmp(event->kind, "fence") == 0)
        log_line(LOG_LEVEL_WARNING, "%s: %s", event->instance, event->reason);
    else if (strcmp(event->kind, "master-confirmed") == 0)
        log_line(LOG_LEVEL_NOTICE, "%s: master confirmed, %s", event->instance, event->reason);
    else
        log_line(LOG_LEVEL_NOTICE, "%s: %s -> %s, %s", event->instance, event->from, event->to,
                 event->reason);
    if (control_count(services->control, TAG_EVENTS) == 0)
        return;
    text = event_print(event);
    if (text != NULL)
        control_broadcast(services->control, TAG_EVENTS, text, true);
    free(text);
}

static void publish_events(struct services *services)
{
    uint64_t count = services_event_count(services);
    struct event event;

    if (count > services->next_event + PAGE_EVENTS) {
        log_line(LOG_LEVEL_WARNING, "%" PRIu64 " transitions happened faster than they could be logged",
                 count - services->next_event - PAGE_EVENTS);
        services->next_event = count - PAGE_EVENTS;
    }
    if (count > services->next_event)
        services_follow_send(services);
    for (; services->next_event < count; services->next_event++)
        if (report_event(services->child->page, services->child->conf, services->next_event,
                         services->addresses, &event))
            publish_event(services, &event);
}

/* The supervisor logged them. */
static void publish_daemon_events(struct services *services)
{
    uint64_t count = report_daemon_count(services->child->page);
    struct event event;

    for (; services->next_daemon_event < count; services->next_daemon_event++) {
        char *text = NULL;

        if (control_count(services->control, TAG_EVENTS) > 0 &&
            report_daemon_event(services->child->page, services->child->conf, services->next_daemon_event,
                                &event))
            text = event_print(&event);
        if (text != NULL)
            control_broadcast(services->control, TAG_EVENTS, text, true);
        free(text);
    }
}

static void log_rejected(struct services *services, size_t index, int64_t now_us)
{
    const struct conf_instance *conf = &services->child->conf->instances[index];
    struct said *said = &services->said[index];
    struct page_instance record;

    if (!page_read_instance(services->child->page, services->child->table, index, &record))
        return;
    for (int error = 1; error < PACKET_ERROR_COUNT; error++) {
        uint64_t count = record.counters.rejected[error];

        if (count <= said->count[error] ||
            (said->at_us[error] != 0 && now_us < said->at_us[error] + REJECTED_PAUSE_US))
            continue;
        log_line(LOG_LEVEL_WARNING, "%s: rejected %" PRIu64 " advert(s) on %s: %s", conf->name,
                 count - said->count[error], conf->interface, packet_error_name((enum packet_error)error));
        said->count[error] = count;
        said->at_us[error] = now_us;
    }
}

/* A group that stands still is said once, when it has done so for longer than a fail-over takes. */
static void log_blocked(struct services *services)
{
    for (size_t i = 0; i < services->child->conf->group_count; i++) {
        char text[STATUS_REASON_MAX];

        report_group_blocked(services->child->page, services->child->table, services->child->conf, i, text);
        if (text[0] == '\0')
            services->blocked_ticks[i] = 0;
        else if (services->blocked_ticks[i] < UINT8_MAX && ++services->blocked_ticks[i] == BLOCKED_TICKS)
            log_line(LOG_LEVEL_WARNING, "sync group %s stands still: %s",
                     services->child->conf->groups[i].name, text);
    }
}

/* ---- the supervisor ---- */

static void reloaded(struct services *services, int result, int findings)
{
    char *text = calloc(1, FINDINGS_MAX + 1);
    char *answer;

    if (findings >= 0 && text != NULL && pread(findings, text, FINDINGS_MAX, 0) < 0)
        text[0] = '\0';
    answer = request_result(result == 0, text);
    if (answer != NULL)
        control_broadcast(services->control, TAG_RELOAD, answer, false);
    free(answer);
    free(text);
}

static void dump(struct services *services)
{
    struct status status;

    if (!services_status(services, NULL, &status))
        return;
    for (size_t i = 0; i < status.instance_count; i++) {
        const struct status_instance *instance = &status.instances[i];

        log_line(LOG_LEVEL_NOTICE,
                 "dump: %s %s on %s vrid %u priority %u/%u master %s sent %" PRIu64 " received %" PRIu64
                 " transitions %" PRIu64 "%s",
                 instance->name, instance->state, instance->interface, instance->vrid, instance->priority,
                 instance->effective_priority, instance->master.known ? instance->master.address : "unknown",
                 instance->adverts_sent, instance->adverts_received, instance->transitions,
                 instance->drained ? " drained" : "");
    }
    status_free(&status);
}

static void stop(struct services *services)
{
    services->done = true;
    services_lvs_farewell(services);
}

static void supervisor_spoke(void *context, int fd)
{
    struct services *services = context;
    struct message message;
    int attached, result;

    while ((result = message_receive(fd, &message, &attached)) > 0) {
        if (message.kind == MESSAGE_STOP)
            stop(services);
        else if (message.kind == MESSAGE_HAND_OVER)
            services->done = services->handing_over = true;
        else if (message.kind == MESSAGE_RELOADED)
            reloaded(services, message.value, attached);
        else if (message.kind == MESSAGE_UPGRADED)
            services_upgraded(services, message.value, attached);
        else if (message.kind == MESSAGE_DUMP)
            dump(services);
        if (attached >= 0)
            close(attached);
    }
    if (result == -EPIPE)
        services->done = true;
}

static void supervisor_died(void *context, int fd)
{
    (void)fd;
    ((struct services *)context)->done = true;
}

static void bell_rang(void *context, int fd)
{
    (void)context;
    state_page_answer(fd); /* the round looks anyway */
}

/* ---- start, loop, end ---- */

/* Before rights are given away: the group that may steer us. */
static void give_socket(struct services *services)
{
    const char *name = services->child->conf->global.control_group;
    const struct group *entry = name != NULL ? getgrnam(name) : NULL;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t size = sizeof(address);

    services->group = (gid_t)-1;
    if (name == NULL)
        return;
    if (entry == NULL) {
        log_line(LOG_LEVEL_WARNING, "control group %s does not exist: only root may use the control socket",
                 name);
        return;
    }
    services->group = entry->gr_gid;
    if (getsockname(services->child->listener, (struct sockaddr *)&address, &size) < 0 ||
        chown(address.sun_path, (uid_t)-1, services->group) < 0)
        log_line(LOG_LEVEL_WARNING, "cannot give the control socket to group %s: %s", name, strerror(errno));
}

static bool prepare(struct services *services, struct child *child)
{
    services->child = child;
    services->loop = loop_new();
    services->addresses = calloc(CONF_VIPS_MAX, sizeof(*services->addresses));
    services->said = calloc(child->conf->instance_count + 1, sizeof(*services->said));
    if (services->loop == NULL || services->addresses == NULL || services->said == NULL ||
        page_read_only_but(child->page, child->table, PAGE_TRACKERS) < 0)
        return false;
    give_socket(services);
    if (!track_prepare(services) || !services_heartbeat_prepare(services) || !services_lvs_prepare(services))
        return false;
    services_arbiter_round(services, clock_now_us());
    return loop_add(services->loop, child->bells[PAGE_SERVICES], bell_rang, services) == 0 &&
           loop_add(services->loop, child->supervisor, supervisor_spoke, services) == 0 &&
           loop_add(services->loop, child->parent, supervisor_died, services) == 0;
}

/* A predecessor's rejected packets were logged by its services. */
static void start_counting(struct services *services)
{
    struct page_instance record;

    for (size_t i = 0; i < services->child->conf->instance_count; i++) {
        if (!page_read_instance(services->child->page, services->child->table, i, &record))
            continue;
        for (size_t error = 0; error < PACKET_ERROR_COUNT; error++)
            if (record.counters.rejected[error] > 0) /* memory that stays zero is not touched */
                services->said[i].count[error] = record.counters.rejected[error];
    }
}

/* -d: what the file means, in the words of our own format; passwords are not in it. */
static void log_configuration(const struct services *services)
{
    char *text = conf_print(services->child->conf, NULL);
    char *rest = text;

    while (rest != NULL && *rest != '\0')
        log_line(LOG_LEVEL_INFO, "configuration: %s", strsep(&rest, "\n"));
    free(text);
}

static void restore_drains(struct services *services)
{
    int error = operator_file_read(&services->operator_file, services->child->operator_dir);

    for (size_t i = 0; i < services->operator_file.count && error == 0; i++)
        error = message_send_name(services->child->commands, MESSAGE_DRAIN, services->operator_file.names[i]);
    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "cannot drain again what was drained: %s", strerror(-error));
}

static void run(struct services *services)
{
    while (!services->done) {
        int64_t now_us = clock_now_us();
        int64_t next_us = control_expire(services->control, now_us);

        next_us = next_us < services->tick_at_us ? next_us : services->tick_at_us;
        next_us = next_us < track_due_us(services) ? next_us : track_due_us(services);
        next_us = next_us < notify_due_us(services) ? next_us : notify_due_us(services);
        next_us =
            next_us < services_heartbeat_due_us(services) ? next_us : services_heartbeat_due_us(services);
        next_us = next_us < services_arbiter_due_us(services) ? next_us : services_arbiter_due_us(services);
        next_us = next_us < services_lvs_due_us(services) ? next_us : services_lvs_due_us(services);
        loop_wait(services->loop, pulse_beat(services->child, next_us));
        publish_events(services);
        publish_daemon_events(services);
        now_us = clock_now_us();
        notify_round(services, now_us);
        track_round(services, now_us);
        services_heartbeat_round(services, now_us);
        services_arbiter_round(services, now_us);
        track_tell(services);
        services_lvs_round(services, now_us);
        if (now_us < services->tick_at_us)
            continue;
        services->tick_at_us = now_us + TICK_US;
        for (size_t i = 0; i < services->child->conf->instance_count; i++)
            log_rejected(services, i, now_us);
        log_blocked(services);
        services_follow_send(services);
    }
}

/* Clients that asked get their answers; those that follow see the end of the stream and come back. */
static void say_goodbye(struct services *services)
{
    int64_t until_us = clock_now_us() + FAREWELL_US;

    services_heartbeat_end(services);
    publish_events(services);
    publish_daemon_events(services);
    notify_round(services, clock_now_us());
    while ((control_busy(services->control) || notify_busy(services)) && clock_now_us() < until_us) {
        loop_wait(services->loop, notify_due_us(services) < until_us ? notify_due_us(services) : until_us);
        notify_round(services, clock_now_us());
    }
    control_free(services->control);
    notify_end(services);
}

int engine_services_run(struct child *child)
{
    struct services services;

    memset(&services, 0, sizeof(services));
    if (!prepare(&services, child)) {
        log_line(LOG_LEVEL_ERROR, "cannot prepare: %s", strerror(errno));
        return 1;
    }
    if (!child_wait(child))
        return 0;
    pulse_begin(child);
    if (child->adopt_table != CHILD_NO_PREDECESSOR) {
        services.next_event = services_event_count(&services);
        services.next_daemon_event = report_daemon_count(child->page);
        start_counting(&services);
    } else if (child->options->dump) {
        log_configuration(&services);
    }
    restore_drains(&services);
    if (!services_lvs_start(&services))
        return 1;
    notify_begin(&services);
    services.control = control_new(services.loop, child->listener, services_request, &services);
    if (services.control == NULL || !track_start(&services) || !services_heartbeat_start(&services))
        return 1;
    message_send(child->supervisor, MESSAGE_RUNNING, 0, -1);
    run(&services);
    say_goodbye(&services);
    return 0;
}
