/* Carries jobs out; see courier.h. */
#include "notify/courier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "notify/deliver.h"
#include "notify/links.h"
#include "notify/message.h"
#include "notify/message_json.h"
#include "notify/message_text.h"
#include "notify/secret.h"

enum { AT_ONCE = 4 };

struct slot {
    bool used;
    struct deliver deliver;
    struct dispatch_job job;
};

struct courier {
    const struct conf *conf;
    const char *host;
    struct loop *loop;
    struct dispatch *dispatch;
    char from[320];
    char *subject, *body;                                         /* templates, NULL: built in */
    char passwords[CONF_MAIL_SERVERS_MAX][DELIVERY_PASSWORD_MAX]; /* "" where the child reads it itself */
    struct slot slots[AT_ONCE];
};

void courier_policy(const struct conf *conf, struct dispatch_policy *out)
{
    const struct conf_notify *notify = &conf->notify;

    *out = (struct dispatch_policy){.queue = {.group_wait_us = notify->group_wait_us,
                                              .min_interval_us = notify->min_interval_us,
                                              .repeat_us = notify->repeat_us,
                                              .flap_window_us = notify->flap_window_us,
                                              .stable_us = notify->stable_us,
                                              .flap_changes = notify->flap_changes},
                                    .records = notify->spool_records,
                                    .bytes = notify->spool_bytes,
                                    .give_up_us = notify->give_up_us};
    if (notify->server_count > 0) {
        strcpy(out->channels[0], "mail");
        out->relays[0] = notify->server_count;
        out->channel_count = 1;
    }
    for (size_t i = 0; i < notify->webhook_count; i++) {
        snprintf(out->channels[out->channel_count], sizeof(out->channels[0]), "webhook%u", (unsigned)i + 1);
        out->relays[out->channel_count++] = 1;
    }
}

/* ---- templates and passwords ---- */

static char *read_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *text = calloc(1, MESSAGE_TEMPLATE_MAX + 1);
    ssize_t size = fd >= 0 && text != NULL ? read(fd, text, MESSAGE_TEMPLATE_MAX + 1) : -1;

    if (fd >= 0)
        close(fd);
    if (size >= 0 && size <= MESSAGE_TEMPLATE_MAX) {
        text[size] = '\0';
        return text;
    }
    free(text);
    return NULL;
}

static bool read_template(const char *path, char **out)
{
    char why[512] = "";
    size_t line = 0;

    if (path == NULL)
        return true;
    *out = read_file(path);
    if (*out == NULL)
        log_line(LOG_LEVEL_ERROR, "template %s cannot be read: %s", path, strerror(errno));
    else if (!message_template_check(*out, &line, why, sizeof(why)))
        log_line(LOG_LEVEL_ERROR, "%s:%zu: %s", path, line, why);
    else
        return true;
    return false;
}

/* Files may be root's: they are read before rights are given away. */
static void read_passwords(struct courier *courier)
{
    const struct conf_notify *notify = &courier->conf->notify;
    char why[256];

    for (size_t i = 0; i < notify->server_count; i++) {
        const struct conf_mail_server *server = &notify->servers[i];

        if (server->user == NULL || server->password.file == NULL)
            continue;
        if (secret_read(&server->password, courier->passwords[i], DELIVERY_PASSWORD_MAX, why) < 0)
            log_line(LOG_LEVEL_ERROR, "no password for %s: %s", server->host, why);
    }
}

struct courier *courier_new(const struct conf *conf, const char *host, struct loop *loop)
{
    struct courier *courier = calloc(1, sizeof(*courier));

    if (courier == NULL)
        return NULL;
    courier->conf = conf;
    courier->host = host;
    courier->loop = loop;
    if (conf->notify.from != NULL)
        snprintf(courier->from, sizeof(courier->from), "%s", conf->notify.from);
    else
        snprintf(courier->from, sizeof(courier->from), "vrrpnotify@%s", host);
    if (!read_template(conf->notify.subject_file, &courier->subject) ||
        !read_template(conf->notify.body_file, &courier->body)) {
        courier_free(courier);
        return NULL;
    }
    read_passwords(courier);
    return courier;
}

void courier_free(struct courier *courier)
{
    if (courier == NULL)
        return;
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (!courier->slots[i].used)
            continue;
        loop_remove(courier->loop, courier->slots[i].deliver.fd);
        deliver_kill(&courier->slots[i].deliver);
    }
    explicit_bzero(courier->passwords, sizeof(courier->passwords));
    free(courier->subject);
    free(courier->body);
    free(courier);
}

/* ---- results ---- */

static enum dispatch_verdict verdict_of(enum delivery_verdict verdict)
{
    if (verdict == DELIVERY_SENT)
        return DISPATCH_SENT;
    return verdict == DELIVERY_LATER ? DISPATCH_LATER : DISPATCH_FAILED;
}

static uint32_t random_number(void)
{
    uint32_t number = 0;

    (void)!getrandom(&number, sizeof(number), GRND_NONBLOCK);
    return number;
}

static void delivered(void *context, int fd)
{
    struct courier *courier = context;
    struct delivery_result result;
    struct slot *slot = NULL;

    for (size_t i = 0; i < AT_ONCE; i++)
        if (courier->slots[i].used && courier->slots[i].deliver.fd == fd)
            slot = &courier->slots[i];
    if (slot == NULL)
        return;
    loop_remove(courier->loop, fd);
    if (!deliver_take(&slot->deliver, &result)) {
        if (loop_add(courier->loop, fd, delivered, courier) == 0)
            return;
        deliver_kill(&slot->deliver);
        result = (struct delivery_result){.verdict = DELIVERY_LATER};
    }
    slot->used = false;
    if (result.verdict == DELIVERY_SENT)
        log_line(LOG_LEVEL_NOTICE, "sent: %s", result.text);
    dispatch_result(courier->dispatch, &slot->job, verdict_of(result.verdict), result.text, clock_wall_us(),
                    random_number());
}

/* ---- start ---- */

static const enum notice_kind kinds[QUEUE_KIND_COUNT] = {[QUEUE_EVENT] = NOTICE_EVENT,
                                                         [QUEUE_DIGEST] = NOTICE_DIGEST,
                                                         [QUEUE_STABLE] = NOTICE_STABLE,
                                                         [QUEUE_REMINDER] = NOTICE_REMINDER,
                                                         [QUEUE_HEALED] = NOTICE_HEALED};

/* The records as events; the caller frees them. */
static struct event *parse_events(const struct outgoing *outgoing, size_t *count)
{
    struct event *events = calloc(outgoing->event_count + 1, sizeof(*events));

    *count = 0;
    for (size_t i = 0; events != NULL && i < outgoing->event_count; i++)
        if (event_parse(outgoing->events[i], &events[*count]))
            (*count)++;
    return events;
}

static int start_mail(struct courier *courier, const struct dispatch_job *job, const struct notice *notice,
                      const struct message_facts *facts, struct deliver *out)
{
    const struct conf_notify *conf = &courier->conf->notify;
    char *message = message_build(notice, facts);
    const char *password = courier->passwords[job->relay];
    struct delivery delivery = {.server = &conf->servers[job->relay],
                                .password = password[0] != '\0' ? password : NULL,
                                .helo = conf->helo,
                                .from = courier->from,
                                .to = facts->to,
                                .to_count = facts->to_count,
                                .message = message};
    int error = -ENOMEM;

    if (message != NULL) {
        delivery.size = strlen(message);
        error = deliver_start(&delivery, NULL, out);
    }
    free(message);
    return error;
}

static int start_post(struct courier *courier, size_t index, const struct notice *notice,
                      const struct message_facts *facts, struct deliver *out)
{
    const struct conf_webhook *webhook = &courier->conf->notify.webhooks[index];
    char *json = message_json(notice, facts, webhook->format);
    struct delivery_post post = {.webhook = webhook, .json = json};
    int error = json != NULL ? deliver_start(NULL, &post, out) : -ENOMEM;

    free(json);
    return error;
}

static int start(struct courier *courier, const struct dispatch_job *job, struct deliver *out)
{
    const struct conf_notify *conf = &courier->conf->notify;
    struct message_facts facts = {.host = courier->host,
                                  .cluster = conf->cluster,
                                  .from = courier->from,
                                  .to = (const char *const *)conf->to,
                                  .to_count = conf->to_count,
                                  .language = conf->language,
                                  .now_wall_us = clock_wall_us(),
                                  .subject_template = courier->subject,
                                  .body_template = courier->body};
    struct notice notice = {.kind = kinds[job->message->kind],
                            .omitted = job->message->omitted,
                            .span_us = job->message->span_us,
                            .possibly_again = job->again};
    struct event *events = parse_events(job->message, &notice.event_count);
    char *links = links_text();
    size_t first_webhook = conf->server_count > 0 ? 1 : 0;
    int error = -ENOMEM;

    notice.events = events;
    facts.addresses_text = links;
    if (events != NULL && notice.event_count == 0)
        error = -EBADMSG;
    else if (events != NULL && job->channel < first_webhook)
        error = start_mail(courier, job, &notice, &facts, out);
    else if (events != NULL)
        error = start_post(courier, job->channel - first_webhook, &notice, &facts, out);
    free(links);
    free(events);
    return error;
}

static struct slot *free_slot(struct courier *courier)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (!courier->slots[i].used)
            return &courier->slots[i];
    return NULL;
}

void courier_round(struct courier *courier, struct dispatch *dispatch, int64_t now_wall_us)
{
    struct slot *slot;

    courier->dispatch = dispatch;
    while ((slot = free_slot(courier)) != NULL && dispatch_next(dispatch, now_wall_us, &slot->job)) {
        int error = start(courier, &slot->job, &slot->deliver);

        if (error == 0)
            error = loop_add(courier->loop, slot->deliver.fd, delivered, courier);
        slot->used = error == 0;
        if (error < 0)
            dispatch_result(dispatch, &slot->job, error == -EBADMSG ? DISPATCH_FAILED : DISPATCH_LATER,
                            strerror(-error), now_wall_us, random_number());
    }
}

bool courier_busy(const struct courier *courier)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (courier->slots[i].used)
            return true;
    return false;
}
