/* What the transports share: a delivery and what became of it. Plain data.
 *
 * Transports: smtp.h (libesmtp: plain and AUTH), smtps.h (libcurl: TLS), sendmail.h, webhook.h. Each blocks
 * until its time is over, so each runs in a child of its own; deliver.h does that and chooses. */
#ifndef NOTIFY_DELIVERY_H
#define NOTIFY_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "conf/model_notify.h"

enum {
    DELIVERY_TEXT_MAX = 512,
    DELIVERY_PASSWORD_MAX = 512,
};

enum delivery_verdict {
    DELIVERY_LATER,  /* network, time-out, 4xx: worth another try, or another server */
    DELIVERY_SENT,   /* the receiver has taken it over, for every recipient */
    DELIVERY_FAILED, /* trying again changes nothing before somebody changes something */
};

/* One message to one relay. Nothing is owned. */
struct delivery {
    const struct conf_mail_server *server;
    const char *password; /* NULL: none; deliver.h fills it from server->password */
    const char *helo;     /* NULL: the host's name */
    const char *from;     /* envelope */
    const char *const *to;
    size_t to_count;
    const char *message; /* RFC 5322 with CRLF, see message.h */
    size_t size;
    FILE *dialogue; /* NULL, or where the SMTP dialogue goes, secrets masked */
};

/* One message to one webhook. Nothing is owned. */
struct delivery_post {
    const struct conf_webhook *webhook;
    const char *token; /* NULL: none; deliver.h fills it from webhook->token */
    const char *json;
    FILE *dialogue;
};

struct delivery_result {
    enum delivery_verdict verdict;
    int code;                     /* of SMTP or HTTP; 0: none came */
    char text[DELIVERY_TEXT_MAX]; /* what the other side or the system said, and what can be done about it */
};

/* Puts the three into `result`; control characters of `format`'s result become blanks. */
void delivery_say(struct delivery_result *result, enum delivery_verdict verdict, int code, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

/* Judges an SMTP answer: 2xx sent, 421 450 451 452 and other 4xx later, 5xx failed but for those that tell of
 * too many messages, any other number later, for it is no reply (RFC 5321 4.2); adds what is known about 535,
 * 550, 553 and 554. `text` is the server's, decoded or not. */
void delivery_judge_smtp(struct delivery_result *result, int code, const char *text);

/* True for an address or name of this host itself: a password may go there in clear. */
bool delivery_is_loopback(const char *host);

/* False, with the reason in `result`, when a password would go over a network in clear without being allowed
 * to. */
bool delivery_may_log_in(const struct delivery *delivery, struct delivery_result *result);

#endif
