/* What we ask of libcurl: one transfer, mail or a post. The only file that knows the library. Blocks. */
#ifndef NOTIFY_TRANSFER_H
#define NOTIFY_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "notify/dialogue.h"

enum { TRANSFER_BODY_MAX = 2048 };

/* One transfer. Nothing is owned. */
struct transfer_request {
    const char *url;
    const char *ca_file; /* NULL: the system's */
    int64_t connect_timeout_us, timeout_us;
    struct dialogue *dialogue; /* of mail; NULL: none */

    /* mail */
    bool starttls; /* required */
    const char *user, *password;
    const char *from;
    const char *const *to;
    size_t to_count;
    const char *message;
    size_t size;

    bool probe; /* everything but the message: log in, or only connect for a post */

    /* post, when not NULL */
    const char *json;
    const char *token; /* NULL: none */
};

/* How a transfer ended. */
enum transfer_end {
    TRANSFER_DONE,    /* the protocol came to its end; `code` says how */
    TRANSFER_NETWORK, /* no connection, cut off, too slow */
    TRANSFER_TLS,     /* no encryption, or not with whom we meant */
    TRANSFER_LOGIN,   /* `code` of the server, or no mechanism in common */
    TRANSFER_USAGE,   /* our side: address, file, library */
};

struct transfer_answer {
    enum transfer_end end;
    int code;
    char text[256]; /* the library's words */
    char body[TRANSFER_BODY_MAX];
    size_t body_size;
    char expires[64]; /* the server's certificate, "Nov 23 09:17:19 2026 GMT"; "": no TLS */
};

/* Carries it out, never longer than its time. */
void transfer_run(const struct transfer_request *request, struct transfer_answer *answer);

/* "scheme://host:port/name" with brackets around IPv6 and `name` escaped, malloc'ed; NULL without memory. */
char *transfer_url(const char *scheme, const char *host, unsigned port, const char *name);

#endif
