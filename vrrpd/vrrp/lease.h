/* When the lease of a virtual address may begin and when it is renewed: only by an advert that has left,
 * never by time alone, so that the addresses of an engine that is stopped, hung or dead run out. Pure. */
#ifndef VRRPD_VRRP_LEASE_H
#define VRRPD_VRRP_LEASE_H

#include <stdbool.h>
#include <stdint.h>

enum { LEASE_PAUSE_US = 500000 }; /* between two renewals of one address */

/* What the adverts of its master give to an address. */
struct lease_claim {
    int64_t advert_us; /* when the newest one left, 0: none did */
    int64_t until_us;  /* ... and when peers may begin to think that there is no master */
    bool keeps_only;   /* MASTER no more, serves for a successor: what is gone does not come back */
};

/* The lease of one address. */
struct lease {
    int64_t length_us;  /* 0: the address has none */
    int64_t renewed_us; /* when the kernel was last asked, 0: not by this process */
    int64_t advert_us;  /* the advert that entitled to it */
};

/* Whether the address may be put there now; without a lease always. */
bool lease_may_begin(const struct lease *lease, const struct lease_claim *claim, int64_t now_us);

/* Whether the lease of an address that is there is to be renewed now. */
bool lease_due(const struct lease *lease, const struct lease_claim *claim, int64_t now_us);

/* Notes that the kernel was asked, at `now_us` or later. */
void lease_renewed(struct lease *lease, const struct lease_claim *claim, int64_t now_us);

/* The address was given up, or is none of ours. */
void lease_forget(struct lease *lease);

/* True when the kernel may have removed the address by itself: renewing it blindly would bring it back
 * unseen. */
bool lease_may_have_run_out(const struct lease *lease, int64_t now_us);

#endif
