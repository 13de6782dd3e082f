/* A socket for protocol 112 as a daemon on this host has it: what it is given is what the daemon could get.
 * Counts adverts by virtual router and sender; joins no group and sends nothing. */
#ifndef VRRPWATCH_NODE_FACTS_SOCKET_H
#define VRRPWATCH_NODE_FACTS_SOCKET_H

#include <stdint.h>

#include "lib/addr.h"

enum { NODE_SOCKET_SENDERS_MAX = 4096 };

struct node_socket;

/* Opens it on `interface` for `family` (enum addr_family); before the rights are dropped. 0 or negative
 * errno. */
int node_socket_open(const char *interface, uint8_t family, struct node_socket **out);
/* NULL is fine. */
void node_socket_close(struct node_socket *socket);

/* To be watched for reading. */
int node_socket_fd(const struct node_socket *socket);

/* Takes what has come; never blocks. */
void node_socket_read(struct node_socket *socket);

/* Adverts of `vrid` from `source` since it was opened. */
uint64_t node_socket_count(const struct node_socket *socket, uint8_t vrid, const struct addr *source);

#endif
