/* UDP: a datagram. An ICMP answer says that nobody is there; silence is good unless the check wants a reply.
 */
#include <errno.h>

#include "vrrpd/os/probe_state.h"

static int start(struct probe *probe)
{
    const struct conf_check *check = probe->target.check;
    int result = probe_connect(probe, SOCK_DGRAM, LOOP_READ);

    if (result < 0)
        return result;
    if (send(probe->fd, check->payload, check->payload_size, 0) < 0)
        return -errno;
    return probe_watch(probe, LOOP_READ);
}

/* Only the size is wanted: MSG_TRUNC tells it whatever fits. */
static void look(struct probe *probe, unsigned events)
{
    const struct conf_check *check = probe->target.check;
    char byte;
    ssize_t size = recv(probe->fd, &byte, sizeof(byte), MSG_TRUNC);

    (void)events;
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size < 0 && errno == ECONNREFUSED)
        probe_end(probe, PROBE_REFUSED, "port unreachable");
    else if (size < 0)
        probe_end_error(probe, -errno);
    else if (check->require_reply && size < check->reply_min)
        probe_end(probe, PROBE_REFUSED, "reply of %zd bytes, less than %u", size, check->reply_min);
    else if (check->require_reply && size > check->reply_max)
        probe_end(probe, PROBE_REFUSED, "reply of %zd bytes, more than %u", size, check->reply_max);
    else
        probe_end(probe, PROBE_GOOD, "reply of %zd bytes", size);
}

static void late(struct probe *probe)
{
    double seconds = (double)probe->target.check->timeout_us / 1e6;

    if (probe->target.check->require_reply)
        probe_end(probe, PROBE_SILENT, "no reply within %g s", seconds);
    else
        probe_end(probe, PROBE_GOOD, "not refused within %g s", seconds);
}

const struct probe_kind probe_kind_udp = {.start = start, .look = look, .late = late};
