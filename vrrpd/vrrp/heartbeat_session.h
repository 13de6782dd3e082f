/* Whether a heartbeat is from now: two nodes echo each other's latest nonce, so that only what was said in
 * answer to something recent counts as live. No clock of the other side is needed, and none of the wall.
 *
 *   boot id    random, new with every start of the process that speaks: its sequence numbers begin anew
 *   sequence   one more with every datagram; what is not newer is a replay
 *   nonce      random, new with every round; a datagram is live when it echoes one of our last ones
 *
 * A datagram with a good seal that echoes nothing recent is a hello: it is answered with an echo of its nonce
 * and counts for nothing else, because anybody may have recorded it. Pure: nonces come from outside. */
#ifndef VRRPD_VRRP_HEARTBEAT_SESSION_H
#define VRRPD_VRRP_HEARTBEAT_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/vrrp/heartbeat_wire.h"

enum {
    HEARTBEAT_NONCES = 16,
    HEARTBEAT_RETIRED = 8,
    HEARTBEAT_PATIENCE = 3, /* intervals without a heartbeat until the path counts as dead */
};

struct heartbeat_session {
    uint64_t boot, sequence; /* our own; the last number used */
    int64_t interval_us;
    struct {
        uint64_t value;
        int64_t at_us;
    } nonces[HEARTBEAT_NONCES];
    unsigned nonce_next;

    uint64_t peer_boot, peer_sequence;   /* of the last live datagram; 0: there was none */
    uint64_t retired[HEARTBEAT_RETIRED]; /* boot ids of its that another one followed: they never come back */
    unsigned retired_next;
    uint64_t echo_boot, echo_nonce; /* what we echo */
    int64_t live_until_us;          /* 0: never was */
    int64_t answer_after_us;        /* the earliest next answer to a hello */
};

/* Begins, with a random boot id other than 0. */
void heartbeat_session_init(struct heartbeat_session *session, uint64_t boot, int64_t interval_us);

/* A round begins: its nonce, random and not 0. */
void heartbeat_session_round(struct heartbeat_session *session, uint64_t nonce, int64_t now_us);

/* Fills boot, sequence, nonce, interval and echo of the next datagram of this round. */
void heartbeat_session_stamp(struct heartbeat_session *session, struct heartbeat_head *head);

enum heartbeat_heard {
    HEARTBEAT_HEARD_NOTHING, /* refused: *error says why */
    HEARTBEAT_HEARD_HELLO,   /* signed, but perhaps old */
    HEARTBEAT_HEARD_LIVE,
    HEARTBEAT_HEARD_NEW, /* live, and the first of this boot id: answer at once, so that it knows us, too */
};

/* A datagram with a good seal came. */
enum heartbeat_heard heartbeat_session_take(struct heartbeat_session *session,
                                            const struct heartbeat_head *head, int64_t now_us,
                                            enum heartbeat_error *error);

/* Whether a hello is to be answered now, at most four times an interval; then head's echo is set to it. */
bool heartbeat_session_answer(struct heartbeat_session *session, const struct heartbeat_head *hello,
                              int64_t now_us, struct heartbeat_head *head);

/* Two-way and recent. */
bool heartbeat_session_live(const struct heartbeat_session *session, int64_t now_us);

#endif
