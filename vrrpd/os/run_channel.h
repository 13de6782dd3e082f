/* What services and runner say to one another: fixed-size packets over a pair from message_pair(). Scripts
 * are asked for by number; no text of a command ever crosses. */
#ifndef VRRPD_OS_RUN_CHANNEL_H
#define VRRPD_OS_RUN_CHANNEL_H

#include <stdint.h>

enum { RUN_CHANNEL_TEXT = 128 };

enum run_outcome {
    RUN_EXITED,      /* `detail` is the exit status */
    RUN_KILLED,      /* `detail` is the signal */
    RUN_TIMED_OUT,   /* `detail` is the timeout in milliseconds */
    RUN_REFUSED,     /* unsafe or missing: `text` says why */
    RUN_NOT_STARTED, /* the system would not: `text` says why */
    RUN_NEW_RUNNER,  /* of no tracker: whatever was asked before is not running any more */
    RUN_OUTCOME_COUNT
};

/* runner to services. */
struct run_result {
    uint32_t tracker; /* index in conf.trackers */
    uint32_t outcome;
    int32_t detail;
    char text[RUN_CHANNEL_TEXT]; /* the last line the script wrote, or a reason; printable UTF-8 */
};

/* services: run the script of this tracker. 0 or negative errno (-EAGAIN: full). */
int run_channel_ask(int end, uint32_t tracker);

/* runner: the next request. 1 with one, 0 with none waiting, negative errno. */
int run_channel_asked(int end, uint32_t *tracker);

/* runner: what came of it. 0 or negative errno (-EAGAIN: full). */
int run_channel_answer(int end, const struct run_result *result);

/* services: the next answer. 1 with one, 0 with none waiting, negative errno (-EBADMSG: malformed). */
int run_channel_answered(int end, struct run_result *result);

#endif
