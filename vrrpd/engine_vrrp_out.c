/* The vrrp engine's way out: actions of the elections become adverts, page records, rings and announcements.
 * Never decides what is sent, only in which call. */
#include "vrrpd/engine_vrrp_out.h"

#include <string.h>

#include "lib/announce.h"
#include "lib/state_page.h"
#include "vrrpd/os/announce_socket.h"

enum { HEARTBEAT_PAUSE_US = 50000 };

static void flush_link(struct engine *engine, struct engine_link *link)
{
    if (link->fd >= 0)
        advert_socket_send(link->fd, link->out, link->out_count);
    for (size_t i = 0; i < link->out_count; i++) {
        struct instance *instance = &engine->instances[link->out_instance[i]];

        if (link->fd < 0 || link->out[i].result < 0)
            instance->counters.send_errors++;
        else
            instance->counters.adverts_sent++;
    }
    link->out_count = 0;
}

static void queue_advert(struct engine *engine, size_t index, const uint8_t *bytes)
{
    struct engine_link *link = &engine->links[engine->slots[index].link];
    struct instance *instance = &engine->instances[index];

    if (instance->advert_size == 0 || bytes == NULL)
        return; /* no source address yet, so nothing was ever sent that needs an answer */
    if (link->out_count == link->out_room)
        flush_link(engine, link);
    link->out_instance[link->out_count] = (int16_t)index;
    link->out[link->out_count++] = (struct advert_socket_out){.bytes = bytes,
                                                              .size = instance->advert_size,
                                                              .source = instance->expect.own_address,
                                                              .destination = instance->conf->group};
}

void engine_report(struct engine *engine, const struct page_instance *record, uint8_t priority,
                   const struct election_transition *transition, int64_t now_us)
{
    struct page_event event;

    memset(&event, 0, sizeof(event));
    event.sequence = engine->stats.event_count;
    event.at_us = now_us;
    memcpy(event.name, record->name, sizeof(event.name));
    memcpy(event.interface, record->interface, sizeof(event.interface));
    event.family = record->family;
    event.vrid = record->vrid;
    event.priority = priority;
    event.transition = *transition;
    page_write_event(engine->child->page, &event);
    engine->stats.event_count++;
    engine->ring_services = true;
}

static void report(struct engine *engine, size_t index, const struct election_transition *transition,
                   int64_t now_us)
{
    struct engine_slot *slot = &engine->slots[index];

    engine_report(engine, &slot->record, election_priority(&engine->instances[index].election), transition,
                  now_us);
    slot->record.last_transition = *transition;
    slot->record.last_transition_us = now_us;
}

void engine_carry_out(struct engine *engine, size_t index, const struct election_output *out, int64_t now_us)
{
    struct engine_slot *slot = &engine->slots[index];
    struct instance *instance = &engine->instances[index];

    for (size_t i = 0; i < out->count; i++) {
        switch (out->actions[i].kind) {
        case ELECTION_SEND_ADVERT:
            queue_advert(engine, index, instance_advert(instance));
            break;
        case ELECTION_SEND_RESIGN:
            queue_advert(engine, index, instance->resign);
            break;
        case ELECTION_TAKE_ADDRESSES:
            slot->record.take_count++;
            engine->ring_kernel = true;
            break;
        case ELECTION_DROP_ADDRESSES:
            engine->ring_kernel = true;
            break;
        case ELECTION_ANNOUNCE:
            slot->announce_rounds = out->actions[i].repeat;
            break;
        case ELECTION_REPORT:
            report(engine, index, &out->transition, now_us);
            break;
        case ELECTION_REPORT_LOWER:
        case ELECTION_ACTION_COUNT:
            break;
        }
    }
    engine_touch(engine, index);
    schedule_set(&engine->schedule, index, election_deadline_us(&instance->election));
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
    slot->record.deadline_us = election_deadline_us(&instance->election);
    page_write_instance(engine->child->page, engine->child->table, index, &slot->record);
    slot->dirty = false;
}

/* Frames of one burst, sent when the batch is full. */
struct burst {
    struct announce_socket_out out[ANNOUNCE_SOCKET_BATCH];
    uint8_t frames[ANNOUNCE_SOCKET_BATCH][ANNOUNCE_ARP_SIZE];
    size_t count;
    int fd;
};

static void burst_send(struct burst *burst)
{
    announce_socket_send(burst->fd, burst->out, burst->count);
    burst->count = 0;
}

static void burst_add(struct engine *engine, struct burst *burst, const struct conf_address *address)
{
    int number = interfaces_find(&engine->interfaces, address->interface);
    const struct page_link *link = &engine->links[number].link;

    if (link->index == 0 || !link->has_mac || address->address.family != ADDR_IPV4)
        return; /* nobody asks for this address by ARP */
    announce_arp(&address->address, link->mac, burst->frames[burst->count]);
    burst->out[burst->count] = (struct announce_socket_out){
        .frame = burst->frames[burst->count], .size = ANNOUNCE_ARP_SIZE, .interface_index = link->index};
    if (++burst->count == ANNOUNCE_SOCKET_BATCH)
        burst_send(burst);
}

/* Round by round: every address once before any address twice. */
static void announce(struct engine *engine, size_t index)
{
    const struct conf_instance *conf = engine->instances[index].conf;
    struct burst burst = {.fd = engine->child->announce};

    for (; engine->slots[index].announce_rounds > 0; engine->slots[index].announce_rounds--) {
        for (size_t i = 0; i < conf->address_count; i++)
            burst_add(engine, &burst, &conf->addresses[i]);
        for (size_t i = 0; i < conf->excluded_count; i++)
            burst_add(engine, &burst, &conf->excluded[i]);
    }
    burst_send(&burst);
}

static void ring(struct engine *engine, enum page_process process, bool *wanted)
{
    if (*wanted)
        state_page_ring(engine->child->bells[process]);
    *wanted = false;
}

/* The supervisor's watchdog looks far less often than adverts come. */
static void beat(struct engine *engine, int64_t now_us)
{
    if (now_us < engine->stats.heartbeat_us + HEARTBEAT_PAUSE_US && !engine->ring_services)
        return;
    engine->stats.heartbeat_us = now_us;
    page_write_engine(engine->child->page, &engine->stats);
}

void engine_flush(struct engine *engine, int64_t now_us)
{
    for (size_t i = 0; i < engine->interfaces.count; i++)
        if (engine->links[i].out_count > 0)
            flush_link(engine, &engine->links[i]);
    for (size_t i = 0; i < engine->touched_count; i++)
        publish(engine, engine->touched[i]);
    beat(engine, now_us);
    ring(engine, PAGE_KERNEL, &engine->ring_kernel);
    ring(engine, PAGE_SERVICES, &engine->ring_services);
    for (size_t i = 0; i < engine->touched_count; i++)
        if (engine->slots[engine->touched[i]].announce_rounds > 0)
            announce(engine, engine->touched[i]);
    engine->touched_count = 0;
}
