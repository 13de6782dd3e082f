/* The kernel process's packet filter: a MASTER that is not to accept packets for its addresses (RFC 9568 6.1
 * Accept_Mode) has them dropped. By level like all else: the whole table is replaced when the list changes.
 */
#ifndef VRRPD_ENGINE_KERNEL_ACCEPT_H
#define VRRPD_ENGINE_KERNEL_ACCEPT_H

#include "vrrpd/engine_kernel_state.h"

/* Collects what the configuration wants. False without memory. */
bool kernel_accept_prepare(struct kernel *kernel);

/* Closes what MASTER instances want closed, and opens the rest; before addresses are added. */
void kernel_accept_apply(struct kernel *kernel);

#endif
