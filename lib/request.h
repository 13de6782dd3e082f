/* What clients ask on the control socket and the short answers, as JSON lines. Pure. */
#ifndef LIB_REQUEST_H
#define LIB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    REQUEST_TEXT_MAX = 4096,
    REQUEST_NAME_MAX = 64,
    REQUEST_VERB_MAX = 24,
    REQUEST_SERVER_MAX = 80,
    REQUEST_PATH_MAX = 1024
};

struct request {
    char verb[REQUEST_VERB_MAX]; /* status, show, events, reload, drain, undrain, failover, version, lvs .. */
    char name[REQUEST_NAME_MAX]; /* instance; "" for none */
    bool follow;
    bool changes; /* status, followed: after the first line only what changed, see status_change.h */
    char service[REQUEST_SERVER_MAX], server[REQUEST_SERVER_MAX]; /* lvs-weight, lvs-drain, lvs-enable */
    int32_t weight;                                               /* lvs-weight; -1: not said */
    char path[REQUEST_PATH_MAX]; /* upgrade: the program; "" for the file that runs */
    bool check;                  /* upgrade: only whether it could be done */
};

/* Reads a request line of `size` bytes. NULL when good, else one sentence that says what is wrong. */
const char *request_parse(const char *text, size_t size, struct request *out);

/* The request as one line without a newline, malloc'ed; NULL without memory or when the name is no UTF-8. */
char *request_print(const struct request *request);

/* {"schema":1,"error":{"code":..,"message":..}}, malloc'ed. */
char *request_error(const char *code, const char *message);

/* {"schema":1,"ok":..,"findings":[..]}: the lines of `findings` (may be NULL), malloc'ed. */
char *request_result(bool ok, const char *findings);

/* What a short answer said. */
struct request_answer {
    bool is_error;
    bool ok;
    char code[32];
    char message[16384]; /* the error's, or the findings joined by newlines */
};

/* Reads an answer of the two kinds above; false when it is another object. */
bool request_parse_answer(const char *text, struct request_answer *out);

#endif
