/* Fencing; see engine_vrrp_fence.h. */
#include "vrrpd/engine_vrrp_fence.h"

#include <string.h>

#include "lib/fence_rule.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/vrrp/fence_proof.h"

bool engine_fence_prepare(struct engine *engine)
{
    const struct conf_fence *conf = &engine->child->conf->global.fence;

    if (conf->command.argc == 0)
        return true;
    engine->fence = fence_rule_new(&(struct fence_options){
        .confirm = conf->confirm, .cooldown_us = conf->cool_down_us, .delay_us = conf->delay_us});
    return engine->fence != NULL;
}

static struct fence_split split_of(const struct engine *engine, size_t index)
{
    const struct instance *instance = &engine->instances[index];
    const struct election_memory *memory = &instance->election.memory;
    struct fence_split split = {.interface = (uint16_t)engine->slots[index].base,
                                .family = instance->conf->family,
                                .vrid = instance->conf->vrid,
                                .interval_us = instance->conf->advert_interval_us,
                                .party_count = 1};

    if (instance->conf->address_count > 0)
        split.vip = instance->conf->addresses[0].address;
    split.parties[0] = (struct fence_party){
        .who = {.address = instance->expect.own_address, .priority = election_priority(&instance->election)},
        .ours = true,
        .last_us = memory->last_sent_us};
    return split;
}

void engine_fence_seen(struct engine *engine, size_t index, const struct packet *packet,
                       enum packet_error verdict, int64_t now_us)
{
    const struct notice *notice = &engine->slots[index].record.conflict.notice;
    struct fence_split split;
    struct fence_party *other;
    struct fence_shot shot;

    if (engine->fence == NULL || !fence_proof(packet, verdict))
        return;
    split = split_of(engine, index);
    other = &split.parties[split.party_count++];
    *other = (struct fence_party){.who = {.address = packet->source, .priority = packet->priority},
                                  .last_us = now_us};
    other->who.has_mac = notice->has_mac;
    memcpy(other->who.mac, notice->mac, sizeof(other->who.mac));
    if (packet->interval_us > split.interval_us)
        split.interval_us = packet->interval_us;
    fence_rule_confirm(engine->fence, &split, now_us);
    while (fence_rule_next(engine->fence, now_us, &shot))
        engine_report_shot(engine, index, &shot, now_us);
}

void engine_fence_heal(struct engine *engine, size_t index)
{
    struct fence_split split;

    if (engine->fence == NULL)
        return;
    split = split_of(engine, index);
    fence_rule_heal(engine->fence, &split);
}
