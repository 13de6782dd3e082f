/* Leases of the kernel process; see engine_kernel_leases.h. */
#include "vrrpd/engine_kernel_leases.h"

#include <errno.h>
#include <string.h>

#include "conf/lease.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "lib/netlink.h"
#include "vrrpd/engine_kernel_links.h"
#include "vrrpd/engine_kernel_vips.h"

bool kernel_leases_prepare(struct kernel *kernel)
{
    int error = netlink_open(&kernel->renewals);

    if (error == 0)
        netlink_answer_sparsely(kernel->renewals);
    if (error == 0)
        error = netlink_ignore_added_by(kernel->monitor, kernel->renewals);
    errno = -error;
    return error == 0;
}

void kernel_leases_claim(struct kernel *kernel)
{
    const struct conf *conf = kernel->child->conf;
    int64_t now_us = clock_now_us();

    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct lease_claim *claim = &kernel->claims[i];

        if (claim->advert_us != 0)
            vips_claim(&kernel->vips, i, claim);
        kernel->waiting[i] &= now_us >= claim->until_us;
    }
}

void kernel_leases_report_wait(struct kernel *kernel, const struct vip *vip)
{
    int64_t advert_us = kernel->claims[vip->owner].advert_us;

    if (kernel->waiting[vip->owner])
        return;
    kernel->waiting[vip->owner] = true;
    if (advert_us == 0)
        log_line(LOG_LEVEL_WARNING, "%s: no advert could be sent yet, its addresses wait for the first one",
                 kernel->child->conf->instances[vip->owner].name);
    else
        log_line(LOG_LEVEL_WARNING,
                 "%s: the last advert left %lld ms ago, its addresses wait for the next one",
                 kernel->child->conf->instances[vip->owner].name,
                 (long long)((clock_now_us() - advert_us) / 1000));
}

void kernel_leases_doubt(struct kernel *kernel)
{
    int64_t now_us = clock_now_us();

    for (size_t i = 0; i < kernel->vips.count && !kernel->look_at_kernel; i++) {
        const struct vip *vip = &kernel->vips.items[i];

        kernel->look_at_kernel = vip->wanted && vip->present && lease_may_have_run_out(&vip->lease, now_us);
    }
}

/* ---- the host's own subnets ---- */

static bool same_subnet(const struct addr *a, const struct addr *b, uint8_t prefix_length)
{
    size_t whole = prefix_length / 8;
    unsigned rest = prefix_length % 8;

    return memcmp(a->bytes, b->bytes, whole) == 0 &&
           (rest == 0 || (a->bytes[whole] ^ b->bytes[whole]) >> (8 - rest) == 0);
}

static bool is_leased_ipv6(const struct vip *vip)
{
    return vip->address.address.family == ADDR_IPV6 && vip->lease.length_us > 0;
}

static void note_sibling(struct kernel *kernel, size_t interface, const struct netlink_addr *address)
{
    if (vips_contain(&kernel->vips, interface, &address->address))
        return;
    for (size_t i = 0; i < kernel->vips.count; i++) {
        struct vip *vip = &kernel->vips.items[i];

        if (vip->interface == interface && is_leased_ipv6(vip) &&
            vip->address.prefix_length == address->prefix_length &&
            same_subnet(&vip->address.address, &address->address, address->prefix_length))
            vip->sibling = true;
    }
}

/* A renewal makes the subnet's route run out with the lease, also one that came by a router's advertisement
 * or with an address of the host; so such a route is left alone, and the VIP does without one of its own. */
void kernel_leases_learn(struct kernel *kernel, const struct kernel_look *look)
{
    bool any = false;

    for (size_t i = 0; i < kernel->vips.count; i++) {
        kernel->vips.items[i].sibling = false;
        any |= is_leased_ipv6(&kernel->vips.items[i]);
    }
    for (size_t i = 0; i < look->address_count && any; i++) {
        const struct netlink_addr *address = &look->addresses[i];
        int interface =
            address->address.family == ADDR_IPV6 ? kernel_links_find(kernel, address->interface_index) : -1;

        if (interface >= 0)
            note_sibling(kernel, (size_t)interface, address);
    }
}

/* ---- renewing ---- */

bool kernel_leases_expect(const struct kernel *kernel, const struct netlink_addr *address)
{
    int interface = kernel_links_find(kernel, address->interface_index);
    const struct vip *vip = interface < 0 ? NULL
                                          : vips_find(&kernel->vips, (size_t)interface, &address->address,
                                                      address->prefix_length);

    return vip != NULL && vip->lease.length_us > 0 && vip->listed && vip->ready && !vip->permanent &&
           !address->tentative && !address->duplicate && !address->permanent;
}

/* An address of ours whose life is not as the configuration says: left by an earlier one, or by a vrrpd
 * without leases. */
static bool is_wrong(const struct vip *vip, int64_t now_us)
{
    if (vip->lease.length_us == 0)
        return !vip->permanent;
    return vip->permanent && lease_may_begin(&vip->lease, &vip->claim, now_us);
}

static bool is_due(const struct kernel *kernel, const struct vip *vip, int64_t now_us)
{
    if (!vip->wanted || !vip->present || !vip->ours || kernel->links[vip->interface].index == 0)
        return false;
    return is_wrong(vip, now_us) || lease_due(&vip->lease, &vip->claim, now_us);
}

/* What IPv6 changes in place takes the route of the subnet with it; see kernel_leases_learn(). */
static size_t plan(struct kernel *kernel, struct vip *vip, size_t count)
{
    if (vip->permanent && is_leased_ipv6(vip)) {
        kernel->changed[count] = vip;
        kernel_vips_plan(kernel, vip, false, &kernel->changes[count++]);
    }
    kernel->changed[count] = vip;
    kernel_vips_plan(kernel, vip, true, &kernel->changes[count++]);
    return count;
}

static void note_result(struct kernel *kernel, struct vip *vip, const struct netlink_addr_change *change,
                        int64_t asked_us)
{
    if (change->result < 0) {
        kernel->look_at_kernel = true; /* the next round finds out, and says what is wrong */
        kernel_retry(kernel);
        return;
    }
    vip->permanent = vip->lease.length_us == 0;
    lease_renewed(&vip->lease, &vip->claim, asked_us);
}

void kernel_leases_renew(struct kernel *kernel)
{
    int64_t now_us = clock_now_us();
    size_t count = 0;

    for (size_t i = 0; i < kernel->vips.count; i++)
        if (is_due(kernel, &kernel->vips.items[i], now_us))
            count = plan(kernel, &kernel->vips.items[i], count);
    if (count == 0)
        return;
    if (netlink_addr_apply(kernel->renewals, kernel->changes, count) < 0)
        kernel->look_at_kernel = true;
    for (size_t i = 0; i < count; i++)
        if (kernel->changes[i].add)
            note_result(kernel, kernel->changed[i], &kernel->changes[i], now_us);
}
