/* The dispatcher's core: accepted events go to the spool before they are acknowledged, the queue says what is
 * told when, each message is one file of the spool until every channel is through with it. A kill at any
 * moment loses no accepted event; a message that may have been sent already says so. Owns the order of these
 * steps; knows the spool, the queue and time as an argument, and no network. */
#ifndef NOTIFY_DISPATCH_H
#define NOTIFY_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "notify/outgoing.h"
#include "notify/queue.h"
#include "notify/spool.h"

enum { DISPATCH_RELAYS_MAX = 8 };

struct dispatch_policy {
    struct queue_policy queue;
    size_t records;     /* events that wait and messages on their way */
    uint64_t bytes;     /* of both */
    int64_t give_up_us; /* after the first attempt */
    size_t channel_count;
    char channels[OUTGOING_CHANNELS_MAX][24];
    size_t relays[OUTGOING_CHANNELS_MAX]; /* of each channel, at least 1: tried in order in every attempt */
};

struct dispatch;

/* Goes on where the last dispatcher on this (locked) spool stopped. 0 or negative errno. */
int dispatch_open(struct spool *spool, const struct dispatch_policy *policy, int64_t now_us,
                  struct dispatch **out);
/* Frees it; the spool stays. */
void dispatch_close(struct dispatch *dispatch);

/* Takes a record. It counts as accepted when dispatch_commit() has returned 0. 0 also for one that came
 * before; -EBADMSG: no event; -ENOSPC: full, and nothing is superseded; else negative errno. */
int dispatch_accept(struct dispatch *dispatch, const char *text, int64_t now_us);
int dispatch_commit(struct dispatch *dispatch);

/* Takes what others put into the spool: events, silences, the wish to try everything now. */
void dispatch_scan(struct dispatch *dispatch, int64_t now_us);

/* Makes messages of what is due. */
void dispatch_compose(struct dispatch *dispatch, int64_t now_us);
/* What waits is due now, also what was to be tried again later. */
void dispatch_flush(struct dispatch *dispatch);

/* One attempt. */
struct dispatch_job {
    uint64_t id;
    size_t channel, relay;
    const struct outgoing *message; /* good until the next call */
    bool again;
};

/* The next attempt that is due and not under way, noted as begun on disk; false: none. */
bool dispatch_next(struct dispatch *dispatch, int64_t now_us, struct dispatch_job *out);

enum dispatch_verdict { DISPATCH_SENT, DISPATCH_LATER, DISPATCH_FAILED };

/* How it ended, and in whose words. `random` spreads retries. */
void dispatch_result(struct dispatch *dispatch, const struct dispatch_job *job, enum dispatch_verdict verdict,
                     const char *word, int64_t now_us, uint32_t random);

/* When something will be due, INT64_MAX when nothing waits. */
int64_t dispatch_due_us(struct dispatch *dispatch, int64_t now_us);

struct dispatch_counts {
    size_t waiting, on_their_way;
    uint64_t accepted, sent, failed, dropped;
};
void dispatch_count(const struct dispatch *dispatch, struct dispatch_counts *out);

#endif
