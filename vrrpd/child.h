/* What every process below the supervisor starts with and how it starts: its name, its rights, the
 * configuration as the loader left it, then the wait for the word to go. Decides nothing about VRRP. */
#ifndef VRRPD_CHILD_H
#define VRRPD_CHILD_H

#include <stddef.h>

#include "conf/model.h"
#include "lib/addr.h"
#include "vrrpd/options.h"
#include "vrrpd/page.h"
#include "vrrpd/page_lvs.h"

enum {
    CHILD_SOCKETS_MAX = 2 * CONF_INTERFACES_MAX,
    CHILD_DESCRIPTORS_MAX = 24 + CHILD_SOCKETS_MAX,
    CHILD_NO_PREDECESSOR = -1,
};

/* An advert socket that the supervisor keeps from engine to engine. */
struct child_socket {
    int interface_index; /* 0: free */
    uint8_t family;      /* enum addr_family */
    int fd;
};

/* How a socket is named in MESSAGE_SOCKET and MESSAGE_SOCKET_CLOSED. */
int32_t child_socket_name(int interface_index, uint8_t family);
/* The reverse; the descriptor is -1. */
struct child_socket child_socket_of(int32_t name);

/* Filled by the supervisor before the fork; descriptors belong to the child then. */
struct child {
    enum page_process process;
    const struct options *options;
    struct page *page;
    struct page_lvs *lvs;
    unsigned table;  /* of this child's configuration */
    int adopt_table; /* the predecessor's, or CHILD_NO_PREDECESSOR; known after child_wait() */
    int model;       /* memfd with the configuration as the loader left it ... */
    void *place;     /* ... and where it has to be mapped */
    int supervisor;  /* our end of the pair */
    int parent;      /* pidfd of the supervisor */
    int bells[PAGE_PROCESS_COUNT];
    int commands;  /* vrrp: where services' commands arrive; services: where to send them */
    int runs;      /* services: where to ask for a script; runner: where it is asked */
    int announce;  /* vrrp: the packet socket for gratuitous ARP; kept by the supervisor, because closing the
                    * last descriptor of one makes a dying engine wait for an RCU grace period */
    int claims[2]; /* vrrp: packet sockets for ARP and for neighbour discovery, kept for the same reason; they
                    * hear nothing until an engine says what */
    int listener;  /* services: the control socket */
    int lock;      /* the pid file: nobody else starts here while one of us still cleans up */
    int ledger;    /* kernel: the file that lists what was put into the kernel */
    int operator_dir;                               /* services: where drains are remembered */
    struct child_socket sockets[CHILD_SOCKETS_MAX]; /* vrrp: inherited */
    struct conf *conf;                              /* mapped by child_prepare(), read-only */
};

/* Every descriptor that a child has, or the next program inherits, into `out` with room for
 * CHILD_DESCRIPTORS_MAX; some may be none. Returns how many. */
size_t child_descriptors(const struct child *child, int *out);

/* Names the process, closes what is not its own, parses the configuration and gives rights away. 0, or an
 * exit status after logging why not. */
int child_prepare(struct child *child);

/* For the runner: gives the configuration back when nothing of it is to be run; child->conf is an empty one
 * then. */
void child_forget(struct child *child);

/* True when one of CONF_HOOK_COUNT hooks is set; NULL: none is. */
bool child_has_hook(const struct conf_command *hooks);

/* True when an instance or group has a hook. */
bool child_runs_hooks(const struct conf *conf);

/* True when a real server is checked by a program or has a hook, or a virtual server has one. */
bool child_runs_lvs_programs(const struct conf *conf);

/* True when the configuration has something for the runner to run: tracking scripts, programs of health
 * checks, hooks or the dispatcher. */
bool child_runs_scripts(const struct conf *conf);

/* Tells the supervisor READY and waits for GO. True to go on, false to end (told so, or the supervisor died).
 */
bool child_wait(struct child *child);

/* True when the supervisor is gone. */
bool child_orphaned(const struct child *child);

#endif
