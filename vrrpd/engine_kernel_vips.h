/* The kernel process's addresses: what is there, what is wanted, and the difference. */
#ifndef VRRPD_ENGINE_KERNEL_VIPS_H
#define VRRPD_ENGINE_KERNEL_VIPS_H

#include "vrrpd/engine_kernel_state.h"

/* Collects the addresses of the configuration; the interfaces are known. False without memory. */
bool kernel_vips_prepare(struct kernel *kernel);

/* Learns which addresses the kernel has, and removes those of ours that the configuration does not have. */
void kernel_vips_learn(struct kernel *kernel, const struct kernel_look *look);

/* Adds and removes until the kernel has what is wanted, as far as it lets us. */
void kernel_vips_apply(struct kernel *kernel);

/* What adds (renews) or removes an address, with all its attributes. */
void kernel_vips_plan(const struct kernel *kernel, const struct vip *vip, bool add,
                      struct netlink_addr_change *change);

/* Says on the page what came of each instance's addresses. */
void kernel_vips_publish(struct kernel *kernel);

#endif
