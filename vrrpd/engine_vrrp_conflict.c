/* Conflicts; see engine_vrrp_conflict.h. */
#include "vrrpd/engine_vrrp_conflict.h"

#include <string.h>

#include "lib/loop.h"
#include "vrrpd/engine_vrrp_announce.h"
#include "vrrpd/engine_vrrp_ask.h"
#include "vrrpd/engine_vrrp_fence.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/vrrp/timers.h"

static const int64_t calm_least_us = 1000000;

static struct conflict_self self_of(const struct engine *engine, size_t index, int64_t now_us)
{
    const struct instance *instance = &engine->instances[index];
    const struct conf_instance *conf = instance->conf;
    int64_t calm_us = conf->garp.lower_prio_delay_us;

    return (struct conflict_self){
        .now_us = now_us,
        .master_since_us = instance->election.memory.since_us,
        .interval_us = conf->advert_interval_us,
        .down_us = timers_down_us(conf->version, election_priority(&instance->election),
                                  conf->advert_interval_us, conf->down_adverts),
        .calm_us = calm_us > calm_least_us ? calm_us : calm_least_us,
    };
}

static void ask(struct engine *engine, size_t index)
{
    const struct conf_instance *conf = engine->instances[index].conf;
    const struct notice *notice = &engine->slots[index].record.conflict.notice;

    if (notice->vip.family != ADDR_NONE)
        engine_ask(engine, index, &notice->vip);
    else if (conf->address_count > 0)
        engine_ask(engine, index, &conf->addresses[0].address);
}

static void act(struct engine *engine, size_t index, unsigned acts, int64_t now_us)
{
    struct conflict *conflict = &engine->slots[index].record.conflict;
    uint8_t repeat = engine->instances[index].conf->garp.lower_prio_repeat;

    if (acts & CONFLICT_ANNOUNCE && repeat > 0)
        engine_announce(engine, index, repeat);
    if (acts & CONFLICT_ASK)
        ask(engine, index);
    if (acts & CONFLICT_REPORT)
        engine_report_notice(engine, index, PAGE_EVENT_NOTICE, &conflict->notice, now_us);
    if (acts & CONFLICT_REPORT && conflict->notice.phase == NOTICE_CLOSED)
        engine_fence_heal(engine, index);
    if (acts & CONFLICT_CONFIRM)
        engine_report_notice(engine, index, PAGE_EVENT_MASTER_CONFIRMED, &conflict->notice, now_us);
    engine->conflict_at_us = timers_earlier_us(engine->conflict_at_us, conflict_deadline_us(conflict));
}

/* Whether an advert lists an address of ours. */
static bool shares(const struct conf_instance *conf, const struct packet *packet)
{
    for (size_t i = 0; i < packet->address_count; i++) {
        struct addr listed = packet_address(packet, i);

        for (size_t n = 0; n < conf->address_count; n++)
            if (addr_equal(&listed, &conf->addresses[n].address))
                return true;
    }
    return packet->address_count == 0 || conf->address_count == 0;
}

void engine_conflict_advert(struct engine *engine, size_t index, const struct packet *packet,
                            enum packet_error verdict, int64_t now_us)
{
    struct conflict *conflict = &engine->slots[index].record.conflict;
    struct conflict_self self = self_of(engine, index, now_us);
    struct conflict_advert advert = {.shares = true, .error = verdict};

    if (packet != NULL) {
        if (packet->priority == ELECTION_PRIORITY_RESIGN)
            return;
        advert.decoded = true;
        advert.source = packet->source;
        advert.priority = packet->priority;
        advert.interval_us = packet->interval_us;
        advert.shares = verdict == PACKET_OK || shares(engine->instances[index].conf, packet);
    }
    act(engine, index, conflict_heard(conflict, &self, &advert), now_us);
    if (packet != NULL && advert.shares && conflict->notice.phase != NOTICE_CLOSED)
        engine_fence_seen(engine, index, packet, verdict, now_us);
}

/* The one that we followed when we were BACKUP. */
static bool was_master(const struct engine *engine, size_t index, const uint8_t mac[CONF_MAC_SIZE])
{
    const struct silence *silence = &engine->slots[index].record.silence;

    return silence->has_mac && memcmp(silence->mac, mac, CONF_MAC_SIZE) == 0;
}

void engine_conflict_claim(struct engine *engine, size_t index, const struct claim *claim, int64_t now_us)
{
    struct conflict *conflict = &engine->slots[index].record.conflict;
    struct conflict_self self = self_of(engine, index, now_us);

    if (!engine->instances[index].election.memory.addresses_ready)
        return;
    act(engine, index,
        conflict_claimed(conflict, &self, &claim->address, claim->mac, was_master(engine, index, claim->mac)),
        now_us);
}

void engine_conflict_round(struct engine *engine, int64_t now_us)
{
    if (now_us < engine->conflict_at_us)
        return;
    engine->conflict_at_us = LOOP_FOREVER;
    for (size_t i = 0; i < engine->count; i++) {
        struct conflict *conflict = &engine->slots[i].record.conflict;
        bool master = engine->instances[i].election.memory.state == ELECTION_MASTER;

        act(engine, i, conflict_tick(conflict, master, now_us), now_us);
    }
}
