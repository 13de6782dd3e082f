/* Asks this host about itself for vrrpwatch --node: daemons, addresses, group membership, sysctls, a service.
 * Reads only; joins no group and changes nothing, because what it joined it could not find missing. */
#ifndef VRRPWATCH_NODE_FACTS_H
#define VRRPWATCH_NODE_FACTS_H

#include <stdint.h>

#include "lib/addr.h"
#include "vrrpwatch/node_view.h"
#include "vrrpwatch/watch_config.h"

/* Facts for every instance of `config`, in its order, as of now; takes some milliseconds, and up to 100 ms
 * when a daemon is found blocked. Reads other processes' namespaces: with the right to, else every daemon
 * counts as one of this namespace. 0 with *out, an array of config->instance_count for node_facts_free(), or
 * negative errno. */
int node_facts_read(const struct watch_config *config, struct node_facts **out);

/* NULL is fine. */
void node_facts_free(const struct watch_config *config, struct node_facts *facts);

/* Whether a TCP connection to `address` comes about within `timeout_us`; waits for it. */
enum node_service node_facts_service(const struct addr *address, uint16_t port, int64_t timeout_us);

#endif
