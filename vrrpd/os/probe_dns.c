/* DNS: a question, and an answer to it without an error code. What is no answer to it is passed over, as
 * anybody may send it. */
#include <errno.h>

#include "vrrpd/lvs/reply_dns.h"
#include "vrrpd/os/probe_state.h"

enum { LOOKED_AT = 32 }; /* datagrams in one go: the others get their turn */

static int start(struct probe *probe)
{
    const struct conf_check *check = probe->target.check;
    uint8_t question[REPLY_DNS_QUESTION_MAX];
    size_t size;
    int result;

    probe->step = PROBE_STEP_SOCKET;
    probe->token = probe_random(probe->probes);
    size = reply_dns_question(question, (uint16_t)probe->token, check->dns_name, check->dns_type);
    if (size == 0)
        return -EDOM;
    result = probe_connect(probe, SOCK_DGRAM, LOOP_READ);
    if (result < 0)
        return result;
    if (send(probe->fd, question, size, 0) < 0)
        return -errno;
    return probe_watch(probe, LOOP_READ);
}

static bool take_answer(struct probe *probe)
{
    uint8_t bytes[REPLY_DNS_QUESTION_MAX];
    ssize_t size = recv(probe->fd, bytes, sizeof(bytes), 0);
    int code;

    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (size < 0 && errno == ECONNREFUSED) {
        probe_end(probe, PROBE_REFUSED, "port unreachable");
        return true;
    }
    if (size < 0) {
        probe_end_error(probe, -errno);
        return true;
    }
    code = reply_dns_code(bytes, (size_t)size, (uint16_t)probe->token);
    if (code < 0)
        return false;
    if (code == 0)
        probe_end(probe, PROBE_GOOD, "answered");
    else
        probe_end(probe, PROBE_REFUSED, "answer %s (%d)", reply_dns_name(code), code);
    return true;
}

static void look(struct probe *probe, unsigned events)
{
    (void)events;
    for (int i = 0; i < LOOKED_AT && !take_answer(probe); i++)
        continue;
}

const struct probe_kind probe_kind_dns = {.start = start, .look = look};
