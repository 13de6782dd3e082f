/* The IPVS table of the kernel process: what services wants of the virtual servers and what the kernel has
 * are compared, the difference is sent, what came of it is published. Works by level, as the rest of this
 * process; apart from it, because a big table may take seconds and addresses must not wait for it. */
#ifndef VRRPD_ENGINE_KERNEL_LVS_H
#define VRRPD_ENGINE_KERNEL_LVS_H

#include "vrrpd/engine_kernel_state.h"

/* Lays out the configuration's virtual servers. False without memory. */
bool kernel_lvs_prepare(struct kernel *kernel);

/* Takes over a predecessor's counts. After child_wait(), with the ledger read. */
void kernel_lvs_remember(struct kernel *kernel);

/* Learns which addresses are this node's. */
void kernel_lvs_learn(struct kernel *kernel, const struct kernel_look *look);

/* True when it matters to know of every address of this node. */
bool kernel_lvs_wants_addresses(const struct kernel *kernel);

/* Some of what is to be done: so much that addresses can wait for it. */
void kernel_lvs_round(struct kernel *kernel);

/* When the next round is due without anything happening; LOOP_FOREVER. */
int64_t kernel_lvs_due_us(const struct kernel *kernel);

/* The end: when told to stop, ours is removed; else only what a MASTER alone may have. */
void kernel_lvs_leave(struct kernel *kernel);

#endif
