/* Health probes at work: each is one try of one check against one real server, started here, ended by an
 * answer or its deadline, reported once. Connects, sends and reads without ever waiting; what comes back is
 * bounded in size and never trusted. How often to ask and what a result means is decided in
 * vrrpd/lvs/health.c.
 *
 *   probe.c        slots, deadlines, the one entry
 *   probe_socket.c sockets as checks want them, and what errors mean
 *   probe_tcp.c    connect()
 *   probe_http*.c  pages and mail servers: the program's only door to libcurl
 *   probe_dns.c    a question and its answer
 *   probe_udp.c    a datagram and its reply
 *   probe_ping.c   an echo request
 */
#ifndef VRRPD_OS_PROBE_H
#define VRRPD_OS_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model_lvs.h"
#include "lib/addr.h"

struct loop;
struct probes;

enum { PROBE_REASON_MAX = 96 };

enum probe_outcome {
    PROBE_GOOD,
    PROBE_REFUSED,     /* somebody said no: RST, ICMP port unreachable, a wrong answer, a bad certificate */
    PROBE_SILENT,      /* nobody answered in time */
    PROBE_UNREACHABLE, /* no way there: no route, host or net unreachable, link down */
    PROBE_NOT_TRIED, /* this host could not even begin: no descriptors, no memory, no such address to bind to
                      */
};

struct probe_result {
    enum probe_outcome outcome;
    int64_t latency_us;            /* from its start to the verdict */
    char reason[PROBE_REASON_MAX]; /* in words, printable UTF-8: "connection refused", "status 503, not
                                      200-299" */
};

/* What is to be probed; everything is the caller's and outlives the probe. */
struct probe_target {
    const struct conf_check *check;
    const struct conf_server *server;
    bool down; /* the server is down at present (fast_recovery) */
};

/* Called once for each started probe that was not cancelled, from within probes_round() or the loop, never
 * from within probes_start(). It may start and cancel probes. */
typedef void probe_done(void *context, uint32_t id, const struct probe_result *result);

/* Room for probes with ids below `max`. NULL with errno. */
struct probes *probes_new(struct loop *loop, size_t max, probe_done *done, void *context);

/* Cancels what runs. NULL is fine. */
void probes_free(struct probes *probes);

/* Before rights are given away: opens what needs them (sockets for echo requests where the kernel's
 * ping_group_range is closed). Which of them are needed is told by `checks`' kinds. 0 or negative errno. */
int probes_prepare(struct probes *probes, bool has_ping4, bool has_ping6);

/* Starts one try under that id, which must not be running. MISC and FILE are not its business. */
void probes_start(struct probes *probes, uint32_t id, const struct probe_target *target, int64_t now_us);

/* Forgets it without a report; one that does not run is fine. */
void probes_cancel(struct probes *probes, uint32_t id);

/* Reports what ended at once or ran out of time. */
void probes_round(struct probes *probes, int64_t now_us);

/* When to call round() next, INT64_MAX when nothing runs. */
int64_t probes_due_us(const struct probes *probes);

#endif
