/* The datagrams of heartbeats: one unconnected UDP socket per family, so that what strangers send is seen and
 * can be counted. Which address and interface a datagram leaves by goes with it; no right is needed. Knows
 * nothing of what is in them. */
#ifndef VRRPD_OS_HEARTBEAT_SOCKET_H
#define VRRPD_OS_HEARTBEAT_SOCKET_H

#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

struct heartbeat_way {
    struct addr to;
    struct addr from;      /* ADDR_NONE: the route's */
    const char *interface; /* "": wherever the route leads */
    uint16_t port;
};

struct heartbeat_arrival {
    struct addr from;
    int interface_index;
    size_t size; /* of the datagram; beyond the room, when it was larger */
};

/* Opens the socket of a family on every address of the host. It shares its port with nobody: whoever comes
 * second waits. The descriptor or negative errno. */
int heartbeat_socket_open(enum addr_family family, uint16_t port);

/* Sends without waiting. 0 or negative errno (-ENODEV: there is no such interface). */
int heartbeat_socket_send(int fd, const struct heartbeat_way *way, const void *bytes, size_t size);

/* Takes the next datagram into `room` bytes. 1 with one, 0 with none waiting, negative errno. */
int heartbeat_socket_receive(int fd, void *bytes, size_t room, struct heartbeat_arrival *out);

/* The number of an interface, 0: there is none of that name. */
int heartbeat_socket_interface(const char *name);

#endif
