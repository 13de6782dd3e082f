/* `vrrpnotify test`; see try.h. */
#include "notify/try.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "conf/mail.h"
#include "lib/clock.h"
#include "notify/deliver.h"
#include "notify/message.h"
#include "notify/message_json.h"

/* What a try has come to so far. */
struct tally {
    FILE *out;
    bool later, failed;
};

static void attempt(struct tally *tally, const struct delivery *mail, const struct delivery_post *post)
{
    static const char *const words[] = {"not now", "sent", "failed"};
    struct delivery_result result;
    struct deliver deliver;
    struct pollfd wait;

    if (deliver_start(mail, post, &deliver) < 0) {
        fprintf(tally->out, "failed: no process for it\n");
        tally->later = true;
        return;
    }
    wait = (struct pollfd){.fd = deliver.fd, .events = POLLIN};
    do {
        poll(&wait, 1, -1);
    } while (!deliver_take(&deliver, &result));
    fprintf(tally->out, "%s: %s\n\n", words[result.verdict], result.text);
    fflush(tally->out);
    tally->later |= result.verdict == DELIVERY_LATER;
    tally->failed |= result.verdict == DELIVERY_FAILED;
}

static void try_mail(struct tally *tally, const struct conf_notify *notify, const struct message_facts *facts)
{
    const struct notice notice = {.kind = NOTICE_TEST};
    char *message = message_build(&notice, facts), url[512];

    for (size_t i = 0; message != NULL && i < notify->server_count; i++) {
        struct delivery mail = {.server = &notify->servers[i],
                                .helo = notify->helo,
                                .from = facts->from,
                                .to = facts->to,
                                .to_count = facts->to_count,
                                .message = message,
                                .size = strlen(message),
                                .dialogue = tally->out};

        fprintf(tally->out, "%s\n", mail_format_url(&notify->servers[i], url, sizeof(url)));
        attempt(tally, &mail, NULL);
    }
    tally->later |= message == NULL;
    free(message);
}

static void try_webhooks(struct tally *tally, const struct conf_notify *notify,
                         const struct message_facts *facts)
{
    const struct notice notice = {.kind = NOTICE_TEST};

    for (size_t i = 0; i < notify->webhook_count; i++) {
        char *json = message_json(&notice, facts, notify->webhooks[i].format);
        struct delivery_post post = {.webhook = &notify->webhooks[i], .json = json, .dialogue = tally->out};

        /* The URL of a chat's webhook is its password: not shown. */
        fprintf(tally->out, "webhook %zu\n", i + 1);
        if (json != NULL)
            attempt(tally, NULL, &post);
        tally->later |= json == NULL;
        free(json);
    }
}

int try_run(const struct conf *conf, const char *host, const char *to, FILE *out)
{
    const struct conf_notify *notify = &conf->notify;
    struct tally tally = {.out = out};
    char from[320];
    struct message_facts facts = {.host = host,
                                  .cluster = notify->cluster,
                                  .from = notify->from != NULL ? notify->from : from,
                                  .to = to != NULL ? &to : (const char *const *)notify->to,
                                  .to_count = to != NULL ? 1 : notify->to_count,
                                  .language = notify->language,
                                  .now_wall_us = clock_wall_us()};
    bool mails = facts.to_count > 0 && notify->server_count > 0;

    snprintf(from, sizeof(from), "vrrpnotify@%.250s", host);
    if (to != NULL && !mail_is_address(to)) {
        fprintf(out, "`%s' is no mail address\n", to);
        return EX_USAGE;
    }
    if (!mails && (to != NULL || notify->webhook_count == 0)) {
        fprintf(out,
                "nothing to send by, or to: the configuration has %zu recipients, %zu mail servers, %zu "
                "webhooks\n",
                notify->to_count, notify->server_count, notify->webhook_count);
        return EX_CONFIG;
    }
    if (mails)
        try_mail(&tally, notify, &facts);
    if (to == NULL)
        try_webhooks(&tally, notify, &facts);
    if (tally.failed)
        return EX_UNAVAILABLE;
    return tally.later ? EX_TEMPFAIL : EX_OK;
}
