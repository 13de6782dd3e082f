/* Sockets for VRRP over IPv4: one for each interface, sending and receiving, many datagrams a call. Decides
 * nothing: bytes come out as they came, with nothing checked. */
#ifndef VRRPD_OS_ADVERT_SOCKET_H
#define VRRPD_OS_ADVERT_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    ADVERT_SOCKET_BATCH = 64,
    ADVERT_SOCKET_DATAGRAM = 2048, /* more than the largest IPv4 advert with all its options */
};

/* VRIDs as a set of bits. */
struct advert_socket_vrids {
    uint32_t words[8];
};

/* One advert to send: the VRRP message, the kernel adds the IP header. */
struct advert_socket_out {
    const uint8_t *bytes;
    size_t size;
    struct addr source;
    struct addr destination;
    int result; /* 0 or negative errno, filled by advert_socket_send() */
};

/* Room for one batch of datagrams, reused. */
struct advert_socket_batch;

/* A raw socket bound to interface `name` with index `index`. 0 or negative errno. Needs CAP_NET_RAW. */
int advert_socket_open(const char *name, int index, int *out);

/* Joins a multicast group; joining again is fine. 0 or negative errno. */
int advert_socket_join(int fd, int index, const struct addr *group);

/* Lets the kernel drop adverts of all other VRIDs. 0 or negative errno. */
int advert_socket_filter(int fd, const struct advert_socket_vrids *vrids);

/* Sends all, in as few calls as possible; each gets its result. Never waits. */
void advert_socket_send(int fd, struct advert_socket_out *adverts, size_t count);

/* Room for one batch, or NULL without memory. */
struct advert_socket_batch *advert_socket_batch_new(void);
/* NULL is fine. */
void advert_socket_batch_free(struct advert_socket_batch *batch);

/* Receives what is waiting, up to ADVERT_SOCKET_BATCH datagrams. Returns their number (fewer than the batch
 * means nothing is left), or negative errno. */
int advert_socket_receive(int fd, struct advert_socket_batch *batch);

/* The i-th datagram of the last receive, with its IP header. */
const uint8_t *advert_socket_datagram(const struct advert_socket_batch *batch, int i, size_t *size);

#endif
