/* Freshness of heartbeats; see heartbeat_session.h. */
#include "vrrpd/vrrp/heartbeat_session.h"

#include <string.h>

enum { ANSWERS = 4 };

static const int64_t shortest_echo_us = 500000; /* a round trip, and a sender's rest between two rounds */

void heartbeat_session_init(struct heartbeat_session *session, uint64_t boot, int64_t interval_us)
{
    memset(session, 0, sizeof(*session));
    session->boot = boot;
    session->interval_us = interval_us;
}

void heartbeat_session_round(struct heartbeat_session *session, uint64_t nonce, int64_t now_us)
{
    session->nonces[session->nonce_next % HEARTBEAT_NONCES].value = nonce;
    session->nonces[session->nonce_next % HEARTBEAT_NONCES].at_us = now_us;
    session->nonce_next++;
}

void heartbeat_session_stamp(struct heartbeat_session *session, struct heartbeat_head *head)
{
    head->boot = session->boot;
    head->sequence = ++session->sequence;
    head->nonce = session->nonces[(session->nonce_next - 1) % HEARTBEAT_NONCES].value;
    head->interval_us = session->interval_us;
    head->echo_boot = session->echo_boot;
    head->echo_nonce = session->echo_nonce;
}

bool heartbeat_session_live(const struct heartbeat_session *session, int64_t now_us)
{
    return now_us < session->live_until_us;
}

/* The slower of the two sets how long one waits for the other. */
static int64_t patience_us(const struct heartbeat_session *session, const struct heartbeat_head *head)
{
    int64_t interval_us = head->interval_us > session->interval_us ? head->interval_us : session->interval_us;

    if (interval_us > 10 * (int64_t)1000000)
        interval_us = 10 * (int64_t)1000000;
    return HEARTBEAT_PATIENCE * interval_us;
}

static bool echoes(const struct heartbeat_session *session, const struct heartbeat_head *head, int64_t now_us)
{
    int64_t age_us = HEARTBEAT_PATIENCE * session->interval_us;

    if (age_us < shortest_echo_us)
        age_us = shortest_echo_us;
    if (head->echo_boot != session->boot || head->echo_nonce == 0)
        return false;
    for (int i = 0; i < HEARTBEAT_NONCES; i++)
        if (session->nonces[i].value == head->echo_nonce)
            return now_us - session->nonces[i].at_us <= age_us;
    return false;
}

/* What an earlier life of the peer said may still echo a nonce of ours that is not old enough. */
static bool is_retired(const struct heartbeat_session *session, uint64_t boot)
{
    for (int i = 0; i < HEARTBEAT_RETIRED; i++)
        if (session->retired[i] == boot)
            return true;
    return false;
}

static void meet(struct heartbeat_session *session, uint64_t boot)
{
    if (session->peer_boot != 0)
        session->retired[session->retired_next++ % HEARTBEAT_RETIRED] = session->peer_boot;
    session->peer_boot = boot;
}

enum heartbeat_heard heartbeat_session_take(struct heartbeat_session *session,
                                            const struct heartbeat_head *head, int64_t now_us,
                                            enum heartbeat_error *error)
{
    bool known = head->boot == session->peer_boot;
    bool live = echoes(session, head, now_us);

    *error = HEARTBEAT_OK;
    if (head->boot == session->boot)
        *error = HEARTBEAT_REFLECTED;
    else if (head->boot == 0 || is_retired(session, head->boot) ||
             (known && head->sequence <= session->peer_sequence))
        *error = HEARTBEAT_REPLAYED;
    if (*error != HEARTBEAT_OK)
        return HEARTBEAT_HEARD_NOTHING;
    /* Old words of another life of the peer must not make us forget its present one. */
    if (live || !heartbeat_session_live(session, now_us)) {
        session->echo_boot = head->boot;
        session->echo_nonce = head->nonce;
    }
    if (!live)
        return HEARTBEAT_HEARD_HELLO;
    if (!known)
        meet(session, head->boot);
    session->peer_sequence = head->sequence;
    session->live_until_us = now_us + patience_us(session, head);
    return known ? HEARTBEAT_HEARD_LIVE : HEARTBEAT_HEARD_NEW;
}

bool heartbeat_session_answer(struct heartbeat_session *session, const struct heartbeat_head *hello,
                              int64_t now_us, struct heartbeat_head *head)
{
    if (now_us < session->answer_after_us)
        return false;
    session->answer_after_us = now_us + session->interval_us / ANSWERS;
    head->echo_boot = hello->boot;
    head->echo_nonce = hello->nonce;
    return true;
}
