/* HTTP/1 as far as a check of a page needs it: one request, and its answer byte by byte as it comes: status,
 * the two headers that say where the body ends, the body, which goes to a reply_page. Pure; trusts no byte,
 * keeps a line at most. RFC 9110, RFC 9112. Encrypted pages and HTTP/2 are curl's business. */
#ifndef VRRPD_LVS_REPLY_HTTP_H
#define VRRPD_LVS_REPLY_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model_lvs.h"
#include "vrrpd/lvs/reply_page.h"

enum {
    REPLY_HTTP_REQUEST_MAX = 4096,
    REPLY_HTTP_HEADERS_MAX = 65536, /* bytes of all that is not body */
    REPLY_HTTP_LINE = 128,          /* of a line that is kept */
};

enum reply_http_state {
    REPLY_HTTP_MORE, /* not whole yet */
    REPLY_HTTP_WHOLE,
    REPLY_HTTP_ENOUGH, /* the page wants no more of the body */
    REPLY_HTTP_BROKEN, /* `why` says what */
};

/* What the next byte belongs to. */
enum reply_http_part {
    REPLY_HTTP_STATUS,
    REPLY_HTTP_HEADER,
    REPLY_HTTP_BODY,       /* `left` bytes of it, or all up to the end of the connection */
    REPLY_HTTP_CHUNK_SIZE, /* a line */
    REPLY_HTTP_CHUNK,      /* `left` bytes of it */
    REPLY_HTTP_CHUNK_END,  /* an empty line */
    REPLY_HTTP_TRAILER,
};

struct reply_http {
    enum reply_http_state state;
    enum reply_http_part part;
    unsigned status;
    size_t overhead; /* bytes so far that were not body */
    bool has_length, chunked;
    uint64_t length, left;
    char line[REPLY_HTTP_LINE]; /* the beginning of the one being read */
    size_t line_size;
    const char *why;
};

/* Writes a request for `path` of `host` ("www.example", "192.0.2.1:8080"). Its size, or 0 when it does not
 * fit or has characters that no request has. */
size_t reply_http_request(char out[REPLY_HTTP_REQUEST_MAX], enum conf_http_version version, const char *path,
                          const char *host);

/* Before each answer. */
void reply_http_begin(struct reply_http *reply);

/* Takes what came next; the body goes to `page`. */
enum reply_http_state reply_http_take(struct reply_http *reply, struct reply_page *page, const char *bytes,
                                      size_t size);

/* The connection has ended. */
enum reply_http_state reply_http_end(struct reply_http *reply);

#endif
