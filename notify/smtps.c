/* Mail through libcurl; see smtps.h. */
#include "notify/smtps.h"

#include <stdlib.h>
#include <unistd.h>

#include "notify/transfer.h"

/* What the server said last that was bad decides; without such a word it is the library's verdict. */
static void judge(const struct delivery *delivery, const struct dialogue *dialogue,
                  const struct transfer_answer *answer, struct delivery_result *result)
{
    const struct conf_mail_server *server = delivery->server;
    bool encrypted = server->scheme != CONF_MAIL_SMTP;

    switch (answer->end) {
    case TRANSFER_DONE:
        if (dialogue->bad != 0)
            delivery_judge_smtp(result, dialogue->bad, dialogue->bad_text);
        else if (answer->code == 250)
            delivery_judge_smtp(result, 250, dialogue->text);
        else
            delivery_say(result, DELIVERY_LATER, answer->code, "the server ended it with %d %s", answer->code,
                         dialogue->text);
        return;
    case TRANSFER_LOGIN:
        if (dialogue->bad != 0)
            delivery_judge_smtp(result, dialogue->bad, dialogue->bad_text);
        else
            delivery_say(result, DELIVERY_FAILED, 0,
                         "%s offers no login that we can do (it offers: %s; we know PLAIN, LOGIN, CRAM-MD5)",
                         server->host, dialogue->offers_auth ? dialogue->mechanisms : "none");
        return;
    case TRANSFER_TLS:
        /* Nothing was refused: the certificate may be renewed within the time that mail is kept. */
        if (dialogue->bad != 0)
            delivery_judge_smtp(result, dialogue->bad, dialogue->bad_text);
        else
            delivery_say(result, DELIVERY_LATER, 0, "no safe connection to %s: %s%s", server->host,
                         answer->text, encrypted ? "; nothing was sent" : "");
        return;
    case TRANSFER_USAGE:
        delivery_say(result, DELIVERY_FAILED, 0, "%s", answer->text);
        return;
    default:
        delivery_say(result, DELIVERY_LATER, 0, "%s", answer->text);
    }
}

void smtps_deliver(const struct delivery *delivery, struct delivery_result *result)
{
    const struct conf_mail_server *server = delivery->server;
    struct dialogue dialogue = {.out = delivery->dialogue};
    struct transfer_request request = {.ca_file = server->ca_file,
                                       .connect_timeout_us = server->connect_timeout_us,
                                       .timeout_us = server->timeout_us,
                                       .dialogue = &dialogue,
                                       .starttls = server->scheme == CONF_MAIL_STARTTLS,
                                       .user = server->user,
                                       .password = delivery->password,
                                       .from = delivery->from,
                                       .to = delivery->to,
                                       .to_count = delivery->to_count,
                                       .message = delivery->message,
                                       .size = delivery->size};
    struct transfer_answer answer;
    char host[256] = "localhost", *url;

    if (!delivery_may_log_in(delivery, result))
        return;
    if (delivery->helo == NULL)
        gethostname(host, sizeof(host) - 1);
    url = transfer_url(server->scheme == CONF_MAIL_SMTPS ? "smtps" : "smtp", server->host, server->port,
                       delivery->helo != NULL ? delivery->helo : host);
    request.url = url;
    if (url == NULL) {
        delivery_say(result, DELIVERY_LATER, 0, "no memory");
        return;
    }
    transfer_run(&request, &answer);
    judge(delivery, &dialogue, &answer, result);
    free(url);
}
