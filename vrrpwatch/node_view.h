/* What is known on this host about one virtual router of its configuration: what the host shows of itself and
 * what was heard on the wire. Plain data: node_facts*.c and the caller fill it, node_judge.c reads it. */
#ifndef VRRPWATCH_NODE_VIEW_H
#define VRRPWATCH_NODE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"
#include "lib/addr.h"
#include "vrrpwatch/watch_config.h"

enum { NODE_PROGRAM_MAX = 16 };

enum node_daemon {
    NODE_DAEMON_UNKNOWN, /* /proc could not be read */
    NODE_DAEMON_ABSENT,
    NODE_DAEMON_RUNNING,
    NODE_DAEMON_STOPPED, /* by a signal or a debugger */
    NODE_DAEMON_BLOCKED  /* waits in the kernel and does not come back */
};

enum node_service { NODE_SERVICE_UNASKED, NODE_SERVICE_UP, NODE_SERVICE_DOWN };

/* Yes, no, or nobody could say. */
enum node_answer { NODE_UNKNOWN = -1, NODE_NO = 0, NODE_YES = 1 };

/* Where a virtual address of the instance is on this host. */
struct node_vip {
    struct addr address;
    uint8_t prefix_length;
    bool excluded;
    char expected[CONF_INTERFACE_MAX]; /* where the configuration puts it */
    char found[CONF_INTERFACE_MAX];    /* where it is, "": nowhere; a place other than lo is preferred */
    bool loopback;                     /* it is (also) on lo */
    uint8_t protocol;                  /* IFA_PROTO: who added it, 0: not known */
};

/* Settings of the kernel for the instance's interface, as they take effect; -1: not known. */
struct node_sysctls {
    int proxy_arp, proxy_arp_pvlan, arp_ignore, rp_filter;
};

struct node_facts {
    enum node_daemon daemon;
    long pid;                       /* of the one that is stopped, else of any */
    char program[NODE_PROGRAM_MAX]; /* "keepalived", "vrrpd"; "" without one */
    enum node_answer member;        /* of the group that adverts go to; unicast: unknown */
    enum node_answer link_up;
    struct node_sysctls sysctls;
    struct node_vip *vips;
    size_t vip_count;
};

/* Somebody whose adverts for this virtual router were heard. */
struct node_source {
    struct addr address;
    bool ours; /* one of this host's addresses */
    uint8_t priority, version, auth_type;
    int64_t interval_us;
    int64_t last_us;
    uint64_t wire;   /* adverts captured during the run */
    uint64_t socket; /* of them, what a socket on this host was given */
};

struct node_view {
    const struct watch_instance *instance;
    const struct node_facts *facts;
    uint16_t interface; /* the caller's index of instance->interface */
    const struct node_source *sources;
    size_t source_count;
    bool has_socket;           /* the counts `socket` mean something */
    unsigned other_holders;    /* MACs that are not ours and claim a virtual address of it */
    bool querier_seen;         /* an IGMP or MLD query came during the run */
    enum node_service service; /* on the master that is heard, else on the virtual address */
    int64_t started_us;        /* of the run, by the capture's clock like `last_us` */
    int64_t now_us;
};

#endif
