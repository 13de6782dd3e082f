/* The kernel process's routes and policy rules: there while an instance that has them is MASTER, after its
 * addresses. Known by their protocol in the kernel; whether one that the configuration does not have is of
 * this daemon, and not of another one beside it, is in the ledger. */
#ifndef VRRPD_ENGINE_KERNEL_ROUTES_H
#define VRRPD_ENGINE_KERNEL_ROUTES_H

#include "vrrpd/engine_kernel_state.h"

/* Collects them from the configuration. False without memory. */
bool kernel_routes_prepare(struct kernel *kernel);

/* Learns what of ours the kernel has, and removes what nobody wants now; before the addresses are changed, as
 * routes may hang on them. */
void kernel_routes_remove(struct kernel *kernel);

/* Adds what is wanted and missing; after the addresses. */
void kernel_routes_add(struct kernel *kernel);

#endif
