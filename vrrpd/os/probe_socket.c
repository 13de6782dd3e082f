/* Sockets of probes: made as a check wants them, and what their errors mean. See probe_state.h. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vrrpd/os/probe_state.h"

struct addr probe_address_of(const struct probe_target *target)
{
    return target->check->address.family != ADDR_NONE ? target->check->address : target->server->address;
}

uint16_t probe_port_of(const struct probe_target *target)
{
    return target->check->port != 0 ? target->check->port : target->server->port;
}

static socklen_t fill(union probe_address *out, const struct addr *address, uint16_t port,
                      const char *interface)
{
    memset(out, 0, sizeof(*out));
    if (address->family == ADDR_IPV6) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        memcpy(&out->v6.sin6_addr, address->bytes, 16);
        if (addr_is_link_local(address) && interface[0] != '\0')
            out->v6.sin6_scope_id = if_nametoindex(interface);
        return sizeof(out->v6);
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons(port);
    memcpy(&out->v4.sin_addr, address->bytes, 4);
    return sizeof(out->v4);
}

socklen_t probe_address(const struct probe *probe, union probe_address *out)
{
    const struct addr address = probe_address_of(&probe->target);

    return fill(out, &address, probe_port_of(&probe->target), probe->target.check->bind_interface);
}

static int bind_to(int fd, const struct conf_check *check, uint8_t family)
{
    struct addr any = {.family = family};
    union probe_address own;
    socklen_t size;
    int on = 1;

    if (check->bind_address.family == family)
        any = check->bind_address;
    size = fill(&own, &any, check->bind_port, check->bind_interface);
    if (check->bind_port ==
        0) /* the port is chosen when it is known where to: ports of others do not count */
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
    else
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    return bind(fd, &own.any, size) < 0 ? -errno : 0;
}

/* The interface needs no right since Linux 5.7; the mark needs CAP_NET_ADMIN, which who probes does not have.
 */
int probe_dress(struct probe *probe, int fd)
{
    const struct conf_check *check = probe->target.check;

    probe->step = PROBE_STEP_INTERFACE;
    if (check->bind_interface[0] != '\0' && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, check->bind_interface,
                                                       (socklen_t)strlen(check->bind_interface)) < 0)
        return -errno;
    probe->step = PROBE_STEP_MARK;
    if (check->mark != 0 && setsockopt(fd, SOL_SOCKET, SO_MARK, &check->mark, sizeof(check->mark)) < 0)
        return -errno;
    probe->step = PROBE_STEP_BIND;
    if (check->bind_address.family != ADDR_NONE || check->bind_port != 0)
        return bind_to(fd, check, probe_address_of(&probe->target).family);
    return 0;
}

int probe_socket(struct probe *probe, int type)
{
    bool six = probe_address_of(&probe->target).family == ADDR_IPV6;

    probe->step = PROBE_STEP_SOCKET;
    probe->fd = socket(six ? AF_INET6 : AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return probe->fd < 0 ? -errno : probe_dress(probe, probe->fd);
}

/* Of ICMP a datagram socket otherwise hears "port unreachable" alone. */
static void hear_errors(int fd, sa_family_t family)
{
    int on = 1;

    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof(on));
    else
        setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof(on));
}

int probe_connect(struct probe *probe, int type, unsigned events)
{
    union probe_address to;
    socklen_t size = probe_address(probe, &to);
    int error = probe_socket(probe, type);

    if (error < 0)
        return error;
    if (type == SOCK_DGRAM)
        hear_errors(probe->fd, to.any.sa_family);
    probe->step = PROBE_STEP_CONNECT;
    if (connect(probe->fd, &to.any, size) == 0)
        return 1;
    return errno == EINPROGRESS ? probe_watch(probe, events) : -errno;
}

int probe_socket_error(const struct probe *probe)
{
    int error = 0;
    socklen_t size = sizeof(error);

    return getsockopt(probe->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? -errno : -error;
}

void probe_reset_on_close(int fd)
{
    const struct linger none = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
}

/* ---- what errors mean ---- */

enum probe_outcome probe_outcome_of(enum probe_step step, int error)
{
    if (step != PROBE_STEP_CONNECT)
        return PROBE_NOT_TRIED;
    switch (-error) {
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case ENONET:
    case EACCES: /* a route that prohibits, a rule of this host's firewall */
    case EPERM:
    case EINVAL: /* a route into the void */
        return PROBE_UNREACHABLE;
    case ETIMEDOUT:
        return PROBE_SILENT;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case EAGAIN: /* no free port, or no memory for the route */
    case EADDRNOTAVAIL:
    case EADDRINUSE:
    case ENODEV:
    case ENOSYS:
        return PROBE_NOT_TRIED;
    default:
        return PROBE_REFUSED;
    }
}

/* Their usual words begin with a capital and say what a C programmer knows. */
static const char *words_of(int error)
{
    switch (-error) {
    case ECONNREFUSED:
        return "connection refused";
    case ECONNRESET:
    case EPIPE:
        return "connection reset";
    case EHOSTUNREACH:
        return "no route to the host, or it is not on its link";
    case ENETUNREACH:
        return "no route to the network";
    case ENETDOWN:
        return "the link is down";
    case EACCES:
    case EPERM:
    case EINVAL:
        return "a route or a firewall rule of this node forbids it";
    case ETIMEDOUT:
        return "no answer, the kernel gave up";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case EADDRNOTAVAIL:
        return "no free local port";
    case ELIBACC: /* ours */
        return "libcurl.so.4 cannot be loaded: HTTP and SMTP checks need it";
    case EDOM: /* ours */
        return "what is asked for is too long, or has characters that no question has";
    default:
        return strerror(-error);
    }
}

void probe_end_error(struct probe *probe, int error)
{
    const struct conf_check *check = probe->target.check;
    enum probe_outcome outcome = probe_outcome_of(probe->step, error);
    char own[ADDR_TEXT_MAX];

    switch ((enum probe_step)probe->step) {
    case PROBE_STEP_INTERFACE:
        probe_end(probe, outcome, "cannot send by interface %s: %s", check->bind_interface, strerror(-error));
        break;
    case PROBE_STEP_MARK:
        probe_end(probe, outcome, "cannot mark packets: %s (who probes has no rights)", strerror(-error));
        break;
    case PROBE_STEP_BIND:
        if (check->bind_port == 0)
            probe_end(probe, outcome, "cannot send from %s: %s", addr_format(&check->bind_address, own),
                      strerror(-error));
        else
            probe_end(probe, outcome, "cannot send from %s port %u: %s",
                      addr_format(&check->bind_address, own), check->bind_port, strerror(-error));
        break;
    case PROBE_STEP_SOCKET:
    case PROBE_STEP_CONNECT:
        probe_end(probe, outcome, "%s", words_of(error));
        break;
    }
}
