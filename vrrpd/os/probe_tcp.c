/* TCP: who accepts the connection is good. It is closed as any client closes it, so that the server's program
 * sees a connection that ends and not an error; only beyond what this host can remember of closed connections
 * (see probe.c), and with a port of the check's own, by a reset. */
#include "vrrpd/os/probe_state.h"

static int start(struct probe *probe)
{
    return probe_connect(probe, SOCK_STREAM, LOOP_WRITE);
}

static void look(struct probe *probe, unsigned events)
{
    int error = probe_socket_error(probe);

    (void)events;
    if (error < 0)
        probe_end_error(probe, error);
    else
        probe_end(probe, PROBE_GOOD, "connected");
}

const struct probe_kind probe_kind_tcp = {.start = start, .look = look};
