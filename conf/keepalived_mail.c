/* Keywords of global_defs about mail; see keepalived_mail.h. */
#include "conf/keepalived_mail.h"

#include <stdio.h>
#include <string.h>

#include "conf/keepalived_number.h"
#include "conf/keepalived_text.h"
#include "conf/mail.h"

static struct conf_notify *notify_of(struct keepalived *keepalived)
{
    return &keepalived->reader->conf->notify;
}

static void read_one_to(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_notify *notify = notify_of(keepalived);

    (void)target;
    for (size_t i = 0; i < line->count; i++) {
        const char *text = line->words[i].text;

        if (!mail_is_address(text)) {
            keepalived_warn(keepalived, &line->words[i], "`%s' is no mail address: it is left out", text);
        } else if (notify->to_count == CONF_MAIL_TO_MAX) {
            keepalived_warn(keepalived, &line->words[i], "more than %d recipients: it is left out",
                            CONF_MAIL_TO_MAX);
        } else {
            notify->to =
                conf_append(keepalived->reader->conf, notify->to, &notify->to_count, sizeof *notify->to);
            notify->to[notify->to_count - 1] = conf_strdup(keepalived->reader->conf, text);
        }
    }
}

void keepalived_mail_to(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_each(keepalived, line, read_one_to, target);
}

void keepalived_mail_from(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct keepalived_word *word = &line->words[1];

    (void)target;
    if (mail_is_address(word->text))
        notify_of(keepalived)->from = conf_strdup(keepalived->reader->conf, word->text);
    else
        keepalived_warn(keepalived, word, "`%s' is no mail address: the default is used", word->text);
}

/* The timeout may stand before or after the server. */
static struct conf_mail_server *server_of(struct keepalived *keepalived)
{
    struct conf_notify *notify = notify_of(keepalived);

    if (notify->server_count == 0) {
        notify->servers = conf_append(keepalived->reader->conf, notify->servers, &notify->server_count,
                                      sizeof *notify->servers);
        notify->servers[0].timeout_us = CONF_MAIL_TIMEOUT_US;
        notify->servers[0].connect_timeout_us = CONF_MAIL_CONNECT_US;
    }
    return &notify->servers[0];
}

void keepalived_mail_server(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_mail_server read = {.host = NULL}, *server = server_of(keepalived);
    const char *host = line->words[1].text;
    char url[320];
    bool bare6 = strchr(host, ':') != strrchr(host, ':') && host[0] != '[';
    const char *why;

    (void)target;
    snprintf(url, sizeof url, "smtp://%s%s%s%s%s", bare6 ? "[" : "", host, bare6 ? "]" : "",
             line->count > 2 ? ":" : "", line->count > 2 ? line->words[2].text : "");
    why = mail_read_url(keepalived->reader->conf, url, &read);
    if (why) {
        keepalived_warn(keepalived, &line->words[1], "smtp_server: %s", why);
        return;
    }
    server->host = read.host;
    server->port = read.port;
    server->place = line->words[0].place;
}

void keepalived_mail_helo(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    notify_of(keepalived)->helo = keepalived_clean(keepalived, &line->words[1]);
}

void keepalived_mail_timeout(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {1000000, 600000000, "the default of 30 s is used"};

    (void)target;
    keepalived_seconds(keepalived, &line->words[1], &range, &server_of(keepalived)->connect_timeout_us);
}

void keepalived_mail_no_faults(struct keepalived *keepalived, const struct keepalived_line *line,
                               void *target)
{
    (void)line, (void)target;
    notify_of(keepalived)->faults = false;
}

static bool wants_mail(const struct conf *conf)
{
    for (size_t i = 0; i < conf->instance_count; i++)
        if (conf->instances[i].mail)
            return true;
    for (size_t i = 0; i < conf->group_count; i++)
        if (conf->groups[i].mail)
            return true;
    return false;
}

void keepalived_mail_finish(struct keepalived *keepalived)
{
    struct conf *conf = keepalived->reader->conf;
    struct conf_notify *notify = &conf->notify;
    const struct conf_place place = {.file = conf->path};

    if (notify->server_count > 0 && notify->servers[0].host == NULL)
        notify->server_count = 0; /* a timeout alone */
    if (wants_mail(conf) && (notify->to_count == 0 || notify->server_count == 0))
        conf_errors_add(keepalived->reader->errors, CONF_WARNING, &place,
                        "smtp_alert is set, but %s is missing: keepalived sends nothing, and so do we",
                        notify->to_count == 0 ? "notification_email" : "smtp_server");
    if (notify->to_count == 0)
        notify->server_count = 0; /* nobody to send to */
    if (notify->server_count == 0)
        notify->to_count = 0;
}
