/* The kernel process: makes the kernel's addresses what the page says they should be, and tells the page what
 * the kernel has. Wanted is what belongs to a MASTER; nothing arrives here but page records. The only process
 * that writes netlink; it may wait for the kernel's locks, which is why it is not the vrrp process. */
#ifndef VRRPD_ENGINE_KERNEL_H
#define VRRPD_ENGINE_KERNEL_H

#include "vrrpd/child.h"

/* Runs until told to end; returns the exit status. */
int engine_kernel_run(struct child *child);

#endif
