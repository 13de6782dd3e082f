/* What services and runner say to one another: fixed-size packets over a pair from message_pair(). Programs
 * are asked for by kind and number; no text of a command ever crosses. */
#ifndef VRRPD_OS_RUN_CHANNEL_H
#define VRRPD_OS_RUN_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

enum { RUN_CHANNEL_TEXT = 128 };

/* Which program of the configuration, and what its number counts. */
enum run_kind {
    RUN_TRACKER,     /* a tracking script: index in conf.trackers */
    RUN_CHECK,       /* a MISC check: run_check_number() */
    RUN_SERVER_UP,   /* notify_up: conf_server.index */
    RUN_SERVER_DOWN, /* notify_down: the same */
    RUN_QUORUM_UP,   /* quorum_up: index in conf.virtual_servers */
    RUN_QUORUM_DOWN, /* quorum_down: the same */
    RUN_KIND_COUNT
};

/* services to runner. */
struct run_request {
    uint32_t kind; /* enum run_kind */
    uint32_t number;
};

enum run_outcome {
    RUN_EXITED,      /* `detail` is the exit status */
    RUN_KILLED,      /* `detail` is the signal */
    RUN_TIMED_OUT,   /* `detail` is the timeout in milliseconds */
    RUN_REFUSED,     /* unsafe or missing: `text` says why */
    RUN_NOT_STARTED, /* the system would not: `text` says why */
    RUN_NEW_RUNNER,  /* of nothing: what was asked before `since_us` is not running any more */
    RUN_OUTCOME_COUNT
};

/* runner to services. A hook is answered when its run is over; one that gave way to a newer one of the same
 * owner before it began is not answered, the newer one is. */
struct run_result {
    uint32_t kind; /* enum run_kind */
    uint32_t number;
    uint32_t outcome;
    int32_t detail;
    int64_t since_us;            /* RUN_NEW_RUNNER */
    char text[RUN_CHANNEL_TEXT]; /* the last line the script wrote, or a reason; printable UTF-8 */
};

/* The number of a MISC check: that of its server and its place among the server's checks. */
uint32_t run_check_number(size_t server_index, size_t position);

/* services: run this program. What runs already is not started a second time, its end answers both; a hook
 * waits for its turn. 0 or negative errno (-EAGAIN: full). */
int run_channel_ask(int end, enum run_kind kind, uint32_t number);

/* runner: the next request. 1 with one, 0 with none waiting, negative errno (-EBADMSG: malformed). */
int run_channel_asked(int end, struct run_request *request);

/* runner: what came of it. 0 or negative errno (-EAGAIN: full). */
int run_channel_answer(int end, const struct run_result *result);

/* services: the next answer. 1 with one, 0 with none waiting, negative errno (-EBADMSG: malformed). */
int run_channel_answered(int end, struct run_result *result);

#endif
