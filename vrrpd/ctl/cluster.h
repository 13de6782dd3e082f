/* Nodes of a cluster under virtual time: the daemon's own election, packets and sync groups on real
 * configurations, over a LAN that delivers everything after a moment. What happens to the nodes goes in; what
 * they do, and who holds which address, comes out. Pure: no clock, no file. */
#ifndef VRRPD_CTL_CLUSTER_H
#define VRRPD_CTL_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"

enum { CLUSTER_NODES_MAX = 8, CLUSTER_TEXT_MAX = 256, CLUSTER_DELAY_US = 200, CLUSTER_ADOPT_US = 20000 };

/* What a user may have happen to a node. */
enum cluster_act {
    CLUSTER_START,
    CLUSTER_STOP,   /* the daemon ends in order */
    CLUSTER_KILL,   /* the machine loses its power: it answers nothing any more */
    CLUSTER_DIE,    /* every process is killed; the kernel goes on answering until leases run out */
    CLUSTER_CRASH,  /* the engine dies, another one adopts */
    CLUSTER_FREEZE, /* the daemon does not run; the kernel goes on answering for what it holds */
    CLUSTER_THAW,
    CLUSTER_CUT, /* VRRP neither leaves nor reaches it; all else does */
    CLUSTER_JOIN,
    CLUSTER_SEVER, /* heartbeats neither leave nor reach it */
    CLUSTER_SPLICE,
    CLUSTER_DRAIN,    /* `subject`: an instance, NULL: all */
    CLUSTER_UNDRAIN,  /* the same */
    CLUSTER_FAILOVER, /* `subject`: an instance, NULL: all that are MASTER */
    CLUSTER_DOWN,     /* `subject`: an interface */
    CLUSTER_UP,
    CLUSTER_FAIL, /* `subject`: what is tracked, by its name */
    CLUSTER_MEND,
    CLUSTER_ACT_COUNT
};

/* "start", "kill" ...; and back, -1: there is none. */
const char *cluster_act_name(enum cluster_act act);
int cluster_act_find(const char *name);

/* Something worth a line. */
struct cluster_report {
    int64_t at_us;
    size_t node;
    const char *instance; /* NULL: the node as a whole; borrowed from its configuration */
    bool alarming;        /* a second master; an advert that is refused */
    char text[CLUSTER_TEXT_MAX];
};

/* A time in which an address was not on exactly one node, after it was there once. */
struct cluster_span {
    int64_t from_us, to_us; /* to_us -1: it is still so */
    unsigned holders;       /* a bit for each node; 0: nobody answers */
};

/* What became of one address. */
struct cluster_address {
    struct addr address;
    const char *instance; /* the first that has it; borrowed */
    bool was_held;
    unsigned holders;           /* now */
    int64_t since_us;           /* of `holders` */
    struct cluster_span *spans; /* owned */
    size_t span_count;
};

struct cluster;

/* `count` nodes (at most CLUSTER_NODES_MAX) that are off; configurations and names are borrowed. NULL without
 * memory. */
struct cluster *cluster_new(const struct conf *const confs[], const char *const names[], size_t count);
void cluster_free(struct cluster *cluster); /* NULL is fine */

/* Lets it happen now. NULL, or one sentence why it cannot (no such instance ..); valid until the next call.
 */
const char *cluster_do(struct cluster *cluster, size_t node, enum cluster_act act, const char *subject);

/* Lets time pass until then; it begins at 0. */
void cluster_run(struct cluster *cluster, int64_t until_us);

/* True while a virtual router of the node is no longer MASTER and serves until its successor is heard. */
bool cluster_serving(const struct cluster *cluster, size_t node);

/* What was worth telling so far, in order. */
const struct cluster_report *cluster_reports(const struct cluster *cluster, size_t *count);

/* Every address that any node has, in the order of the files. */
const struct cluster_address *cluster_addresses(const struct cluster *cluster, size_t *count);

/* True when memory was short: what was told is not all. */
bool cluster_incomplete(const struct cluster *cluster);

#endif
