/* A notice as mail: the whole RFC 5322 message as bytes. What it says is put together in message_text.c, how
 * text becomes header and body lines in message_encode.c. Never looks at a clock, never sends. Pure. */
#ifndef NOTIFY_MESSAGE_H
#define NOTIFY_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model_notify.h"
#include "lib/event.h"

enum notice_kind {
    NOTICE_EVENT,    /* something happened */
    NOTICE_DIGEST,   /* several changes, it flaps */
    NOTICE_STABLE,   /* no longer flaps */
    NOTICE_REMINDER, /* an incident is still open */
    NOTICE_HEALED,   /* an incident is over */
    NOTICE_TEST,     /* somebody tries the path; no events */
    NOTICE_KIND_COUNT
};

/* What is to be told. */
struct notice {
    enum notice_kind kind;
    const struct event *events; /* oldest first; the last is what is so now */
    size_t event_count;
    size_t omitted;      /* older ones that were not kept */
    int64_t span_us;     /* that a digest covers, or how long an incident has lasted */
    bool possibly_again; /* it is not known whether it was sent already: the message says so */
};

/* What else goes into the message. Texts are not owned and may hold anything: control characters become
 * blanks. */
struct message_facts {
    const char *host;
    const char *cluster; /* NULL: none */
    const char *from;    /* address */
    const char *const *to;
    size_t to_count;
    enum conf_language language;
    int64_t now_wall_us;
    const char *addresses_text;   /* of this host, as `ip -br addr` prints them; NULL: none */
    const char *subject_template; /* NULL: built in; see message_text.h */
    const char *body_template;
};

/* The message with CRLF line ends, malloc'ed; NULL without memory. Message-ID depends on what is told alone,
 * so that the same notice sent again is the same message. */
char *message_build(const struct notice *notice, const struct message_facts *facts);

#endif
