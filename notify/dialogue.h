/* An SMTP dialogue as it goes by: for people with secrets masked, and what of it decides. Knows no library.
 */
#ifndef NOTIFY_DIALOGUE_H
#define NOTIFY_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { DIALOGUE_LINE_MAX = 400 };

struct dialogue {
    FILE *out;                        /* NULL: nobody looks */
    int code;                         /* of the server's last complete answer; 0: none yet */
    int bad;                          /* the last one of 400 or more; 0: none */
    char text[DIALOGUE_LINE_MAX];     /* of the last answer, its last line, without the code */
    char bad_text[DIALOGUE_LINE_MAX]; /* of the bad one */
    bool offers_auth;
    char mechanisms[DIALOGUE_LINE_MAX]; /* that the server offers, joined by blanks */
    bool authenticated;                 /* it answered 235 */
    bool data;                          /* the message itself goes by, which is not shown */
    char line[2][DIALOGUE_LINE_MAX];    /* being collected: client, server */
    size_t used[2];
};

/* Bytes from the server, as they come. */
void dialogue_server(struct dialogue *dialogue, const char *bytes, size_t size);

/* Bytes to the server. */
void dialogue_client(struct dialogue *dialogue, const char *bytes, size_t size);

/* True when `bytes`, about to be sent, begin the envelope. */
bool dialogue_is_mail(const char *bytes, size_t size);

#endif
