/* Echo requests and answers, both families: an unprivileged ICMP socket, or a raw one where the system does
 * not give those (net.ipv4.ping_group_range). Opened while there are still rights; knows nothing of rounds
 * and verdicts. */
#ifndef VRRPD_OS_PING_SOCKET_H
#define VRRPD_OS_PING_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"

struct ping_socket {
    int fd; /* -1: not open */
    uint8_t family;
    bool raw;
};

/* What identifies a request in its answer: who cannot see the request cannot make one up. */
struct ping_mark {
    uint64_t token; /* random, per round */
    uint32_t tracker;
    uint32_t number;
};

/* Opens a socket for `family`. 0 or negative errno. */
int ping_socket_open(struct ping_socket *ping, enum addr_family family);

/* Where a request goes. */
struct ping_way {
    struct addr to;
    struct addr from;      /* ADDR_NONE: the system chooses */
    const char *interface; /* out of it, unless it is "" */
};

/* Sends one request. 0 or negative errno. */
int ping_socket_send(const struct ping_socket *ping, const struct ping_way *way,
                     const struct ping_mark *mark);

/* Takes the next answer. 1 with one, 0 with none waiting, negative errno; what is no answer of ours is
 * skipped. */
int ping_socket_receive(const struct ping_socket *ping, struct addr *from, struct ping_mark *mark);

#endif
