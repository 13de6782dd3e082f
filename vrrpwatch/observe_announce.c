/* After a change of the master: were its addresses announced, and by whom last? */
#include "vrrpwatch/observe_state.h"

#define SECOND_US INT64_C(1000000)

/* The announcement of the address by that source, 0: none. A virtual MAC is everybody's who is master. */
static int64_t announced_us(const struct observe *observe, const struct vip *vip, const struct source *source)
{
    int64_t latest_us = 0;

    for (size_t i = 0; i < vip->holder_count; i++)
        if ((observe_is_mac_of(observe, source, vip->holders[i].mac) ||
             frame_mac_is_virtual(vip->holders[i].mac)) &&
            vip->holders[i].announced_us > latest_us)
            latest_us = vip->holders[i].announced_us;
    return latest_us;
}

static bool is_visible(struct observe *observe, const struct router *router)
{
    const struct link *link = observe_link(observe, router->interface, router->vlan);

    return observe->options.live || (router->family == ADDR_IPV4 ? link->arp_seen : link->nd_seen);
}

void observe_check_announced(struct observe *observe, struct router *router)
{
    struct source *master = router->master;
    struct finding_evidence missing = {"missing", 0};

    if (master == NULL || master->vips == NULL || !is_visible(observe, router))
        return;
    for (size_t i = 0; i < master->vips->count; i++) {
        const struct vip *vip =
            observe_find_vip(observe, router->interface, router->vlan, &master->vips->addresses[i]);

        if (vip != NULL && announced_us(observe, vip, master) < router->private->began_us - SECOND_US / 2)
            missing.value++;
    }
    if (missing.value > 0)
        observe_open(observe, VERDICT_NO_GARP, CAUSE_F9, SEVERITY_WARNING,
                     &(struct subject){.router = router,
                                       .winner = master,
                                       .other = master,
                                       .evidence = &missing,
                                       .evidence_count = 1});
}

void observe_check_caches(struct observe *observe, struct router *router, int64_t since_us)
{
    struct source *master = router->master;

    for (size_t i = 0; master != NULL && master->vips != NULL && i < master->vips->count; i++) {
        const struct vip *vip =
            observe_find_vip(observe, router->interface, router->vlan, &master->vips->addresses[i]);
        int64_t own_us;

        if (vip == NULL)
            continue;
        own_us = announced_us(observe, vip, master);
        for (size_t k = 0; k < vip->holder_count; k++) {
            const struct holder *holder = &vip->holders[k];

            if (holder->announced_us < since_us || holder->announced_us <= own_us)
                continue;
            observe_open(observe, VERDICT_STALE_CACHE, CAUSE_E1, SEVERITY_WARNING,
                         &(struct subject){.router = router,
                                           .winner = master,
                                           .other = observe_source_of_mac(observe, router, holder->mac),
                                           .mac = holder->mac,
                                           .value_us = observe->now_us - holder->announced_us});
            return;
        }
    }
}

/* Both have advertised the address for longer than a daemon with a changed VRID needs to leave. */
static void check_clash(struct observe *observe, struct vip *vip, const struct router *a,
                        const struct router *b)
{
    const struct source *first = a->master, *second = b->master;
    bool clash = first != NULL && second != NULL && observe_is_alive(first, observe->now_us) &&
                 observe_is_alive(second, observe->now_us) && observe_set_holds(first->vips, &vip->address) &&
                 observe_set_holds(second->vips, &vip->address);
    const struct subject subject = {
        .vip = vip, .router = (struct router *)a, .winner = first, .other = second};

    if (!clash) {
        vip->private->clash_us = 0;
        observe_close(observe, VERDICT_VIP_CLASH, &subject);
        return;
    }
    if (vip->private->clash_us == 0)
        vip->private->clash_us = observe->now_us;
    if (observe->now_us - vip->private->clash_us > observe_down_us(first))
        observe_open(observe, VERDICT_VIP_CLASH, CAUSE_B2, SEVERITY_CRITICAL, &subject);
}

void observe_check_shared(struct observe *observe, struct router *router)
{
    const struct source *master = router->master;

    for (size_t i = 0; master->vips != NULL && i < master->vips->count; i++) {
        struct vip *vip =
            observe_find_vip(observe, router->interface, router->vlan, &master->vips->addresses[i]);

        if (vip != NULL && vip->router_count == 2)
            check_clash(observe, vip, vip->routers[0], vip->routers[1]);
    }
}
