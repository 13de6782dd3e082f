/* Announcements; see engine_vrrp_announce.h. */
#include "vrrpd/engine_vrrp_announce.h"

#include <string.h>

#include "lib/announce.h"
#include "lib/loop.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/os/announce_socket.h"

/* Frames of one turn, sent when the batch is full. */
struct burst {
    struct announce_socket_out out[ANNOUNCE_SOCKET_BATCH];
    uint8_t frames[ANNOUNCE_SOCKET_BATCH][ANNOUNCE_NA_SIZE];
    size_t count;
};

void engine_announce(struct engine *engine, size_t index, uint8_t rounds)
{
    const struct conf_instance *conf = engine->instances[index].conf;
    struct engine_slot *slot = &engine->slots[index];

    slot->announce_rounds = rounds;
    slot->announce_next = 0;
    if (rounds == 0 || conf->address_count + conf->excluded_count == 0)
        return; /* its place in the list is given up when its turn comes */
    if (!slot->announcing)
        engine->announcing[engine->announcing_count++] = (uint16_t)index;
    slot->announcing = true;
    engine->announce_at_us = 0;
}

static const struct conf_address *address_at(const struct conf_instance *conf, size_t i)
{
    return i < conf->address_count ? &conf->addresses[i] : &conf->excluded[i - conf->address_count];
}

static void burst_add(struct burst *burst, const struct conf_address *address, const struct page_link *link)
{
    struct announce_socket_out *out = &burst->out[burst->count];
    uint8_t *frame = burst->frames[burst->count];

    if (address->address.family == ADDR_IPV6) {
        announce_na(&address->address, link->mac, true, frame);
        *out = (struct announce_socket_out){
            .frame = frame, .size = ANNOUNCE_NA_SIZE, .interface_index = link->index};
    } else {
        announce_arp(&address->address, link->mac, frame);
        *out = (struct announce_socket_out){
            .frame = frame, .size = ANNOUNCE_ARP_SIZE, .interface_index = link->index};
    }
    burst->count++;
}

static int64_t pace_us(const struct conf_instance *conf, const struct conf_address *address)
{
    return address->address.family == ADDR_IPV6 ? conf->garp.na_interval_us : conf->garp.interval_us;
}

/* Round by round: every address once before any address twice. Returns when this instance may go on: now when
 * only the batch was full, later when its interface is paced, LOOP_FOREVER when it is done. */
static int64_t announce_one(struct engine *engine, size_t index, struct burst *burst, int64_t now_us)
{
    const struct conf_instance *conf = engine->instances[index].conf;
    struct engine_slot *slot = &engine->slots[index];
    size_t count = conf->address_count + conf->excluded_count;

    while (slot->announce_rounds > 0) {
        const struct conf_address *address = address_at(conf, slot->announce_next);
        int number = interfaces_find(&engine->interfaces, address->interface);
        struct engine_link *link = &engine->links[number];
        int64_t *paced_us = &link->announce_at_us[address->address.family == ADDR_IPV6];

        if (burst->count == ANNOUNCE_SOCKET_BATCH)
            return now_us;
        if (now_us < *paced_us)
            return *paced_us;
        if (link->link.index != 0 && link->link.has_mac) { /* else nobody asks for it by ARP */
            burst_add(burst, address, &link->link);
            *paced_us = now_us + pace_us(conf, address);
        }
        if (++slot->announce_next == count) {
            slot->announce_next = 0;
            slot->announce_rounds--;
        }
    }
    slot->announcing = false;
    return LOOP_FOREVER;
}

/* Whoever came first lets the others go first next time: a long list must not hold up the short ones. */
static void rotate(struct engine *engine)
{
    uint16_t first = engine->announcing[0];

    if (engine->announcing_count < 2)
        return;
    memmove(engine->announcing, engine->announcing + 1,
            (engine->announcing_count - 1) * sizeof(*engine->announcing));
    engine->announcing[engine->announcing_count - 1] = first;
}

void engine_announce_some(struct engine *engine, int64_t now_us)
{
    struct burst burst;
    size_t kept = 0;

    if (engine->announcing_count == 0 || now_us < engine->announce_at_us)
        return;
    burst.count = 0;
    engine->announce_at_us = LOOP_FOREVER;
    for (size_t i = 0; i < engine->announcing_count; i++) {
        uint16_t index = engine->announcing[i];
        int64_t again_us = announce_one(engine, index, &burst, now_us);

        if (again_us == LOOP_FOREVER)
            continue;
        engine->announcing[kept++] = index;
        if (again_us < engine->announce_at_us)
            engine->announce_at_us = again_us;
    }
    engine->announcing_count = kept;
    rotate(engine);
    announce_socket_send(engine->child->announce, burst.out, burst.count);
}

/* To announce what has run out would draw traffic to where nobody answers. */
static void lose_addresses(struct engine *engine, size_t index)
{
    struct election *election = &engine->instances[index].election;

    if (!election->memory.addresses_ready)
        return;
    election_addresses_lost(election);
    engine_announce(engine, index, 0);
    engine_touch(engine, index);
}

void engine_announce_look(struct engine *engine, int64_t now_us)
{
    for (size_t i = 0; i < engine->count; i++) {
        struct engine_slot *slot = &engine->slots[i];
        struct instance *instance = &engine->instances[i];
        struct page_installed installed;
        struct election_output out;

        if (instance->election.memory.state != ELECTION_MASTER ||
            !page_read_installed(engine->child->page, engine->child->table, i, &installed) ||
            installed.take_count != slot->record.take_count)
            continue;
        if (installed.present == 0) {
            lose_addresses(engine, i);
            continue;
        }
        if (instance->election.memory.addresses_ready && installed.changed == slot->changed_seen)
            continue;
        slot->changed_seen = installed.changed;
        election_addresses_ready(&instance->election, now_us, &out);
        engine_carry_out(engine, i, &out, now_us);
    }
}
