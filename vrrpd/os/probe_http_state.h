/* One transfer of probe_http.c, and what makes its request. Not for others. */
#ifndef VRRPD_OS_PROBE_HTTP_STATE_H
#define VRRPD_OS_PROBE_HTTP_STATE_H

#include "vrrpd/lvs/reply_page.h"
#include "vrrpd/os/probe_state.h"

enum {
    FETCH_LINE = 72,
    FETCH_ERROR = 256, /* what curl wants */
};

struct http_library;

/* One transfer; the library's own types are kept out of headers. */
struct fetch {
    struct fetch *next; /* of the idle ones */
    const struct http_library *curl;
    void *easy; /* its handle */
    struct probe *probe;
    size_t url;                 /* which of the check's */
    int fd;                     /* curl's by now, -1: not yet */
    size_t header_bytes;        /* so far */
    void *headers, *connect_to; /* lists */
    struct reply_page page;
    char line[FETCH_LINE]; /* mail: the server's last */
    char error[FETCH_ERROR];
    bool added;
    bool own_ca; /* trusts another file than the system's */
};

/* True for a mail server, false for a page. */
bool fetch_is_mail(const struct fetch *fetch);

/* False when the page or its host has characters that would end the question. */
bool fetch_can_ask(const struct fetch *fetch);

/* Sets what the check and its URL ask for. False without memory. */
bool fetch_set_request(struct fetch *fetch);

/* Frees what the request needed. */
void fetch_drop_lists(struct fetch *fetch);

#endif
