/* A mail server's replies, byte by byte as they come: the code and the beginning of the text. Pure; trusts no
 * byte, keeps no more than fits. RFC 5321 4.2. */
#ifndef VRRPD_LVS_REPLY_SMTP_H
#define VRRPD_LVS_REPLY_SMTP_H

#include <stdbool.h>
#include <stddef.h>

enum {
    REPLY_SMTP_TEXT = 64,
    REPLY_SMTP_LINE_MAX = 2048,  /* RFC 5321 allows 512 */
    REPLY_SMTP_TOTAL_MAX = 16384 /* of all lines of one reply */
};

enum reply_smtp_state {
    REPLY_SMTP_MORE, /* not whole yet */
    REPLY_SMTP_WHOLE,
    REPLY_SMTP_BROKEN, /* no reply of a mail server, or none that ends */
};

struct reply_smtp {
    size_t total, column;
    int code, line_code;
    bool last_line;             /* the one being read is: no '-' after its code */
    char text[REPLY_SMTP_TEXT]; /* the first line as it came, printable ASCII */
    size_t text_size;
    bool first_over; /* the first line is */
    enum reply_smtp_state state;
};

/* Before each reply. */
void reply_smtp_begin(struct reply_smtp *reply);

/* Takes what came next; how many of the bytes belong to this reply is left in *used. */
enum reply_smtp_state reply_smtp_take(struct reply_smtp *reply, const char *bytes, size_t size, size_t *used);

#endif
