/* For cluster*.c alone: what a cluster consists of. */
#ifndef VRRPD_CTL_CLUSTER_STATE_H
#define VRRPD_CTL_CLUSTER_STATE_H

#include "lib/packet.h"
#include "vrrpd/ctl/cluster.h"
#include "vrrpd/vrrp/instance.h"
#include "vrrpd/vrrp/priority.h"
#include "vrrpd/vrrp/sync_group.h"

/* An advert on its way, or the announcement of an instance's addresses: that has no bytes. */
struct frame {
    int64_t at_us;
    size_t from, to; /* nodes */
    size_t instance; /* the sender's */
    struct addr source, destination;
    size_t size;
    uint8_t *bytes; /* owned */
};

/* One virtual router of one node. */
struct member {
    struct instance instance;
    struct addr address; /* it sends from */
    bool link_down;
    bool expired;          /* MASTER, and the kernel dropped its addresses when their lease ran out */
    int64_t veto_until_us; /* what a heartbeat said of the master counts until then, ELECTION_NEVER: none */
    int64_t word_us;       /* until when a master is well by what was heard of it */
    bool told_held;        /* that it would take over, and does not */
    int failed;            /* tracker that means FAULT, PRIORITY_NO_TRACKER */
    enum packet_error refused; /* what was told last of adverts it refuses */
    struct conf_track *uses;   /* owned */
    size_t use_count;
};

struct node {
    const struct conf *conf;
    const char *name;
    bool on, frozen, cut;
    bool severed;                      /* from the heartbeats of others */
    bool dead;                         /* its daemon was killed, its kernel was not */
    int64_t adopt_at_us;               /* when the successor of a dead engine is ready, else ELECTION_NEVER */
    int64_t paused_at_us;              /* dead or frozen: since then */
    bool stopping;                     /* its daemon ends when its last address is taken over */
    struct member *members;            /* as in the configuration; owned */
    struct priority_verdict *verdicts; /* of its trackers; owned */
    struct sync_group_member *group_room; /* owned */
};

struct cluster {
    int64_t now_us;
    struct node nodes[CLUSTER_NODES_MAX];
    size_t count;
    struct frame *frames; /* in the order in which they arrive, and what frozen nodes did not read yet */
    size_t frame_count, frame_room;
    struct cluster_report *reports;
    size_t report_count, report_room;
    struct cluster_address *addresses;
    size_t address_count;
    bool incomplete;
    char why[CLUSTER_TEXT_MAX];
};

/* ---- cluster.c ---- */

/* A line about a node, or an instance of it (NULL: none). */
__attribute__((format(printf, 5, 6))) void cluster_tell(struct cluster *cluster, size_t node,
                                                        const struct conf_instance *instance, bool alarming,
                                                        const char *format, ...);

/* ---- cluster_node.c ---- */

/* A stopping daemon that serves nobody any more is gone. */
void cluster_end_stopped(struct cluster *cluster, size_t node);

/* The successor of an engine that died takes over when it is time. */
void cluster_adopt(struct cluster *cluster, size_t node);

/* What heartbeats forbid a BACKUP now. */
void cluster_veto(struct cluster *cluster, size_t node);

/* When the kernel drops the addresses of a virtual router whose daemon is frozen, ELECTION_NEVER: it will
 * not; and lets it. */
int64_t cluster_lease_end_us(const struct node *node, const struct member *member);
void cluster_lease_expire(struct cluster *cluster, size_t node);

/* Does what the election of a virtual router wants done. */
void cluster_carry_out(struct cluster *cluster, size_t node, size_t index, const struct election_output *out);

/* ---- cluster_wire.c ---- */

/* Decides from which address each virtual router sends: what the file says, what the others call it as a
 * peer, or one that is made up. */
void cluster_wire_address(struct cluster *cluster);

/* Sends to everybody who listens. */
void cluster_wire_send(struct cluster *cluster, size_t node, size_t index, bool resign);

/* Announces the addresses to everybody: gratuitous ARP also passes where VRRP is cut. */
void cluster_wire_announce(struct cluster *cluster, size_t node, size_t index);

/* The first frame that is due and whose reader runs, taken from the queue; false for none. The caller frees
 * its bytes. */
bool cluster_wire_take(struct cluster *cluster, struct frame *out);

/* When the next one is, INT64_MAX for never. */
int64_t cluster_wire_next_us(const struct cluster *cluster);

/* What is on its way to a node is lost. */
void cluster_wire_forget(struct cluster *cluster, size_t node);

/* The virtual router of node `to` that hears it, NULL: none. */
struct member *cluster_wire_listener(struct cluster *cluster, const struct frame *frame);

/* ---- cluster_holders.c ---- */

bool cluster_holders_prepare(struct cluster *cluster);
void cluster_holders_free(struct cluster *cluster);

/* The node holds all addresses of this instance from now on, or no more. */
void cluster_holders_set(struct cluster *cluster, size_t node, const struct conf_instance *instance,
                         bool holds);

/* Its kernel is gone. */
void cluster_holders_die(struct cluster *cluster, size_t node);

#endif
