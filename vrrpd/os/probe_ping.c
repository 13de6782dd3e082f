/* PING: one echo request, one answer with what only its receiver knows. All go by two sockets, one a family.
 */
#include <errno.h>
#include <string.h>

#include "vrrpd/os/probe_state.h"

enum { ANSWERS_MAX = 256 }; /* in one go */

static int start(struct probe *probe)
{
    const struct conf_check *check = probe->target.check;
    const struct ping_way way = {.to = probe_address_of(&probe->target),
                                 .from = check->bind_address,
                                 .interface = check->bind_interface};
    struct probes *probes = probe->probes;
    const struct ping_socket *ping = &probes->pings[way.to.family == ADDR_IPV6];
    const struct ping_mark mark = {.token = probe_random(probes),
                                   .tracker = (uint32_t)(probe - probes->slots),
                                   .number = (uint32_t)probe_random(probes)};
    int error;

    probe->token = mark.token;
    probe->step = PROBE_STEP_SOCKET;
    if (ping->fd < 0)
        return -EACCES;
    probe->step = PROBE_STEP_CONNECT;
    error = ping_socket_send(ping, &way, &mark);
    return error < 0 ? error : 0;
}

static void take_answer(struct probes *probes, const struct addr *from, const struct ping_mark *mark)
{
    struct probe *probe = mark->tracker < probes->max ? &probes->slots[mark->tracker] : NULL;
    struct addr asked;

    if (probe == NULL || probe->phase != PROBE_RUNS || probe->target.check->kind != CONF_CHECK_PING ||
        probe->token != mark->token)
        return;
    asked = probe_address_of(&probe->target);
    if (addr_equal(&asked, from))
        probe_end(probe, PROBE_GOOD, "answered");
}

static void answers_came(void *context, int fd)
{
    struct probes *probes = context;
    const struct ping_socket *ping = &probes->pings[probes->pings[1].fd == fd];
    struct ping_mark mark;
    struct addr from;

    for (int i = 0; i < ANSWERS_MAX && ping_socket_receive(ping, &from, &mark) == 1; i++)
        take_answer(probes, &from, &mark);
}

int probe_ping_listen(struct probes *probes)
{
    for (int i = 0; i < 2; i++) {
        int error =
            probes->pings[i].fd < 0 ? 0 : loop_add(probes->loop, probes->pings[i].fd, answers_came, probes);

        if (error < 0 && error != -EEXIST)
            return error;
    }
    return 0;
}

/* An answer that waits in the socket counts, even when many wait before it. */
static void late(struct probe *probe)
{
    struct probes *probes = probe->probes;
    const struct addr to = probe_address_of(&probe->target);
    uint64_t token = probe->token;

    answers_came(probes, probes->pings[to.family == ADDR_IPV6].fd);
    if (probe->phase == PROBE_RUNS && probe->token == token)
        probe_end(probe, PROBE_SILENT, "no answer within %g s",
                  (double)probe->target.check->timeout_us / 1e6);
}

const struct probe_kind probe_kind_ping = {.start = start, .late = late};
