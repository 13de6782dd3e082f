/* Who says that it holds an address: announcements and answers, beside what the adverts say. Finds those that
 * hold one without advertising, masters that do not announce or answer, and caches left pointing at a loser.
 */
#include <string.h>

#include "vrrpwatch/diagnose_pair.h"
#include "vrrpwatch/observe_state.h"

#define SECOND_US INT64_C(1000000)

enum {
    SURE_ADVERTS = 2,   /* of the master after a foreign announcement: it is no hand-over */
    SURE_QUESTIONS = 2, /* in a row with answers from several MACs */
    LATE_US = 5000000,  /* an answer that comes later than this is to nothing that was asked before */
    SURE_SILENCE = 3,   /* in a row without any answer */
};

static const int64_t answer_us = SECOND_US;        /* how long answers to a question are awaited */
static const int64_t unasked_us = 600 * SECOND_US; /* a holder that nobody asks is forgotten after this */

/* The router of the address whose master lives, NULL: none. */
static struct router *living_router(const struct observe *observe, const struct vip *vip)
{
    for (size_t i = 0; i < vip->router_count; i++)
        if (vip->routers[i]->master != NULL && observe_is_alive(vip->routers[i]->master, observe->now_us) &&
            observe_set_holds(vip->routers[i]->master->vips, &vip->address))
            return vip->routers[i];
    return NULL;
}

static struct holder *known_holder(struct vip *vip, const uint8_t *mac)
{
    for (size_t i = 0; i < vip->holder_count; i++)
        if (memcmp(vip->holders[i].mac, mac, FRAME_MAC_SIZE) == 0)
            return &vip->holders[i];
    return NULL;
}

/* The same, made when it is new: the one that was not heard of for longest makes room. */
static struct holder *find_holder(struct observe *observe, struct vip *vip, const uint8_t *mac)
{
    struct holder *known = known_holder(vip, mac), *oldest = &vip->holders[0];

    if (known != NULL)
        return known;
    for (size_t i = 1; i < vip->holder_count; i++)
        if (vip->holders[i].last_us < oldest->last_us)
            oldest = &vip->holders[i];
    if (vip->holder_count < VIP_HOLDERS_MAX)
        oldest = &vip->holders[vip->holder_count++];
    *oldest = (struct holder){.first_us = observe->now_us};
    memcpy(oldest->mac, mac, FRAME_MAC_SIZE);
    return oldest;
}

static struct subject subject_of(struct observe *observe, struct vip *vip, struct router *router,
                                 struct holder *holder)
{
    struct source *other = router != NULL ? observe_source_of_mac(observe, router, holder->mac) : NULL;

    return (struct subject){.router = router,
                            .vip = vip,
                            .winner = router != NULL ? router->master : NULL,
                            .other = router != NULL && other != router->master ? other : NULL,
                            .holder = holder,
                            .mac = holder->mac};
}

/* So long a source that has begun to advertise beside the master is a matter of the adverts. */
static int64_t crossing_us(const struct router *router, const struct source *other)
{
    return 3 * (other->interval_us < router->master->interval_us ? other->interval_us
                                                                 : router->master->interval_us);
}

/* The MAC belongs to the master of another router that advertises the address: a matter of the two. */
static bool is_of_other_router(const struct observe *observe, const struct vip *vip,
                               const struct router *router, const uint8_t *mac)
{
    for (size_t i = 0; i < vip->router_count; i++)
        if (vip->routers[i] != router && vip->routers[i]->master != NULL &&
            observe_is_mac_of(observe, vip->routers[i]->master, mac))
            return true;
    return false;
}

/* Why a router that holds the address beside the master sends nothing. What differs in its last adverts, if
 * they are of this time, keeps each from hearing the other; one that announces itself thinks that it is
 * master. */
static enum cause why_silent(const struct router *router, const struct source *other,
                             const struct holder *holder)
{
    const struct subject pair = {.router = (struct router *)router, .other = other};
    enum cause cause =
        other->last_us > router->master_since_us || observe_incident(&pair, VERDICT_MISMATCH) != NULL
            ? diagnose_pair(router->master, other)
            : CAUSE_A;

    if (cause > CAUSE_B && cause <= CAUSE_B12)
        return cause;
    return holder->announced_us > router->master_since_us ? CAUSE_B : CAUSE_C;
}

/* Who holds the address beside the master: a router of it, or somebody else. */
static void tell_holder(struct observe *observe, struct vip *vip, struct router *router,
                        struct holder *holder)
{
    struct subject subject = subject_of(observe, vip, router, holder);
    const struct source *other = subject.other;

    if (router != NULL && observe_is_mac_of(observe, router->master, holder->mac))
        return; /* it has become master since */
    /* It advertises too: that is told as what it is, or is over soon, unless both have answered for longer.
     */
    if (other != NULL && (other->overlap.certain ||
                          (other->overlap.since_us != 0 &&
                           observe->now_us - other->overlap.since_us < crossing_us(router, other) &&
                           (vip->private->many < SURE_QUESTIONS ||
                            observe->now_us - vip->private->many_since_us < crossing_us(router, other)))))
        return;
    if (other == NULL) {
        enum cause cause = router == NULL ? CAUSE_A13 : CAUSE_C5;

        if (is_of_other_router(observe, vip, router, holder->mac))
            return;
        observe_open(observe, router == NULL ? VERDICT_SILENT_SPLIT : VERDICT_STALE_VIP, cause,
                     SEVERITY_CRITICAL, &subject);
        return;
    }
    observe_open(observe, VERDICT_SILENT_SPLIT, why_silent(router, other, holder), SEVERITY_CRITICAL,
                 &subject);
}

void observe_suspects(struct observe *observe, struct router *router)
{
    const struct source *master = router->master;
    bool waiting = false;

    for (size_t i = 0; master->vips != NULL && i < master->vips->count; i++) {
        struct vip *vip =
            observe_find_vip(observe, router->interface, router->vlan, &master->vips->addresses[i]);

        if (vip == NULL || vip->private->suspect_us == 0)
            continue;
        if (vip->private->suspect_us >= router->master_since_us &&
            master->adverts < vip->private->suspect_adverts + SURE_ADVERTS) {
            waiting = true;
            continue;
        }
        if (vip->private->suspect_us < router->master_since_us) {
            vip->private->suspect_us = 0; /* it was beside another master */
            continue;
        }
        vip->private->suspect_us = 0;
        tell_holder(observe, vip, router, find_holder(observe, vip, vip->private->suspect_mac));
        observe_wake_vip(observe, vip, observe->now_us + unasked_us);
    }
    router->private->suspected = waiting;
}

/* A claim of a MAC that is not the master's. What a loser still had to say when it lost is none. */
static void suspect(struct observe *observe, struct vip *vip, struct router *router,
                    const struct holder *holder)
{
    const struct source *other = observe_source_of_mac(observe, router, holder->mac);
    const struct source *master = router->master;
    struct vip_private *private = vip->private;

    if (other == master || observe->now_us - router->master_since_us < 2 * master->interval_us)
        return;
    if (other == NULL && frame_mac_is_virtual(holder->mac) && holder->mac[5] == router->vrid)
        return; /* the router's own MAC, whoever sent it */
    if (other != NULL && observe->now_us - other->last_us < observe_down_us(other))
        return;
    if (private->suspect_us != 0)
        return;
    private->suspect_us = observe->now_us;
    private->suspect_adverts = master->adverts;
    memcpy(private->suspect_mac, holder->mac, FRAME_MAC_SIZE);
    router->private->suspected = true;
}

static void take_answer(struct observe *observe, struct vip *vip, struct holder *holder)
{
    struct vip_private *private = vip->private;

    if (private->question_us == 0 || observe->now_us - private->question_us > answer_us)
        return;
    vip->answers++;
    holder->replies++;
    private->answers++;
    if (holder->question_us == private->question_us)
        return;
    holder->answered = holder->question_us == private->settled_us ? holder->answered + 1 : 1;
    holder->question_us = private->question_us;
    private->answered_by++;
}

/* Several MACs answer: one router with two of its own, or more than one holder. */
static void tell_answers(struct observe *observe, struct vip *vip, struct router *router)
{
    struct holder *flux = NULL;
    bool foreign = false;

    for (size_t i = 0; i < vip->holder_count; i++) {
        struct holder *holder = &vip->holders[i];
        bool own = router != NULL && observe_is_mac_of(observe, router->master, holder->mac);

        if (holder->question_us != vip->private->settled_us)
            continue;
        if (own && !frame_mac_is_virtual(holder->mac))
            flux = holder;
        if (!own && (!frame_mac_is_virtual(holder->mac) || router == NULL)) {
            foreign = true;
            tell_holder(observe, vip, router, holder);
        }
    }
    if (!foreign && flux != NULL && router != NULL) {
        const struct subject subject = {
            .router = router, .vip = vip, .winner = router->master, .mac = flux->mac};

        observe_open(observe, VERDICT_ARP_FLUX, CAUSE_A10, SEVERITY_WARNING, &subject);
    }
}

/* The answers to the last question do not show it any more: its holder was silent while others answered; of
 * one without a MAC, nobody answered twice, or somebody answered at all. */
static bool is_gone(struct vip *vip, const struct incident *incident)
{
    static const uint8_t none[FRAME_MAC_SIZE];
    const struct holder *holder = known_holder(vip, incident->mac);

    if (incident->verdict == VERDICT_VIP_CLASH || vip->private->answers == 0)
        return false;
    if (memcmp(incident->mac, none, sizeof(none)) == 0)
        return incident->cause == CAUSE_C8 || vip->private->doubled == 0;
    return holder == NULL ||
           (holder->question_us != vip->private->settled_us && holder->last_us < vip->private->settled_us);
}

static void close_gone(struct observe *observe, struct vip *vip, struct router *router)
{
    struct incident *next;

    for (struct incident *incident = vip->private->incidents; incident != NULL; incident = next) {
        next = incident->next;
        if (is_gone(vip, incident))
            observe_close_incident(observe, incident,
                                   &(struct subject){.router = router,
                                                     .vip = vip,
                                                     .winner = router != NULL ? router->master : NULL,
                                                     .mac = incident->mac});
    }
}

static void settle_question(struct observe *observe, struct vip *vip)
{
    struct vip_private *private = vip->private;
    struct router *router = living_router(observe, vip);
    struct subject silent = {.router = router, .vip = vip, .winner = router != NULL ? router->master : NULL};

    private->settled_us = private->question_us;
    private->question_us = 0;
    private->many = private->answered_by > 1 ? private->many + 1 : 0;
    private->many_since_us = private->many > 1 ? private->many_since_us : private->settled_us;
    private->doubled = private->answered_by == 1 && private->answers > 1 ? private->doubled + 1 : 0;
    private->none = private->answers == 0 ? private->none + 1 : 0;
    /* Who was master when it was asked answered rightly. */
    if (private->many >= SURE_QUESTIONS && (router == NULL || private->settled_us >= router->master_since_us))
        tell_answers(observe, vip, router);
    else if (private->answered_by == 1 && router != NULL)
        for (size_t i = 0; i < vip->holder_count; i++)
            if (vip->holders[i].question_us == private->settled_us &&
                vip->holders[i].answered >= SURE_QUESTIONS &&
                vip->holders[i].first_us < observe->now_us - answer_us / 4)
                suspect(observe, vip, router, &vip->holders[i]);
    if (private->doubled >= SURE_SILENCE && router != NULL)
        observe_open(observe, VERDICT_SILENT_SPLIT, CAUSE_A, SEVERITY_CRITICAL, &silent);
    if (private->none >= SURE_SILENCE && router != NULL &&
        observe->now_us - router->master_since_us > 4 * SECOND_US)
        observe_open(observe, VERDICT_STALE_VIP, CAUSE_C8, SEVERITY_CRITICAL, &silent);
    close_gone(observe, vip, router);
}

void observe_own(struct observe *observe, uint16_t interface, const uint8_t mac[FRAME_MAC_SIZE])
{
    struct link *link = observe_link(observe, interface, 0);

    link->asks = true;
    memcpy(link->own, mac, FRAME_MAC_SIZE);
}

/* A question goes to everybody, its answer to the one who asked: a switch keeps it from us. */
static bool would_hear(const struct observe *observe, const struct link *link, const uint8_t *asker)
{
    return !observe->options.switched || link->hears_others ||
           (link->asks && memcmp(link->own, asker, FRAME_MAC_SIZE) == 0);
}

static void ask(struct observe *observe, struct vip *vip, const struct frame *frame, const struct link *link)
{
    struct vip_private *private = vip->private;

    if (frame->claim.asker.family != ADDR_NONE && addr_equal(&frame->claim.asker, &vip->address))
        return; /* an announcement in the shape of a question */
    if (!would_hear(observe, link, frame->claim.mac))
        return;
    if (private->question_us != 0)
        settle_question(observe, vip);
    vip->questions++;
    private->question_us = observe->now_us;
    private->answered_by = 0;
    private->answers = 0;
    observe_wake_vip(observe, vip, observe->now_us + answer_us);
}

static void announced(struct observe *observe, struct vip *vip, struct router *router,
                      const struct holder *holder)
{
    struct subject subject = {.router = router, .winner = router->master, .other = router->master};

    if (!observe_is_mac_of(observe, router->master, holder->mac) && !frame_mac_is_virtual(holder->mac)) {
        suspect(observe, vip, router, holder);
        return;
    }
    observe_close(observe, VERDICT_STALE_CACHE, &subject);
    observe_close(observe, VERDICT_NO_GARP, &subject);
}

void observe_claim(struct observe *observe, const struct frame *frame)
{
    const struct neighbour_claim *claim = &frame->claim;
    struct link *link = observe_link(observe, frame->interface, frame->vlan);
    struct vip *vip = observe_find_vip(observe, frame->interface, frame->vlan, &claim->address);
    struct router *router;
    struct holder *holder;

    *(claim->address.family == ADDR_IPV4 ? &link->arp_seen : &link->nd_seen) = true;
    observe_learn(observe, frame, claim->asks && !claim->claims ? &claim->asker : &claim->address,
                  claim->mac);
    if (vip == NULL)
        return;
    if (claim->asks && !claim->claims) {
        ask(observe, vip, frame, link);
        return;
    }
    if (!claim->claims)
        return;
    router = living_router(observe, vip);
    holder = find_holder(observe, vip, claim->mac);
    holder->last_us = observe->now_us;
    if (claim->gratuitous) {
        holder->announced++;
        holder->announced_us = observe->now_us;
        if (router != NULL)
            announced(observe, vip, router, holder);
        return;
    }
    /* Nobody asked whom we counted, not even a while ago: it was meant for another. */
    if (vip->private->question_us == 0 && observe->now_us - vip->private->settled_us > LATE_US)
        link->hears_others = true;
    take_answer(observe, vip, holder);
}

void observe_wake_up_vip(struct observe *observe, struct vip *vip)
{
    struct vip_private *private = vip->private;
    struct incident *next;

    if (private->question_us != 0 && observe->now_us - private->question_us >= answer_us)
        settle_question(observe, vip);
    for (struct incident *incident = private->incidents; incident != NULL; incident = next) {
        next = incident->next;
        if (observe->now_us - incident->last_us >= unasked_us)
            observe_close_incident(observe, incident,
                                   &(struct subject){.router = living_router(observe, vip), .vip = vip});
    }
    if (private->incidents != NULL)
        observe_wake_vip(observe, vip, observe->now_us + unasked_us / 10);
    if (private->question_us != 0)
        observe_wake_vip(observe, vip, private->question_us + answer_us);
}
