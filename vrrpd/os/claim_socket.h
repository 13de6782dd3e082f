/* Hears who claims our virtual addresses: packet sockets for ARP and for IPv6's neighbour discovery, one of
 * each for all interfaces, with a filter in the kernel that lets through what is sent in the name of one of
 * our addresses and nothing else. Bytes come out as they came; what they mean is vrrp/claim.h's. */
#ifndef VRRPD_OS_CLAIM_SOCKET_H
#define VRRPD_OS_CLAIM_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    CLAIM_SOCKET_BATCH = 32,
    CLAIM_SOCKET_BYTES = 128, /* of a frame behind its link header: enough for an advertisement */
};

/* One frame. */
struct claim_socket_in {
    int interface_index;
    const uint8_t *bytes; /* from the ARP or IPv6 header on */
    size_t size;
    const uint8_t *mac; /* six bytes: who sent it on this link */
    bool broadcast;     /* to everybody */
};

/* Room for one batch of frames, reused. */
struct claim_socket_batch;

/* A socket that hears nothing yet, so it costs nothing. 0 with the socket in *out, or negative errno. Needs
 * CAP_NET_RAW. */
int claim_socket_open(int *out);

/* Hears claims to `count` addresses from now on, ARP or neighbour discovery by `family`; others of
 * `addresses` are passed over. Nothing to hear of that family: hears nothing. Where there are more addresses
 * than a filter holds, it lets all claims through. 0 or negative errno; needs no right. */
int claim_socket_listen(int fd, enum addr_family family, const struct addr *addresses, size_t count);

/* Room for one batch, or NULL without memory. free() it. */
struct claim_socket_batch *claim_socket_batch_new(void);

/* Receives what is waiting, up to CLAIM_SOCKET_BATCH frames. Returns their number, or negative errno. */
int claim_socket_receive(int fd, struct claim_socket_batch *batch);

/* The i-th frame of the last receive; false when it is no frame of a link with addresses. */
bool claim_socket_frame(const struct claim_socket_batch *batch, int i, struct claim_socket_in *out);

/* Frames that found no room since this was last asked. */
uint32_t claim_socket_dropped(int fd);

#endif
