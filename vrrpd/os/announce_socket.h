/* Sends announcement frames (gratuitous ARP, neighbour advertisements) on any Ethernet interface through one
 * packet socket that receives nothing. How often is decided in election.c; the frames are built in
 * lib/announce.c. */
#ifndef VRRPD_OS_ANNOUNCE_SOCKET_H
#define VRRPD_OS_ANNOUNCE_SOCKET_H

#include <stddef.h>
#include <stdint.h>

enum { ANNOUNCE_SOCKET_BATCH = 64 };

struct announce_socket_out {
    const uint8_t *frame;
    size_t size;
    int interface_index;
};

/* 0 with the socket in *out, or negative errno. Needs CAP_NET_RAW. */
int announce_socket_open(int *out);

/* Sends all in as few calls as possible, never waits. Returns how many the kernel refused. */
size_t announce_socket_send(int fd, const struct announce_socket_out *frames, size_t count);

#endif
