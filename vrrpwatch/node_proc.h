/* Reads the texts of /proc that tell about group membership and processes. Pure: the text comes from the
 * caller. */
#ifndef VRRPWATCH_NODE_PROC_H
#define VRRPWATCH_NODE_PROC_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/addr.h"

/* Whether `interface` is a member of the IPv4 `group`, by the text of /proc/net/igmp. */
bool node_proc_igmp(const char *text, const char *interface, const struct addr *group);

/* Whether `interface` is a member of the IPv6 `group`, by the text of /proc/net/igmp6. */
bool node_proc_igmp6(const char *text, const char *interface, const struct addr *group);

/* The state letter and the name in the text of /proc/PID/stat; '\0' when it is no such text. */
char node_proc_state(const char *stat, char *name, size_t size);

/* Which VRRP daemon a process of that name belongs to: "keepalived", "vrrpd" or NULL. */
const char *node_proc_daemon(const char *name);

#endif
