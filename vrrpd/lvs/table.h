/* The IPVS table that is wanted against the one that is there: what has to be changed, in the order in which
 * nobody is left without a server on the way. Pure: two tables and a predicate go in, edits come out. Knows
 * nothing of health, instances or netlink. */
#ifndef VRRPD_LVS_TABLE_H
#define VRRPD_LVS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/ipvs.h"

/* A service with its servers; both sorted by their keys within a table. */
struct table_service {
    struct ipvs_service service;
    struct ipvs_server *servers;
    size_t server_count;
};

struct table {
    struct table_service *services;
    size_t service_count;
};

/* True when that service in the kernel is one of ours: what is not wanted any more is removed only then. */
typedef bool table_ours(void *context, const struct ipvs_service_key *key);

/* The edits that lead from `have` to `want`, malloc'ed, for the caller to free; *count of them. They refer to
 * services in `want` and `have`. For each service: it is added or changed first, then servers are added, then
 * changed, then removed; unwanted services go last. NULL with *count 0 when nothing differs; NULL with *count
 * 1 without memory. */
struct ipvs_edit *table_diff(const struct table *want, const struct table *have, table_ours *ours,
                             void *context, size_t *count);

/* True when the kernel's row is what is wanted. LOCAL is what the kernel makes of any forwarding to itself.
 */
bool table_server_equal(const struct ipvs_server *want, const struct ipvs_server *have);
bool table_service_equal(const struct ipvs_service *want, const struct ipvs_service *have);

/* Sorts a table's services and their servers by key. No two may be equal: the configuration's checks see to
 * it. */
void table_sort(struct table *table);

/* The service of that key, or NULL. */
struct table_service *table_find(const struct table *table, const struct ipvs_service_key *key);

#endif
