/* One mail server or webhook, looked at from name to login. For doctor.c alone. */
#ifndef NOTIFY_DOCTOR_SERVER_H
#define NOTIFY_DOCTOR_SERVER_H

#include <stdbool.h>
#include <stdio.h>

#include "conf/model_notify.h"

/* Where findings go, a line each. */
struct doctor {
    FILE *out;
    bool failed;
};

/* "ok", "warn" or "fail" with a subject and words. */
enum doctor_mark { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };
void doctor_say(struct doctor *doctor, enum doctor_mark mark, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Each blocks for as long as the server lets it, so each runs in a child with a deadline. */
void doctor_server(struct doctor *doctor, const struct conf_mail_server *server);
void doctor_webhook(struct doctor *doctor, const struct conf_webhook *webhook);

#endif
