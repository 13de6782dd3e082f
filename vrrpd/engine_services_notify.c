/* Hands events to the dispatcher; see engine_services_notify.h. */
#include "vrrpd/engine_services_notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_verbs.h"
#include "vrrpd/hook_call.h"
#include "vrrpd/report.h"
#include "vrrpd/report_daemon.h"

enum {
    WINDOW = 64, /* records that may be unacknowledged */
    RETRY_US = 200000,
    REFUSED_US = 5000000,
    SILENT_US = 10000000, /* without an answer: it hangs, or was replaced */
    REFUSALS_MAX = 5,     /* of one record, then it is left out */
};

/* Events of the stream ever published. */
static uint64_t event_count(const struct notifier *notifier)
{
    if (notifier->stream == NOTIFY_DAEMON)
        return report_daemon_count(notifier->services->child->page);
    return notifier->stream == NOTIFY_ROUTERS ? services_event_count(notifier->services)
                                              : services_lvs_event_count(notifier->services);
}

static uint64_t ring_size(const struct notifier *notifier)
{
    if (notifier->stream == NOTIFY_DAEMON)
        return PAGE_DAEMON_EVENTS;
    return notifier->stream == NOTIFY_ROUTERS ? PAGE_EVENTS : PAGE_LVS_EVENTS;
}

static void hang_up(struct notifier *notifier, int64_t pause_us)
{
    loop_remove(notifier->services->loop, notifier->fd);
    close(notifier->fd);
    notifier->fd = -1;
    notifier->sent = notifier->acked;
    notifier->retry_us = clock_now_us() + pause_us;
}

static void acknowledge(struct notifier *notifier, uint64_t next)
{
    struct child *child = notifier->services->child;
    const struct notifier *all = notifier->services->notifiers;

    notifier->acked = next;
    notifier->refusals = 0;
    notifier->heard_us = clock_now_us();
    if (notifier->stream == NOTIFY_SERVERS)
        services_lvs_acknowledge(notifier->services, next);
    else
        page_write_notify(child->page, child->table,
                          &(struct page_notify){.acked = all[NOTIFY_ROUTERS].acked,
                                                .daemon_acked = all[NOTIFY_DAEMON].acked});
}

static void refused(struct notifier *notifier, const char *answer)
{
    log_line(LOG_LEVEL_WARNING, "the dispatcher does not take an event: %s", answer);
    if (++notifier->refusals >= REFUSALS_MAX)
        acknowledge(notifier, notifier->acked + 1);
    hang_up(notifier, REFUSED_US);
}

static void answer_came(void *context, int fd)
{
    struct notifier *notifier = context;
    char answer[256];
    uint64_t sequence;
    ssize_t size;

    while ((size = recv(fd, answer, sizeof(answer) - 1, MSG_DONTWAIT)) > 0) {
        answer[size] = '\0';
        if (sscanf(answer, "{\"ok\":%" SCNu64 "}", &sequence) != 1) {
            refused(notifier, answer);
            return;
        }
        if (sequence >= notifier->acked && sequence < notifier->sent)
            acknowledge(notifier, sequence + 1);
    }
    if (size == 0 || (errno != EAGAIN && errno != EINTR))
        hang_up(notifier, RETRY_US);
}

static bool dial(struct notifier *notifier, int64_t now_us)
{
    struct services *services = notifier->services;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int size = snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify.sock",
                        services->child->options->run_dir);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    notifier->retry_us = now_us + RETRY_US;
    if (fd >= 0 && size < (int)sizeof(address.sun_path) &&
        connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
        loop_add(services->loop, fd, answer_came, notifier) == 0) {
        notifier->fd = fd;
        notifier->sent = notifier->acked;
        notifier->heard_us = now_us;
        return true;
    }
    if (fd >= 0)
        close(fd);
    return false;
}

/* 0 when it is gone, -EAGAIN when there is no room, else negative errno. */
static int send_event(const struct notifier *notifier, struct event *event)
{
    char *text = event_print(event);
    ssize_t size = text != NULL ? send(notifier->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) : -1;
    int error = size >= 0 ? 0 : text == NULL ? -ENOMEM : -errno;

    free(text);
    return error;
}

/* What the ring has no more is told as what is so now: the last state of an instance is never lost. */
static int resynchronise(const struct notifier *notifier, uint64_t sequence)
{
    struct services *services = notifier->services;
    const struct conf *conf = services->child->conf;

    log_line(LOG_LEVEL_WARNING, "the dispatcher was away for too many events: it hears what is so now");
    for (size_t i = 0; i < conf->instance_count; i++) {
        struct page_event record = {.sequence = sequence};
        struct page_instance instance;
        struct event event;
        int error;

        if (!page_read_instance(services->child->page, services->child->table, i, &instance) ||
            instance.last_transition_us == 0)
            continue;
        hook_call_fill_event(&instance, &record);
        report_page_event(services->child->page, conf, &record, services->addresses, &event);
        error = send_event(notifier, &event);
        if (error < 0)
            return error;
    }
    return 0;
}

/* Events that the ring has no more. Of real servers what is so now is in the status; who is told of them was
 * told that something was lost. */
static int skip_lost(struct notifier *notifier, uint64_t count)
{
    uint64_t first = count - ring_size(notifier);
    int error = 0;

    if (notifier->stream == NOTIFY_ROUTERS)
        error = resynchronise(notifier, first - 1);
    else
        log_line(LOG_LEVEL_WARNING,
                 "the dispatcher was away for too long: %" PRIu64 " events of %s are lost to it",
                 first - notifier->sent, notifier->stream == NOTIFY_DAEMON ? "the daemon" : "real servers");
    if (error == 0)
        notifier->sent = notifier->acked = first;
    return error;
}

static bool next_event(struct notifier *notifier, struct event *event)
{
    struct services *services = notifier->services;

    if (notifier->stream == NOTIFY_DAEMON)
        return report_daemon_event(services->child->page, services->child->conf, notifier->sent, event);
    if (notifier->stream == NOTIFY_ROUTERS)
        return report_event(services->child->page, services->child->conf, notifier->sent, services->addresses,
                            event);
    return services_lvs_event(services, notifier->sent, event);
}

static int send_next(struct notifier *notifier, uint64_t count)
{
    struct event event;
    int error = 0;

    if (notifier->sent + ring_size(notifier) < count)
        return skip_lost(notifier, count);
    if (next_event(notifier, &event))
        error = send_event(notifier, &event);
    if (error == 0)
        notifier->sent++;
    return error;
}

/* What nobody wants to hear of needs nobody's acknowledgement. */
static void pass_unwanted(struct notifier *notifier)
{
    struct event event;

    while (notifier->stream == NOTIFY_SERVERS && notifier->acked < notifier->sent &&
           !services_lvs_event(notifier->services, notifier->acked, &event))
        acknowledge(notifier, notifier->acked + 1);
}

static void round_of(struct notifier *notifier, int64_t now_us)
{
    uint64_t count = event_count(notifier);
    int error = 0;

    pass_unwanted(notifier);
    if (!notifier->wanted || notifier->acked == count)
        return;
    if (notifier->fd >= 0 && notifier->sent > notifier->acked && now_us > notifier->heard_us + SILENT_US)
        hang_up(notifier, 0);
    if (notifier->fd < 0 && (now_us < notifier->retry_us || !dial(notifier, now_us)))
        return;
    if (notifier->sent == notifier->acked)
        notifier->heard_us = now_us; /* nothing was asked so far */
    while (error == 0 && notifier->sent < count && notifier->sent < notifier->acked + WINDOW)
        error = send_next(notifier, count);
    pass_unwanted(notifier);
    if (error < 0 && error != -EAGAIN)
        hang_up(notifier, RETRY_US);
}

/* Events of real servers are the successor's once there is one. */
static bool is_ours(const struct services *services, enum notify_stream stream)
{
    return stream != NOTIFY_SERVERS || !services->handing_over;
}

void notify_round(struct services *services, int64_t now_us)
{
    for (int i = 0; i < NOTIFY_STREAMS; i++)
        if (is_ours(services, (enum notify_stream)i))
            round_of(&services->notifiers[i], now_us);
}

int64_t notify_due_us(const struct services *services)
{
    int64_t due_us = LOOP_FOREVER, own_us;

    for (int i = 0; i < NOTIFY_STREAMS; i++) {
        const struct notifier *notifier = &services->notifiers[i];

        if (!notifier->wanted || notifier->acked == event_count(notifier))
            continue;
        own_us = notifier->fd < 0 ? notifier->retry_us : notifier->heard_us + SILENT_US;
        due_us = own_us < due_us ? own_us : due_us;
    }
    return due_us;
}

bool notify_busy(const struct services *services)
{
    for (int i = 0; i < NOTIFY_STREAMS; i++)
        if (services->notifiers[i].wanted && is_ours(services, (enum notify_stream)i) &&
            services->notifiers[i].acked < event_count(&services->notifiers[i]))
            return true;
    return false;
}

void notify_begin(struct services *services)
{
    const struct child *child = services->child;
    struct page_notify record = {.acked = 0};
    bool wanted = conf_mails(child->conf);

    for (int i = 0; i < NOTIFY_STREAMS; i++)
        services->notifiers[i] = (struct notifier){
            .services = services, .stream = (enum notify_stream)i, .wanted = wanted, .fd = -1};
    if (child->adopt_table != CHILD_NO_PREDECESSOR &&
        !page_read_notify(child->page, (unsigned)child->adopt_table, &record))
        record =
            (struct page_notify){.acked = services_event_count(services), /* nobody was to be told before */
                                 .daemon_acked = report_daemon_count(child->page)};
    services->notifiers[NOTIFY_ROUTERS].acked = services->notifiers[NOTIFY_ROUTERS].sent = record.acked;
    services->notifiers[NOTIFY_DAEMON].acked = services->notifiers[NOTIFY_DAEMON].sent = record.daemon_acked;
    services->notifiers[NOTIFY_SERVERS].acked = services->notifiers[NOTIFY_SERVERS].sent =
        services_lvs_acknowledged(services);
    if (wanted)
        page_write_notify(child->page, child->table, &record);
}

void notify_end(struct services *services)
{
    for (int i = 0; i < NOTIFY_STREAMS; i++)
        if (services->notifiers[i].fd >= 0)
            hang_up(&services->notifiers[i], 0);
}
