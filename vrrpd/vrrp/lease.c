/* The rules of leases; see lease.h. */
#include "vrrpd/vrrp/lease.h"

/* The kernel's clock of leases is coarser than ours: it was seen 20 ms early. */
enum { EARLY_US = 100000 };

/* An advert that peers have given up waiting after entitles to nothing: somebody else may have the address.
 */
static bool stands(const struct lease_claim *claim, int64_t now_us)
{
    return claim->advert_us != 0 && now_us < claim->until_us;
}

bool lease_may_begin(const struct lease *lease, const struct lease_claim *claim, int64_t now_us)
{
    if (lease->length_us == 0)
        return true;
    if (claim->keeps_only)
        return false;
    /* What ran out takes another advert: the same one would give the address twice the time. */
    if (lease_may_have_run_out(lease, now_us) && claim->advert_us <= lease->advert_us)
        return false;
    return stands(claim, now_us);
}

bool lease_due(const struct lease *lease, const struct lease_claim *claim, int64_t now_us)
{
    if (lease->length_us == 0 || !stands(claim, now_us))
        return false;
    if (lease->renewed_us == 0)
        return true; /* a predecessor's: nobody knows how much of it is left */
    return claim->advert_us > lease->advert_us && now_us - lease->renewed_us >= LEASE_PAUSE_US;
}

void lease_renewed(struct lease *lease, const struct lease_claim *claim, int64_t now_us)
{
    lease->renewed_us = now_us;
    lease->advert_us = claim->advert_us;
}

void lease_forget(struct lease *lease)
{
    lease->renewed_us = lease->advert_us = 0;
}

bool lease_may_have_run_out(const struct lease *lease, int64_t now_us)
{
    return lease->length_us > 0 && lease->renewed_us != 0 &&
           now_us - lease->renewed_us >= lease->length_us - EARLY_US;
}
