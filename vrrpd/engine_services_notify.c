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
#include "vrrpd/engine_services_verbs.h"
#include "vrrpd/hook_call.h"
#include "vrrpd/report.h"

enum {
    WINDOW = 64, /* records that may be unacknowledged */
    RETRY_US = 200000,
    REFUSED_US = 5000000,
    SILENT_US = 10000000, /* without an answer: it hangs, or was replaced */
    REFUSALS_MAX = 5,     /* of one record, then it is left out */
};

static void hang_up(struct services *services, int64_t pause_us)
{
    struct notifier *notifier = &services->notifier;

    loop_remove(services->loop, notifier->fd);
    close(notifier->fd);
    notifier->fd = -1;
    notifier->sent = notifier->acked;
    notifier->retry_us = clock_now_us() + pause_us;
}

static void acknowledge(struct services *services, uint64_t next)
{
    struct page_notify record = {.acked = next};

    services->notifier.acked = next;
    services->notifier.refusals = 0;
    services->notifier.heard_us = clock_now_us();
    page_write_notify(services->child->page, services->child->table, &record);
}

static void refused(struct services *services, const char *answer)
{
    struct notifier *notifier = &services->notifier;

    log_line(LOG_LEVEL_WARNING, "the dispatcher does not take an event: %s", answer);
    if (++notifier->refusals >= REFUSALS_MAX)
        acknowledge(services, notifier->acked + 1);
    hang_up(services, REFUSED_US);
}

static void answer_came(void *context, int fd)
{
    struct services *services = context;
    char answer[256];
    uint64_t sequence;
    ssize_t size;

    while ((size = recv(fd, answer, sizeof(answer) - 1, MSG_DONTWAIT)) > 0) {
        answer[size] = '\0';
        if (sscanf(answer, "{\"ok\":%" SCNu64 "}", &sequence) != 1) {
            refused(services, answer);
            return;
        }
        if (sequence >= services->notifier.acked && sequence < services->notifier.sent)
            acknowledge(services, sequence + 1);
    }
    if (size == 0 || (errno != EAGAIN && errno != EINTR))
        hang_up(services, RETRY_US);
}

static bool dial(struct services *services, int64_t now_us)
{
    struct notifier *notifier = &services->notifier;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int size = snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify.sock",
                        services->child->options->run_dir);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    notifier->retry_us = now_us + RETRY_US;
    if (fd >= 0 && size < (int)sizeof(address.sun_path) &&
        connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
        loop_add(services->loop, fd, answer_came, services) == 0) {
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
static int send_event(struct services *services, struct event *event)
{
    char *text = event_print(event);
    ssize_t size =
        text != NULL ? send(services->notifier.fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) : -1;
    int error = size >= 0 ? 0 : text == NULL ? -ENOMEM : -errno;

    free(text);
    return error;
}

/* What the ring has no more is told as what is so now: the last state of an instance is never lost. */
static int resynchronise(struct services *services, uint64_t sequence)
{
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
        error = send_event(services, &event);
        if (error < 0)
            return error;
    }
    return 0;
}

static int send_next(struct services *services, uint64_t count)
{
    struct notifier *notifier = &services->notifier;
    struct event event;
    int error = 0;

    if (notifier->sent + PAGE_EVENTS < count) {
        error = resynchronise(services, count - PAGE_EVENTS - 1);
        if (error == 0)
            notifier->sent = notifier->acked = count - PAGE_EVENTS;
        return error;
    }
    if (report_event(services->child->page, services->child->conf, notifier->sent, services->addresses,
                     &event))
        error = send_event(services, &event);
    if (error == 0)
        notifier->sent++;
    return error;
}

void notify_round(struct services *services, int64_t now_us)
{
    struct notifier *notifier = &services->notifier;
    uint64_t count = services_event_count(services);
    int error = 0;

    if (!notifier->wanted || notifier->acked == count)
        return;
    if (notifier->fd >= 0 && notifier->sent > notifier->acked && now_us > notifier->heard_us + SILENT_US)
        hang_up(services, 0);
    if (notifier->fd < 0 && (now_us < notifier->retry_us || !dial(services, now_us)))
        return;
    if (notifier->sent == notifier->acked)
        notifier->heard_us = now_us; /* nothing was asked so far */
    while (error == 0 && notifier->sent < count && notifier->sent < notifier->acked + WINDOW)
        error = send_next(services, count);
    if (error < 0 && error != -EAGAIN)
        hang_up(services, RETRY_US);
}

int64_t notify_due_us(const struct services *services)
{
    const struct notifier *notifier = &services->notifier;

    if (!notifier->wanted || notifier->acked == services_event_count(services))
        return LOOP_FOREVER;
    return notifier->fd < 0 ? notifier->retry_us : notifier->heard_us + SILENT_US;
}

bool notify_busy(const struct services *services)
{
    return services->notifier.wanted && services->notifier.acked < services_event_count(services);
}

void notify_begin(struct services *services)
{
    const struct child *child = services->child;
    struct page_notify record = {.acked = 0};

    services->notifier = (struct notifier){.wanted = conf_mails(child->conf), .fd = -1};
    if (child->adopt_table != CHILD_NO_PREDECESSOR &&
        !page_read_notify(child->page, (unsigned)child->adopt_table, &record))
        record.acked = services_event_count(services); /* nobody was to be told before */
    services->notifier.acked = services->notifier.sent = record.acked;
    if (services->notifier.wanted)
        page_write_notify(child->page, child->table, &record);
}

void notify_end(struct services *services)
{
    if (services->notifier.fd >= 0)
        hang_up(services, 0);
}
