/* The collection behind the page; see report.h. */
#include "vrrpwatch/report.h"

#include <stdlib.h>
#include <string.h>

#include "vrrpwatch/report_state.h"

struct report *report_new(void)
{
    struct report *report = calloc(1, sizeof(*report));

    if (report == NULL)
        return NULL;
    report->vips = calloc(REPORT_VIPS_MAX, sizeof(*report->vips));
    if (report->vips == NULL) {
        free(report);
        return NULL;
    }
    return report;
}

static void router_free(struct report_router *router)
{
    for (size_t i = 0; i < router->sender_count; i++)
        report_spans_free(&router->senders[i].periods);
    for (size_t i = 0; i < router->holder_count; i++)
        report_spans_free(&router->holders[i].marks);
    report_spans_free(&router->questions);
    report_spans_free(&router->overlaps);
    report_spans_free(&router->changes);
    free(router);
}

void report_free(struct report *report)
{
    if (report == NULL)
        return;
    for (size_t i = 0; i < report->router_count; i++)
        router_free(report->routers[i]);
    incidents_free(&report->incidents);
    free(report->vips);
    free(report);
}

static void note_time(struct report *report, int64_t time_us)
{
    if (report->begin_us == 0 || time_us < report->begin_us)
        report->begin_us = time_us;
    if (time_us > report->end_us)
        report->end_us = time_us;
}

/* ---- which router ---- */

/* Index of the router, `router_count` when there is none. */
static size_t find_router(const struct report *report, const struct report_router *key)
{
    size_t i = 0;

    for (; i < report->router_count; i++) {
        const struct report_router *router = report->routers[i];

        if (router->vrid == key->vrid && router->family == key->family && router->vlan == key->vlan &&
            router->interface == key->interface)
            break;
    }
    return i;
}

/* The router of an advert, made when it is new; `router_count` when there is no room. */
static size_t take_router(struct report *report, const struct frame *frame)
{
    const struct report_router key = {.interface = frame->interface,
                                      .vlan = frame->vlan,
                                      .family = frame->source.family,
                                      .vrid = frame->advert.vrid};
    size_t at = find_router(report, &key);

    if (at < report->router_count || at == REPORT_ROUTERS_MAX)
        return at;
    report->routers[at] = malloc(sizeof(key));
    if (report->routers[at] == NULL)
        return REPORT_ROUTERS_MAX;
    *report->routers[at] = key;
    report->router_count++;
    return at;
}

/* ---- which address ---- */

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash;
}

/* The slot of an address, or the free one where it would be. */
static struct report_vip *find_vip(const struct report *report, const struct addr *address,
                                   uint16_t interface, uint16_t vlan)
{
    uint64_t hash = hash_bytes(UINT64_C(14695981039346656037), address->bytes, sizeof(address->bytes));
    size_t at = (size_t)((hash ^ hash >> 32) % REPORT_VIPS_MAX);

    for (;; at = (at + 1) % REPORT_VIPS_MAX) {
        struct report_vip *vip = &report->vips[at];

        if (vip->address.family == ADDR_NONE ||
            (vip->interface == interface && vip->vlan == vlan && addr_equal(&vip->address, address)))
            return vip;
    }
}

static void take_vips(struct report *report, size_t router, const struct frame *frame)
{
    const struct packet *advert = &frame->advert;
    size_t size = frame->source.family == ADDR_IPV6 ? 16 : 4;

    for (size_t i = 0; i < advert->address_count; i++) {
        struct addr address =
            addr_from_bytes((enum addr_family)frame->source.family, advert->addresses + i * size);
        struct report_vip *vip = find_vip(report, &address, frame->interface, frame->vlan);

        if (i == 0 && report->routers[router]->vip.family == ADDR_NONE)
            report->routers[router]->vip = address;
        /* A quarter stays free: a search has to end, and soon. */
        if (vip->address.family != ADDR_NONE || report->vip_count >= REPORT_VIPS_MAX / 4 * 3)
            continue;
        *vip = (struct report_vip){address, frame->interface, frame->vlan, (uint16_t)router};
        report->vip_count++;
    }
}

/* ---- who was master when ---- */

/* The longest that a living master is silent: three intervals and the skew. */
static int64_t down_us(const struct report_sender *sender)
{
    return 4 * (sender->interval_us > 0 ? sender->interval_us : 1000000);
}

static struct report_sender *find_sender(struct report_router *router, const struct addr *address)
{
    for (size_t i = 0; i < router->sender_count; i++)
        if (addr_equal(&router->senders[i].address, address))
            return &router->senders[i];
    if (router->sender_count == REPORT_SENDERS_MAX)
        return NULL;
    router->senders[router->sender_count] = (struct report_sender){.address = *address, .resigned = true};
    return &router->senders[router->sender_count++];
}

/* Two act as master from when the later one began until the earlier one stopped. Told here and not from the
 * periods, which may have become one over a gap. */
static void note_overlap(struct report_router *router, const struct report_sender *sender,
                         const struct report_sender *other)
{
    int64_t begin_us = sender->begin_us > other->begin_us ? sender->begin_us : other->begin_us;
    struct report_span *last = report_spans_last(&router->overlaps);

    if (other->resigned || other->last_us <= begin_us || sender->last_us - other->last_us > down_us(other))
        return;
    if (last == NULL || last->end_us < begin_us)
        last = report_spans_add(&router->overlaps, begin_us, 0);
    if (last == NULL)
        return;
    last->end_us = other->last_us > last->end_us ? other->last_us : last->end_us;
    last->count++;
    /* Within one interval adverts only crossed, which is legal. */
    if (last->end_us - last->begin_us >= other->interval_us)
        last->kind = 1;
}

static void take_master(struct report_router *router, struct report_sender *sender, int64_t time_us)
{
    struct report_span *period = report_spans_last(&sender->periods);

    if (sender->resigned || period == NULL || time_us - sender->last_us > down_us(sender)) {
        period = report_spans_add(&sender->periods, time_us, 0);
        sender->begin_us = time_us;
    } else {
        period->end_us = time_us;
        period->count++;
    }
    sender->resigned = false;
    sender->last_us = time_us;
    for (size_t i = 0; i < router->sender_count; i++)
        if (&router->senders[i] != sender)
            note_overlap(router, sender, &router->senders[i]);
}

static void take_advert(struct report *report, const struct frame *frame)
{
    const struct packet *advert = &frame->advert;
    size_t at = take_router(report, frame);
    struct report_sender *sender;
    uint64_t vips;

    if (at == REPORT_ROUTERS_MAX) {
        report->adverts_left_out++;
        return;
    }
    sender = find_sender(report->routers[at], &frame->source);
    if (sender == NULL) {
        report->routers[at]->adverts_left_out++;
        return;
    }
    sender->adverts++;
    vips = hash_bytes(1, advert->addresses,
                      (size_t)advert->address_count * (frame->source.family == ADDR_IPV6 ? 16 : 4));
    if (vips != sender->vips)
        take_vips(report, at, frame);
    sender->vips = vips;
    sender->interval_us = advert->interval_us;
    if (advert->priority != 0) {
        sender->priority = advert->priority;
        take_master(report->routers[at], sender, frame->time_us);
    } else {
        sender->resigned = true;
    }
}

/* ---- who claimed the addresses ---- */

static void mark(struct report_spans *spans, int64_t time_us, enum report_mark kind)
{
    struct report_span *last = report_spans_last(spans);

    /* What is closer than what has become one before is one at once: a flood costs nothing. */
    if (last != NULL && last->kind == kind && time_us - last->end_us <= spans->nearness_us) {
        last->end_us = time_us;
        last->count++;
    } else {
        report_spans_add(spans, time_us, (uint8_t)kind);
    }
}

static struct report_holder *find_holder(struct report_router *router, const uint8_t mac[FRAME_MAC_SIZE])
{
    struct report_holder *holder;

    for (size_t i = 0; i < router->holder_count; i++)
        if (memcmp(router->holders[i].mac, mac, FRAME_MAC_SIZE) == 0)
            return &router->holders[i];
    if (router->holder_count == REPORT_HOLDERS_MAX)
        return NULL;
    holder = &router->holders[router->holder_count++];
    memcpy(holder->mac, mac, FRAME_MAC_SIZE);
    return holder;
}

static void take_claim(struct report *report, const struct frame *frame)
{
    const struct neighbour_claim *claim = &frame->claim;
    const struct report_vip *vip = find_vip(report, &claim->address, frame->interface, frame->vlan);
    struct report_router *router;
    struct report_holder *holder;

    if (vip->address.family == ADDR_NONE)
        return;
    router = report->routers[vip->router];
    if (claim->claims) {
        holder = find_holder(router, claim->mac);
        if (holder != NULL)
            mark(&holder->marks, frame->time_us, claim->gratuitous ? REPORT_ANNOUNCEMENT : REPORT_REPLY);
        else
            router->claims_left_out++;
    } else if (claim->asks) {
        mark(&router->questions, frame->time_us,
             claim->asker.family == ADDR_NONE ? REPORT_PROBE : REPORT_QUESTION);
    }
}

void report_frame(struct report *report, const struct frame *frame)
{
    note_time(report, frame->time_us);
    if (frame->kind == FRAME_ADVERT)
        take_advert(report, frame);
    if (frame->kind == FRAME_CLAIM)
        take_claim(report, frame);
}

/* ---- what was found ---- */

static bool is_change(enum verdict verdict)
{
    return verdict == VERDICT_MASTER || verdict == VERDICT_HANDOVER || verdict == VERDICT_TAKEOVER ||
           verdict == VERDICT_PREEMPTION;
}

void report_finding(void *context, const struct finding *finding)
{
    const struct report_router key = {.interface = finding->interface,
                                      .vlan = finding->vlan,
                                      .family = finding->family,
                                      .vrid = finding->vrid};
    struct report *report = context;
    size_t at = find_router(report, &key);

    note_time(report, finding->time_us);
    incidents_take(&report->incidents, finding);
    /* A change is told when it is sure and belongs where it began. */
    if (is_change(finding->verdict) && at < report->router_count)
        report_spans_add(&report->routers[at]->changes,
                         finding->since_us > 0 && finding->since_us < finding->time_us ? finding->since_us
                                                                                       : finding->time_us,
                         (uint8_t)finding->verdict);
}
