/* Adverts: who sent what from where, and what follows from it for the mastership. */
#include "vrrpwatch/observe_advert.h"

#include <stdlib.h>
#include <string.h>

enum {
    JITTER_SHARE = 16, /* RFC 3550 6.4.1 */
    PRIORITY_OWNER = 255,
    ESTABLISHED = 3, /* adverts after which a master is no newcomer */
    SWITCHES = 4,    /* to and fro between two MACs: two nodes, not a move */
};

static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * 0xff51afd7ed558ccdu;
    return sum ^ sum >> 32;
}

static uint64_t digest(const struct observe *observe, const struct packet *advert)
{
    uint64_t word;

    if (advert->auth_type == PACKET_AUTH_NONE)
        return 0;
    memcpy(&word, advert->auth_data, sizeof(word));
    return mix(mix(observe->options.salt, word), observe->options.salt);
}

static uint64_t signature(const struct packet *advert)
{
    uint64_t auth, sum = (uint64_t)advert->version << 56 | (uint64_t)advert->auth_type << 48 |
                         (uint64_t)advert->checksum << 40 | (uint64_t)advert->ttl << 32 |
                         advert->trailing_bytes;

    memcpy(&auth, advert->auth_data, sizeof(auth));
    return mix(mix(sum, auth), (uint64_t)advert->interval_us);
}

static void take_fields(const struct observe *observe, struct source *source, const struct packet *advert)
{
    uint64_t print = signature(advert);

    if (print == source->signature)
        return;
    source->signature = print;
    source->version = advert->version;
    source->auth_type = advert->auth_type;
    source->auth_digest = digest(observe, advert);
    source->checksum = advert->checksum;
    source->ttl = advert->ttl;
    source->interval_us = advert->interval_us > 0 ? advert->interval_us : 1;
    source->trailing_bytes = (uint16_t)advert->trailing_bytes;
    if (observe->options.show_secrets)
        memcpy(source->auth_data, advert->auth_data, sizeof(source->auth_data));
}

/* A unicast sender sends one advert to each of its peers: copies count once. */
static bool is_copy(const struct observe *observe, struct source *source, const struct packet *advert)
{
    size_t i = 0;
    struct addr known;

    if (source->destination_count > 0 && addr_equal(&source->destinations[0], &advert->destination))
        return false;
    while (i < source->destination_count && !addr_equal(&source->destinations[i], &advert->destination))
        i++;
    if (i == source->destination_count && i < SOURCE_DESTINATIONS_MAX)
        source->destination_count++;
    if (i == SOURCE_DESTINATIONS_MAX)
        i--;
    known = advert->destination;
    memmove(source->destinations + 1, source->destinations, i * sizeof(known));
    source->destinations[0] = known;
    return source->adverts > 0 && observe->now_us - source->last_us < source->interval_us / 2;
}

static void take_mac(const struct observe *observe, struct source *source, const struct frame *frame)
{
    struct source_mac *first = &source->macs[0], found = {.adverts = 0};
    size_t i = 0;

    if (!frame->has_mac)
        return;
    if (source->mac_count == 0 || memcmp(first->mac, frame->mac, FRAME_MAC_SIZE) != 0) {
        while (i < source->mac_count && memcmp(source->macs[i].mac, frame->mac, FRAME_MAC_SIZE) != 0)
            i++;
        if (i < source->mac_count)
            found = source->macs[i];
        else if (source->mac_count < SOURCE_MACS_MAX)
            source->mac_count++;
        else
            i--;
        if (source->mac_count > 1) {
            source->mac_switches = found.adverts > 0 ? source->mac_switches + 1 : 0;
            source->mac_switched_us = observe->now_us;
        }
        memcpy(found.mac, frame->mac, FRAME_MAC_SIZE);
        memmove(source->macs + 1, source->macs, i * sizeof(found));
        *first = found;
    }
    first->adverts++;
    first->last_us = observe->now_us;
}

/* Its overlap, if any, is settled when it is this router's turn. */
static void resign(struct observe *observe, struct router *router, struct source *source)
{
    source->resigned_us = observe->now_us;
    /* An election follows, in which others may cross once more. */
    for (struct source *other = router->sources; other != NULL; other = other->next)
        if (!other->overlap.certain)
            other->overlap.turns = 0;
    if (router->private->overlapped)
        observe_overlap_settle(observe, router);
    observe_wake_router(observe, router, observe->now_us);
}

static void other_is_heard(struct observe *observe, struct router *router, struct source *source)
{
    struct source *master = router->master;
    int64_t silent_us = observe->now_us - master->last_us;

    if (master->resigned_us != 0) {
        observe_take_over(observe, router, source, VERDICT_HANDOVER);
        return;
    }
    /* A backup waits three intervals and its skew; what is a little early is the clocks' difference. */
    if (!source->overlap.certain && silent_us > 3 * master->interval_us - master->interval_us / 8) {
        observe_take_over(observe, router, source, VERDICT_TAKEOVER);
        return;
    }
    if (source->adverts == 1 && source->priority == PRIORITY_OWNER && master->adverts >= ESTABLISHED &&
        master->priority != PRIORITY_OWNER && !observe_set_holds(source->vips, &source->address))
        observe_open(observe, VERDICT_ROGUE, CAUSE_B12, SEVERITY_CRITICAL,
                     &(struct subject){.router = router, .winner = master, .other = source});
    observe_overlap_other(observe, router, source);
}

static void is_heard(struct observe *observe, struct router *router, struct source *source, int64_t gap_us)
{
    if (router->master == NULL) {
        const struct source *last = router->private->last_master;
        bool resigned = last != NULL && last->resigned_us != 0;

        observe_take_over(observe, router, source,
                          !router->private->had_master ? VERDICT_MASTER
                          : resigned                   ? VERDICT_HANDOVER
                                                       : VERDICT_TAKEOVER);
        return;
    }
    if (router->master != source) {
        other_is_heard(observe, router, source);
        return;
    }
    if (gap_us > 0)
        observe_gap(observe, router, source, gap_us);
    if (router->private->overlapped)
        observe_overlap_master(observe, router);
    if (router->private->suspected)
        observe_suspects(observe, router);
    if (router->private->shares_vip)
        observe_check_shared(observe, router);
}

/* Facts that hold for one source, whoever else there is. */
static void check_source(struct observe *observe, struct router *router, struct source *source)
{
    const struct subject subject = {.router = router, .other = source};

    if (source->ttl != PACKET_TTL && addr_is_multicast(&source->destinations[0]))
        observe_open(observe, VERDICT_MISMATCH, CAUSE_B7, SEVERITY_WARNING, &subject);
    if (source->mac_switches >= SWITCHES)
        observe_open(observe, VERDICT_SPLIT, CAUSE_B10, SEVERITY_CRITICAL, &subject);
}

void observe_advert_piece(struct observe *observe, struct router *router, struct source *source)
{
    source->pieces++;
    /* Its priority is not known, it may have resigned, or this one was forged: a single one tells nothing. */
    if (source->adverts == 0 || source->resigned_us != 0 || source->pieces < 2)
        return;
    source->last_us = observe->now_us;
    router->last_us = observe->now_us;
    is_heard(observe, router, source, 0);
}

void observe_advert(struct observe *observe, const struct frame *frame)
{
    const struct packet *advert = &frame->advert;
    struct router *router = observe_router(observe, frame, advert->source.family, advert->vrid);
    struct source *source;
    int64_t gap_us;
    bool made;

    if (router == NULL || (source = observe_source(observe, router, &advert->source, &made)) == NULL)
        return;
    take_fields(observe, source, advert);
    take_mac(observe, source, frame);
    if (is_copy(observe, source, advert) || !observe_take_vips(observe, source, advert))
        return;
    gap_us = source->adverts > 0 ? observe->now_us - source->last_us : 0;
    if (gap_us > 0 && source->resigned_us == 0 && gap_us > observe_down_us(source))
        source->away_us = gap_us;
    source->adverts++;
    source->pieces = 0;
    source->last_us = observe->now_us;
    router->adverts++;
    router->last_us = observe->now_us;
    observe_touch(observe, source);
    if (advert->priority == 0) {
        resign(observe, router, source);
        return;
    }
    source->priority = advert->priority;
    source->resigned_us = 0;
    is_heard(observe, router, source, gap_us);
    if (source->ttl != PACKET_TTL || source->mac_switches >= SWITCHES)
        check_source(observe, router, source);
}
