/* The kernel process's leases: addresses go by themselves unless they are renewed, and they are renewed by
 * adverts that left, never by time. Decides nothing about who is MASTER. */
#ifndef VRRPD_ENGINE_KERNEL_LEASES_H
#define VRRPD_ENGINE_KERNEL_LEASES_H

#include "vrrpd/engine_kernel_state.h"

/* Opens the socket for renewals, which the monitor does not hear of; the monitor is open. False with errno.
 */
bool kernel_leases_prepare(struct kernel *kernel);

/* Notes what the adverts of each MASTER entitle its addresses to; after vips_want(). */
void kernel_leases_claim(struct kernel *kernel);

/* Says once that an address, wanted and absent, waits for an advert. */
void kernel_leases_report_wait(struct kernel *kernel, const struct vip *vip);

/* Wants a look at the kernel when some lease may have run out. */
void kernel_leases_doubt(struct kernel *kernel);

/* Learns which subnets are the host's own. */
void kernel_leases_learn(struct kernel *kernel, const struct kernel_look *look);

/* True when that an address is there is no news: a renewal. */
bool kernel_leases_expect(const struct kernel *kernel, const struct netlink_addr *address);

/* Renews every lease that is due, in one batch; after the addresses were added and removed. */
void kernel_leases_renew(struct kernel *kernel);

#endif
