/* Sockets for VRRP: one for each interface and address family, sending and receiving, many datagrams a call.
 * Decides nothing: bytes come out as they came, with nothing of the message checked. */
#ifndef VRRPD_OS_ADVERT_SOCKET_H
#define VRRPD_OS_ADVERT_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    ADVERT_SOCKET_BATCH = 64,
    ADVERT_SOCKET_DATAGRAM =
        4608, /* more than the largest advert: 255 IPv6 addresses, or IPv4 with options */
};

/* VRIDs as a set of bits. */
struct advert_socket_vrids {
    uint32_t words[8];
};

/* One advert to send: the VRRP message, the kernel adds the IP header. Both addresses are of the socket's
 * family. */
struct advert_socket_out {
    const uint8_t *bytes;
    size_t size;
    struct addr source;
    struct addr destination; /* a group, or a unicast peer */
    uint8_t ttl;             /* or hop limit; 0: the socket's own, 255 */
    int result;              /* 0 or negative errno, filled by advert_socket_send() */
};

/* One datagram received. IPv4: `bytes` begin with the IP header, which says the rest. IPv6: `bytes` are the
 * VRRP message, the kernel said the rest. */
struct advert_socket_in {
    uint8_t family; /* enum addr_family */
    const uint8_t *bytes;
    size_t size;
    struct addr source, destination; /* IPv6 */
    uint8_t ttl;                     /* IPv6: the hop limit */
};

/* Room for one batch of datagrams, reused. */
struct advert_socket_batch;

/* A raw socket bound to interface `name` with index `index`. 0 or negative errno. Needs CAP_NET_RAW. */
int advert_socket_open(const char *name, int index, enum addr_family family, int *out);

/* Lets the socket send from addresses of other interfaces: what a virtual MAC sends comes from the interface
 * below. The kernel then no longer refuses a source that is not ready. 0 or negative errno. */
int advert_socket_borrow_sources(int fd, enum addr_family family);

/* Joins a multicast group of the socket's family; joining again is fine. 0 or negative errno. */
int advert_socket_join(int fd, int index, const struct addr *group);

/* Lets the kernel drop adverts of all other VRIDs. `family` is the socket's. 0 or negative errno. */
int advert_socket_filter(int fd, enum addr_family family, const struct advert_socket_vrids *vrids);

/* Sends all, in as few calls as possible; each gets its result. Never waits. */
void advert_socket_send(int fd, struct advert_socket_out *adverts, size_t count);

/* Room for one batch, or NULL without memory. */
struct advert_socket_batch *advert_socket_batch_new(void);
/* NULL is fine. */
void advert_socket_batch_free(struct advert_socket_batch *batch);

/* Receives what is waiting on a socket of either family, up to ADVERT_SOCKET_BATCH datagrams. Returns their
 * number (fewer than the batch means nothing is left), or negative errno. */
int advert_socket_receive(int fd, struct advert_socket_batch *batch);

/* The i-th datagram of the last receive. False when what came with it is not complete (cut off, or an IPv6
 * datagram without its addresses or hop limit): then only `family`, `bytes` and `size` are filled. */
bool advert_socket_packet(struct advert_socket_batch *batch, int i, struct advert_socket_in *out);

#endif
