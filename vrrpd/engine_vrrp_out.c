/* The vrrp engine's way out: actions of the elections become adverts, page records, rings and announcements.
 * Never decides what is sent, only in which call. */
#include "vrrpd/engine_vrrp_out.h"

#include <string.h>

#include "lib/state_page.h"
#include "vrrpd/engine_vrrp_announce.h"
#include "vrrpd/engine_vrrp_groups.h"
#include "vrrpd/engine_vrrp_probe.h"
#include "vrrpd/vrrp/lease.h"

enum {
    HEARTBEAT_PAUSE_US = 50000,
    LEASE_RING_US =
        LEASE_PAUSE_US + 20000, /* so that the kernel process, woken a little earlier, does not pass */
};

/* An advert is on its way: leases may be renewed by it. Whoever resigned is no MASTER any more. */
static void note_advert(struct engine *engine, size_t index, int64_t now_us)
{
    struct engine_slot *slot = &engine->slots[index];

    if (engine->instances[index].election.memory.state != ELECTION_MASTER)
        return;
    slot->record.advert_sent_us = now_us;
    if (!slot->leased || now_us - slot->lease_rung_us < LEASE_RING_US)
        return;
    slot->lease_rung_us = now_us;
    engine->ring_kernel = true;
}

/* Nothing leaves for what serves for a successor: that the engine runs has to do. */
static void keep_serving(struct engine *engine, int64_t now_us)
{
    bool any = false;

    for (size_t i = 0; i < engine->count && engine->serving; i++) {
        struct engine_slot *slot = &engine->slots[i];

        if (!engine->instances[i].election.memory.serving)
            continue;
        any = true;
        if (!slot->leased || now_us - slot->lease_rung_us < LEASE_RING_US)
            continue;
        slot->lease_rung_us = slot->record.advert_sent_us = now_us;
        engine->ring_kernel = true;
        engine_touch(engine, i);
    }
    engine->serving = any;
}

static void flush_port(struct engine *engine, struct engine_port *port, int64_t now_us)
{
    if (port->fd >= 0)
        advert_socket_send(port->fd, port->out, port->out_count);
    for (size_t i = 0; i < port->out_count; i++) {
        struct instance *instance = &engine->instances[port->out_instance[i]];

        if (port->fd < 0 || port->out[i].result < 0) {
            instance->counters.send_errors++;
            continue;
        }
        instance->counters.adverts_sent++;
        note_advert(engine, (size_t)port->out_instance[i], now_us);
    }
    port->out_count = 0;
}

static void queue_advert(struct engine *engine, size_t index, bool resign, int64_t now_us)
{
    struct engine_port *port = engine_port_of(engine, index);
    struct instance *instance = &engine->instances[index];

    if (instance->advert_size == 0)
        return; /* no source address yet, so nothing was ever sent that needs an answer */
    for (size_t i = 0; i < instance->destination_count; i++) {
        if (port->out_count == port->out_room)
            flush_port(engine, port, now_us);
        port->out_instance[port->out_count] = (int16_t)index;
        port->out[port->out_count++] = (struct advert_socket_out){
            .bytes = resign ? instance_resign(instance, i) : instance_advert(instance, i),
            .size = instance->advert_size,
            .source = instance->expect.own_address,
            .destination = *instance_destination(instance, i),
            .ttl = instance->conf->peer_count > 0 ? instance->conf->ttl : 0};
    }
}

void engine_set_subject(struct engine *engine, size_t index, const char *subject)
{
    struct page_instance *record = &engine->slots[index].record;

    memset(record->last_subject, 0, sizeof(record->last_subject));
    strncpy(record->last_subject, subject, sizeof(record->last_subject) - 1);
}

static void fill_event(const struct page_instance *record, enum page_event_kind kind, int64_t now_us,
                       struct page_event *event)
{
    const struct election_memory *memory = &record->memory;

    memset(event, 0, sizeof(*event));
    event->at_us = now_us;
    event->kind = (uint8_t)kind;
    memcpy(event->subject, record->last_subject, sizeof(event->subject));
    memcpy(event->name, record->name, sizeof(event->name));
    memcpy(event->interface, record->interface, sizeof(event->interface));
    event->family = record->family;
    event->vrid = record->vrid;
    event->priority = memory->drained ? ELECTION_PRIORITY_DRAINED : memory->effective_priority;
}

static void write_event(struct engine *engine, struct page_event *event)
{
    event->sequence = engine->stats.event_count;
    page_write_event(engine->child->page, event);
    engine->stats.event_count++;
    engine->ring_services = true;
}

void engine_report(struct engine *engine, const struct page_instance *record, enum page_event_kind kind,
                   const struct election_transition *transition, int64_t now_us)
{
    struct page_event event;

    fill_event(record, kind, now_us, &event);
    event.transition = *transition;
    write_event(engine, &event);
}

void engine_report_notice(struct engine *engine, size_t index, enum page_event_kind kind,
                          const struct notice *notice, int64_t now_us)
{
    struct page_instance *record = &engine->slots[index].record;
    const struct election_memory *memory = &engine->instances[index].election.memory;
    struct page_event event;

    record->memory = *memory;
    fill_event(record, kind, now_us, &event);
    event.notice = *notice;
    event.transition = (struct election_transition){.from = memory->state,
                                                    .to = memory->state,
                                                    .peer = {notice->peer, notice->priority, 0},
                                                    .silence_us = now_us - notice->since_us};
    write_event(engine, &event);
    engine_touch(engine, index);
}

void engine_report_shot(struct engine *engine, size_t index, const struct fence_shot *shot, int64_t now_us)
{
    struct page_instance *record = &engine->slots[index].record;
    const struct election_memory *memory = &engine->instances[index].election.memory;
    struct page_event event;

    record->memory = *memory;
    fill_event(record, PAGE_EVENT_FENCE, now_us, &event);
    event.shot = *shot;
    event.transition =
        (struct election_transition){.from = memory->state,
                                     .to = memory->state,
                                     .peer = {shot->target.address, (uint8_t)shot->target.priority, 0}};
    write_event(engine, &event);
}

static void report(struct engine *engine, size_t index, enum page_event_kind kind,
                   const struct election_transition *transition, int64_t now_us)
{
    struct engine_slot *slot = &engine->slots[index];

    slot->record.memory = engine->instances[index].election.memory;
    engine_report(engine, &slot->record, kind, transition, now_us);
    if (kind != PAGE_EVENT_TRANSITION)
        return;
    engine->left_master = engine->left_master || transition->from == ELECTION_MASTER;
    slot->record.last_transition = *transition;
    slot->record.last_transition_us = now_us;
}

static void carry_out_one(struct engine *engine, size_t index, const struct election_output *out, size_t i,
                          int64_t now_us)
{
    switch (out->actions[i].kind) {
    case ELECTION_SEND_ADVERT:
        queue_advert(engine, index, false, now_us);
        break;
    case ELECTION_SEND_RESIGN:
        queue_advert(engine, index, true, now_us);
        break;
    case ELECTION_TAKE_ADDRESSES:
        engine->slots[index].record.take_count++;
        engine->ring_kernel = true;
        break;
    case ELECTION_DROP_ADDRESSES:
        engine->ring_kernel = true;
        engine_announce(engine, index, 0);
        break;
    case ELECTION_ANNOUNCE:
        engine_announce(engine, index, out->actions[i].repeat);
        break;
    case ELECTION_REPORT:
        report(engine, index, PAGE_EVENT_TRANSITION, &out->transition, now_us);
        engine_probe_transition(engine, index, &out->transition, now_us);
        break;
    case ELECTION_REPORT_LOWER:
        report(engine, index, PAGE_EVENT_MASTER_RX_LOWER, &out->transition, now_us);
        break;
    case ELECTION_ACTION_COUNT:
        break;
    }
}

void engine_carry_out(struct engine *engine, size_t index, const struct election_output *out, int64_t now_us)
{
    for (size_t i = 0; i < out->count; i++)
        carry_out_one(engine, index, out, i, now_us);
    engine->serving |= engine->instances[index].election.memory.serving;
    engine_touch(engine, index);
    schedule_set(&engine->schedule, index, election_deadline_us(&engine->instances[index].election));
    engine_group_settle(engine, index, now_us);
}

void engine_touch(struct engine *engine, size_t index)
{
    if (engine->slots[index].dirty)
        return;
    engine->slots[index].dirty = true;
    engine->touched[engine->touched_count++] = (uint16_t)index;
}

static void publish(struct engine *engine, size_t index)
{
    struct engine_slot *slot = &engine->slots[index];
    const struct instance *instance = &engine->instances[index];

    slot->record.memory = instance->election.memory;
    slot->record.counters = instance->counters;
    slot->record.source = instance->expect.own_address;
    slot->record.interface_index = engine->links[slot->link].link.index;
    slot->record.last_heard_us = instance->last_heard_us;
    slot->record.deadline_us = instance->election.memory.state == ELECTION_BACKUP
                                   ? election_patience_us(&instance->election)
                                   : election_deadline_us(&instance->election);
    page_write_instance(engine->child->page, engine->child->table, index, &slot->record);
    slot->dirty = false;
}

static void ring(struct engine *engine, enum page_process process, bool *wanted)
{
    if (*wanted)
        state_page_ring(engine->child->bells[process]);
    *wanted = false;
}

static int64_t fastest_us(const struct engine *engine)
{
    int64_t fastest_us = 0;

    for (size_t i = 0; i < engine->count; i++) {
        const struct instance *instance = &engine->instances[i];
        int64_t own_us = instance->conf->advert_interval_us;

        if (instance->election.memory.state == ELECTION_MASTER && (fastest_us == 0 || own_us < fastest_us))
            fastest_us = own_us;
    }
    return fastest_us;
}

/* The supervisor's watchdog looks far less often than adverts come. */
static void beat(struct engine *engine, int64_t now_us)
{
    if (now_us < engine->stats.heartbeat_us + HEARTBEAT_PAUSE_US && !engine->ring_services)
        return;
    engine->stats.heartbeat_us = now_us;
    engine->fastest_us = fastest_us(engine);
    page_write_engine(engine->child->page, &engine->stats);
}

void engine_flush(struct engine *engine, int64_t now_us)
{
    for (size_t i = 0; i < engine->interfaces.count; i++)
        for (size_t n = 0; n < ENGINE_FAMILIES; n++)
            if (engine->links[i].ports[n].out_count > 0)
                flush_port(engine, &engine->links[i].ports[n], now_us);
    keep_serving(engine, now_us);
    for (size_t i = 0; i < engine->touched_count; i++)
        publish(engine, engine->touched[i]);
    engine->touched_count = 0;
    beat(engine, now_us);
    ring(engine, PAGE_KERNEL, &engine->ring_kernel);
    if (engine->ring_services)
        state_page_ring(engine->child->bells[PAGE_RUNNER]); /* the same news */
    ring(engine, PAGE_SERVICES, &engine->ring_services);
    engine_announce_some(engine, now_us);
}
