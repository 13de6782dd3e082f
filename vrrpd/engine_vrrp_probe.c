/* Silent masters; see engine_vrrp_probe.h. */
#include "vrrpd/engine_vrrp_probe.h"

#include <string.h>

#include "lib/loop.h"
#include "vrrpd/engine_vrrp_ask.h"
#include "vrrpd/engine_vrrp_claims.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/vrrp/timers.h"

static void fill_virtual_mac(const struct conf_instance *conf, uint8_t mac[CONF_MAC_SIZE])
{
    const uint8_t standard[CONF_MAC_SIZE] = {0, 0, 0x5E, 0, conf->family == ADDR_IPV6 ? 2 : 1, conf->vrid};

    memcpy(mac, conf->vmac ? conf->vmac_address : standard, CONF_MAC_SIZE);
}

static struct silence_self self_of(const struct engine *engine, size_t index, int64_t now_us)
{
    const struct instance *instance = &engine->instances[index];
    const struct election_memory *memory = &instance->election.memory;
    struct silence_self self = {
        .now_us = now_us,
        .backup = memory->state == ELECTION_BACKUP && instance->conf->address_count > 0,
        .gone = memory->resigned_heard || memory->weaker_heard || memory->serving,
        .master = memory->master.address,
        .priority = memory->master.priority,
        .base_us = memory->down_base_us,
        .interval_us = memory->master.interval_us,
        .patience_us = election_patience_us(&instance->election),
        .mode = instance->conf->on_silent,
        .hold_us = silence_hold_us(instance->conf),
    };

    fill_virtual_mac(instance->conf, self.virtual_mac);
    return self;
}

static void set_veto(struct engine *engine, size_t index, bool veto, int64_t now_us)
{
    struct election *election = &engine->instances[index].election;
    uint8_t vetoes = (uint8_t)(election->memory.vetoes & ~ELECTION_VETO_PROBE);
    struct election_output out = {.count = 0};

    if (veto)
        vetoes |= ELECTION_VETO_PROBE;
    if (vetoes == election->memory.vetoes)
        return;
    election_set_vetoes(election, vetoes);
    engine_carry_out(engine, index, &out, now_us); /* its deadline depends on it */
}

static void act(struct engine *engine, size_t index, unsigned acts, int64_t now_us)
{
    const struct conf_instance *conf = engine->instances[index].conf;
    struct silence *silence = &engine->slots[index].record.silence;

    if (acts & SILENCE_ASK_VIP)
        engine_ask(engine, index, &conf->addresses[0].address);
    if (acts & SILENCE_ASK_MASTER) {
        engine_claims_refresh(engine);
        engine_ask(engine, index, &silence->master);
    }
    if (acts & SILENCE_REPORT)
        engine_report_notice(engine, index, PAGE_EVENT_NOTICE, &silence->notice, now_us);
    set_veto(engine, index, silence->veto, now_us);
}

void engine_probe_adopt(struct engine *engine, size_t index, const struct silence *predecessor,
                        int64_t now_us)
{
    struct silence *silence = &engine->slots[index].record.silence;

    *silence = *predecessor;
    silence_adopt(silence, now_us);
    set_veto(engine, index, silence->veto, now_us);
}

void engine_probe_claim(struct engine *engine, size_t index, const struct claim *claim, int64_t now_us)
{
    struct silence *silence = &engine->slots[index].record.silence;
    struct silence_self self = self_of(engine, index, now_us);

    act(engine, index, silence_answered(silence, &self, &claim->address, claim->mac), now_us);
}

/* One answer serves all that follow the same master. */
void engine_probe_learn(struct engine *engine, const struct claim *claim)
{
    if (claim->kind != CLAIM_REPLY)
        return;
    for (size_t i = 0; i < engine->count; i++) {
        struct engine_slot *slot = &engine->slots[i];

        if (slot->base != claim->interface || !addr_equal(&slot->record.silence.master, &claim->address))
            continue;
        silence_learned(&slot->record.silence, claim->mac);
        engine_touch(engine, i);
    }
}

void engine_probe_heard(struct engine *engine, size_t index, int64_t now_us)
{
    const struct election_memory *memory = &engine->instances[index].election.memory;

    if (memory->state == ELECTION_BACKUP &&
        !addr_equal(&engine->slots[index].record.silence.master, &memory->master.address))
        engine->probe_at_us = now_us;
}

void engine_probe_transition(struct engine *engine, size_t index,
                             const struct election_transition *transition, int64_t now_us)
{
    struct silence *silence = &engine->slots[index].record.silence;

    engine->probe_at_us = now_us;
    if (transition->to == ELECTION_MASTER && transition->reason == ELECTION_MASTER_SILENT &&
        silence_promoted(silence, now_us) & SILENCE_REPORT)
        engine_report_notice(engine, index, PAGE_EVENT_NOTICE, &silence->notice, now_us);
}

void engine_probe_round(struct engine *engine, int64_t now_us)
{
    if (now_us < engine->probe_at_us)
        return;
    engine->probe_at_us = LOOP_FOREVER;
    for (size_t i = 0; i < engine->count; i++) {
        struct silence *silence = &engine->slots[i].record.silence;
        struct silence_self self = self_of(engine, i, now_us);

        act(engine, i, silence_tick(silence, &self), now_us);
        engine->probe_at_us = timers_earlier_us(engine->probe_at_us, silence_deadline_us(silence, &self));
    }
}
