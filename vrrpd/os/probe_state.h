/* What the probe files share: the slot of one probe, how a socket is made for it, how it ends. Not for
 * others; see probe.h. */
#ifndef VRRPD_OS_PROBE_STATE_H
#define VRRPD_OS_PROBE_STATE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "lib/loop.h"
#include "lib/schedule.h"
#include "vrrpd/os/ping_socket.h"
#include "vrrpd/os/probe.h"

struct probe_http;
struct reply_page;

enum {
    PROBE_NOBODY = UINT32_MAX,
    PROBE_RANDOM = 64, /* random numbers fetched at a time */
};

enum probe_phase {
    PROBE_IDLE,
    PROBE_RUNS,
    PROBE_ENDED, /* at its start; to be reported */
};

/* What failed at the start of a probe. */
enum probe_step {
    PROBE_STEP_CONNECT, /* the way to the server */
    PROBE_STEP_SOCKET,
    PROBE_STEP_INTERFACE,
    PROBE_STEP_MARK,
    PROBE_STEP_BIND,
};

/* One slot, and nothing that only some kinds need: there may be half a million. */
struct probe {
    struct probes *probes;
    struct probe_target target;
    void *work; /* the kind's own, NULL: none */
    int64_t started_us;
    uint64_t token;        /* what an answer has to repeat: DNS, PING */
    int fd;                /* -1: none of its own */
    int error;             /* PROBE_ENDED: 0 or a negative errno */
    uint32_t next, before; /* among those that ended, or PROBE_NOBODY */
    uint8_t phase, step;
    uint8_t events; /* what it waits for */
};

struct probes {
    struct loop *loop;
    struct probe *slots;
    size_t max;
    probe_done *done;
    void *context;
    struct schedule deadlines; /* by id */
    struct schedule_entry *entries;
    uint32_t first_ended, last_ended;
    size_t ended;
    struct ping_socket pings[2]; /* IPv4, IPv6 */
    struct probe_http *http;     /* NULL until the first is asked for */
    int64_t close_second;        /* how many connections were closed in it the ordinary way */
    uint32_t closed;
    uint64_t random[PROBE_RANDOM];
    size_t random_left;
};

union probe_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* One kind of check. */
struct probe_kind {
    /* Begins: 0, 1 when it is good already, negative errno (with probe->step) when it is over already. */
    int (*start)(struct probe *probe);
    /* Something of `events` is possible on its descriptor. May end the probe. NULL: it has none. */
    void (*look)(struct probe *probe, unsigned events);
    /* Its time is over and nothing waits to be read: ends it. NULL: it was silent. */
    void (*late)(struct probe *probe);
    /* Gives its `work` back. NULL: has none. */
    void (*leave)(struct probe *probe);
};

extern const struct probe_kind probe_kind_tcp, probe_kind_http, probe_kind_dns, probe_kind_udp,
    probe_kind_ping;

/* Where the probe goes; the length of *out. */
socklen_t probe_address(const struct probe *probe, union probe_address *out);
struct addr probe_address_of(const struct probe_target *target);
uint16_t probe_port_of(const struct probe_target *target);

/* A socket as the check wants it, in probe->fd: not blocking, bound, marked. 0 or negative errno with
 * probe->step. */
int probe_socket(struct probe *probe, int type);

/* What the check wants of a socket, for one that somebody else made. 0 or negative errno with probe->step. */
int probe_dress(struct probe *probe, int fd);

/* Makes the socket, connects it and waits for `events`. 0, 1 when it is connected already, negative errno
 * with probe->step. */
int probe_connect(struct probe *probe, int type, unsigned events);

/* Waits for `events` from now on. 0 or negative errno. */
int probe_watch(struct probe *probe, unsigned events);

/* What became of its socket. 0 or negative errno. */
int probe_socket_error(const struct probe *probe);

/* Closes its socket; it goes on with another. */
void probe_hang_up(struct probe *probe);

/* Ends it. */
void probe_end(struct probe *probe, enum probe_outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* With the words and the outcome that belong to a (negative) errno. */
void probe_end_error(struct probe *probe, int error);
/* What such an error says about the server. */
enum probe_outcome probe_outcome_of(enum probe_step step, int error);

/* True when a connection may be closed the ordinary way, which costs this host a minute of memory. */
bool probe_close_politely(struct probes *probes, int64_t now_us);
/* Lets the close of `fd` send a reset. */
void probe_reset_on_close(int fd);

/* A random number. */
uint64_t probe_random(struct probes *probes);

/* The door's own state. NULL is fine. */
void probe_http_free(struct probe_http *http);
/* What curl itself has to do by now, and when the next time is. */
void probe_http_round(struct probes *probes, int64_t now_us);
int64_t probe_http_due_us(const struct probes *probes);

/* Starts to listen on the sockets for echo requests that are open. 0 or negative errno. */
int probe_ping_listen(struct probes *probes);

#endif
