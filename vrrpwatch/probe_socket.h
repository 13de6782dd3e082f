/* Sends the probe's questions out of one interface, and knows that interface's own addresses. Opened before
 * the rights are dropped. Reads nothing: answers are seen by the capture. */
#ifndef VRRPWATCH_PROBE_SOCKET_H
#define VRRPWATCH_PROBE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/probe_frame.h"

struct probe_socket;

struct probe_socket_counters {
    uint64_t sent;
    uint64_t failed;    /* the system refused: link down, no buffer */
    uint64_t no_source; /* IPv6 questions not asked for want of a link-local address */
};

/* Opens the interface `name`, an Ethernet one, and reads its addresses. 0, or negative errno: -ENODEV no such
 * interface, -EPERM no right to raw sockets, -EMEDIUMTYPE no Ethernet, so that nothing can be asked there. */
int probe_socket_open(const char *name, struct probe_socket **out);
/* NULL is fine. */
void probe_socket_close(struct probe_socket *socket);

/* Asks for `vip`, untagged; never blocks. 0, -EADDRNOTAVAIL when there is no link-local address to ask from,
 * or another negative errno; all counted. */
int probe_socket_ask(struct probe_socket *socket, const struct addr *vip);

/* Reads the interface's addresses anew, say every few seconds. 0, or negative errno: the old ones stay. */
int probe_socket_refresh(struct probe_socket *socket);

/* Of the interface, PROBE_MAC_SIZE bytes. */
const uint8_t *probe_socket_mac(const struct probe_socket *socket);

/* The interface's own addresses, valid until the next refresh. */
const struct addr *probe_socket_addresses(const struct probe_socket *socket, size_t *count);

/* Whether the interface has this address itself: its kernel does not answer our own question, so that any
 * answer is somebody else's. */
bool probe_socket_has(const struct probe_socket *socket, const struct addr *address);

const struct probe_socket_counters *probe_socket_counters(const struct probe_socket *socket);

#endif
