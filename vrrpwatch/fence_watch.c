#include "vrrpwatch/fence_watch.h"

#include <string.h>

struct round {
    struct fence_rule *rule;
    fence_is_ours *ours;
    void *context;
    int64_t now_us;
};

/* The MAC of the node, not that of the virtual router, which the winner has too (RFC 9568 7.3): then there is
 * none to be told. */
static void fill_mac(const struct source *source, struct party *who)
{
    static const uint8_t virtual_mac[] = {0x00, 0x00, 0x5E, 0x00};

    who->has_mac =
        source->mac_count > 0 && memcmp(source->macs[0].mac, virtual_mac, sizeof(virtual_mac)) != 0;
    if (who->has_mac)
        memcpy(who->mac, source->macs[0].mac, sizeof(who->mac));
}

static bool has(const struct vip_set *vips, const struct addr *address)
{
    for (size_t i = 0; vips != NULL && i < vips->count; i++)
        if (addr_equal(&vips->addresses[i], address))
            return true;
    return false;
}

/* Two clusters that share a VRID by mistake are no split: each has addresses of its own. */
static bool share_an_address(const struct source *a, const struct source *b)
{
    for (size_t i = 0; a->vips != NULL && i < a->vips->count; i++)
        if (has(b->vips, &a->vips->addresses[i]))
            return true;
    return false;
}

/* Priority 255 is the address owner's. Whoever claims it without having the address may be an intruder, and
 * must not have others fenced. */
static bool is_honest(const struct source *source)
{
    return source->priority < 255 || has(source->vips, &source->address);
}

static void add_party(const struct round *round, struct fence_split *split, const struct source *source)
{
    struct fence_party *party;

    if (split->party_count == FENCE_PARTIES_MAX)
        return;
    party = &split->parties[split->party_count++];
    *party = (struct fence_party){.who = {.address = source->address, .priority = source->priority},
                                  .ours = round->ours(round->context, &source->address),
                                  .last_us = source->last_us};
    fill_mac(source, &party->who);
    if (source->interval_us > split->interval_us)
        split->interval_us = source->interval_us;
}

static void take_router(void *context, const struct router *router)
{
    const struct round *round = context;
    struct fence_split split = {
        .interface = router->interface, .vlan = router->vlan, .family = router->family, .vrid = router->vrid};

    if (router->master == NULL)
        return;
    add_party(round, &split, router->master);
    for (const struct source *source = router->sources; source != NULL; source = source->next)
        if (source != router->master && source->overlap.since_us != 0 && source->overlap.certain &&
            is_honest(source) && share_an_address(source, router->master))
            add_party(round, &split, source);
    if (split.party_count < 2 || !is_honest(router->master)) {
        fence_rule_heal(round->rule, &split);
        return;
    }
    if (router->master->vips != NULL && router->master->vips->count > 0)
        split.vip = router->master->vips->addresses[0];
    fence_rule_confirm(round->rule, &split, round->now_us);
}

void fence_watch_round(struct fence_rule *rule, const struct observe *observe, fence_is_ours *ours,
                       void *context, int64_t now_us)
{
    struct round round = {.rule = rule, .ours = ours, .context = context, .now_us = now_us};

    observe_routers(observe, take_router, &round);
}
