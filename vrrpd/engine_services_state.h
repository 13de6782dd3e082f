/* What the files of the services process share. Included by engine_services*.c alone. */
#ifndef VRRPD_ENGINE_SERVICES_STATE_H
#define VRRPD_ENGINE_SERVICES_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/packet.h"
#include "lib/status.h"
#include "vrrpd/child.h"
#include "vrrpd/os/operator_file.h"
#include "vrrpd/os/ping_socket.h"
#include "vrrpd/vrrp/ping_round.h"
#include "vrrpd/vrrp/verdict.h"

struct control;
struct control_client;
struct loop;
struct lvs;
struct status;
struct heartbeats;
struct track_tcp;

/* What a client follows. */
enum tag { TAG_NONE, TAG_STATUS, TAG_CHANGES, TAG_EVENTS, TAG_RELOAD, TAG_UPGRADE, TAG_LVS };

/* What was said of an instance's rejected packets, by reason. */
struct said {
    uint64_t count[PACKET_ERROR_COUNT];
    int64_t at_us[PACKET_ERROR_COUNT];
};

/* A tracker at work. Which fields count depends on its kind. */
struct tracked {
    const struct conf_tracker *conf;
    struct page_tracker record;
    bool used;
    struct verdict_rule rule; /* script, ping, tcp */
    struct verdict verdict;
    int64_t asked_us;                /* script */
    int directory_watch, file_watch; /* file: inotify, -1: none */
    struct verdict_count count;      /* process */
    uint32_t processes;
    struct ping_round round; /* ping */
    uint64_t token;
    int send_error;
};

enum { TRACK_PIDS_MAX = 256 };

/* What tracking as a whole needs. */
struct tracking {
    struct tracked *items; /* by index in conf.trackers */
    size_t count;
    int inotify;        /* -1: no file is tracked */
    int64_t look_at_us; /* files that cannot be watched, and processes: the next look */
    bool has_files, has_processes;
    bool blind, pids_said;
    struct {
        pid_t pid;
        int fd;
        bool seen;
    } pids[TRACK_PIDS_MAX]; /* processes whose end we hear at once */
    size_t pid_count;
    struct ping_socket pings[2]; /* IPv4, IPv6 */
    struct track_tcp *tcp;       /* engine_services_tcp.c alone knows more; NULL: none */
    bool changed;                /* the vrrp process wants to look */
};

struct services;

/* Rows of events, each with numbers of its own: of virtual routers, of real servers and quorums, of the
 * daemon itself. */
enum notify_stream { NOTIFY_ROUTERS, NOTIFY_SERVERS, NOTIFY_DAEMON, NOTIFY_STREAMS };

/* A connection to the dispatcher. */
struct notifier {
    struct services *services;
    enum notify_stream stream;
    bool wanted;          /* the configuration has mail or webhooks */
    int fd;               /* -1: none */
    uint64_t acked, sent; /* events before these numbers */
    int64_t retry_us;     /* when to connect again */
    int64_t heard_us;     /* its last answer, or when something was first asked */
    unsigned refusals;    /* of one event in a row */
};

struct services {
    struct child *child;
    struct loop *loop;
    struct control *control;
    struct operator_file operator_file;
    char (*addresses)[STATUS_ADDRESS_MAX]; /* room for report_event() */
    struct said *said;
    uint8_t blocked_ticks[CONF_GROUPS_MAX]; /* how many seconds a group has stood still */
    uint64_t next_event, next_daemon_event;
    gid_t group; /* may use writing verbs beside root */
    int64_t tick_at_us;
    struct tracking tracking;
    bool is_followed;              /* somebody follows the status */
    struct status *followed;       /* what followers of changes know; owned, NULL while there are none */
    struct lvs *lvs;               /* engine_services_lvs*.c alone know more; NULL: no virtual servers */
    struct heartbeats *heartbeats; /* engine_services_heartbeat*.c alone know more; NULL: none */
    struct page_arbiter arbiter;   /* as published */
    bool arbiter_published;
    int64_t arbiter_contradicted_us; /* since when another node hears one and this one none, 0: not so */
    int64_t arbiter_due_us;          /* it may change by time alone */
    struct notifier notifiers[NOTIFY_STREAMS];
    bool handing_over; /* a successor goes on */
    bool done;
};

/* ---- engine_services_follow.c ---- */

/* This client follows from now on: a whole status now, then what changes. */
void services_follow_changes(struct services *services, struct control_client *client);

/* Tells all followers what is so now. */
void services_follow_send(struct services *services);

#endif
