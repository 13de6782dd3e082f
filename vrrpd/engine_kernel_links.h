/* The kernel process's links: what the kernel says of the interfaces in use, the interfaces of virtual MACs,
 * and the settings that addresses need. Owns no address. */
#ifndef VRRPD_ENGINE_KERNEL_LINKS_H
#define VRRPD_ENGINE_KERNEL_LINKS_H

#include "vrrpd/engine_kernel_state.h"

/* Collects what the configuration wants of links. False without memory. */
bool kernel_links_prepare(struct kernel *kernel);

/* Lists the links; makes, adopts and rebuilds those of virtual MACs first. 0 or negative errno; the caller
 * frees look->links. */
int kernel_links_list(struct kernel *kernel, struct kernel_look *look);

/* Publishes what the look says of every interface in use, then makes the settings of those that are new. */
void kernel_links_learn(struct kernel *kernel, const struct kernel_look *look);

/* Removes the links and puts back the settings that nobody wants any more; at the end that is all of them. */
void kernel_links_clean(struct kernel *kernel, const struct kernel_look *look);

/* The number of the interface with that kernel index, or -1. */
int kernel_links_find(const struct kernel *kernel, int index);

#endif
