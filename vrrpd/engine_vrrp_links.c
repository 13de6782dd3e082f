/* The vrrp engine's interfaces: sockets that live and die with them, and the adverts they bring. */
#include "vrrpd/engine_vrrp_links.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/os/message.h"

enum { DRAIN_BATCHES = 64 }; /* more than any receive buffer holds */

static enum packet_error decode(const struct advert_socket_in *in, bool complete, struct packet *packet)
{
    enum packet_error error = in->family == ADDR_IPV6 ? packet_decode(in->bytes, in->size, &in->source,
                                                                      &in->destination, in->ttl, packet)
                                                      : packet_decode_ipv4(in->bytes, in->size, packet);

    return complete ? error : PACKET_TRUNCATED;
}

static void receive(struct engine_link *link, const struct advert_socket_in *in, bool complete,
                    int64_t now_us)
{
    struct engine *engine = link->engine;
    struct packet packet;
    struct election_output out;
    enum packet_error error = decode(in, complete, &packet);
    int index = packet.vrid != 0 ? link->by_vrid[packet.vrid] : ENGINE_NO_INSTANCE;

    if (index == ENGINE_NO_INSTANCE) {
        engine->stats.unattributed[error == PACKET_OK ? PACKET_UNKNOWN_VRID : error]++;
        return;
    }
    if (instance_receive(&engine->instances[index], &packet, error, now_us, &out) == PACKET_OK)
        engine_carry_out(engine, (size_t)index, &out, now_us);
    else
        engine_touch(engine, (size_t)index);
}

void engine_link_drain(struct engine_link *link)
{
    struct advert_socket_batch *batch = link->engine->batch;

    link->readable = false;
    for (int round = 0; round < DRAIN_BATCHES; round++) {
        int count = advert_socket_receive(link->fd, batch);
        int64_t now_us = clock_now_us();

        for (int i = 0; i < count; i++) {
            struct advert_socket_in in;
            bool complete = advert_socket_packet(batch, i, &in);

            receive(link, &in, complete, now_us);
        }
        if (count < ADVERT_SOCKET_BATCH)
            return;
    }
}

/* Only noted: the round decides when to read. */
static void readable(void *context, int fd)
{
    struct engine_link *link = context;

    (void)fd;
    link->readable = link->engine->readable = true;
}

static int inherited_socket(struct child *child, int interface_index)
{
    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++) {
        if (child->sockets[i].interface_index == interface_index) {
            child->sockets[i].interface_index = 0;
            return child->sockets[i].fd;
        }
    }
    return -1;
}

static void close_socket(struct engine *engine, struct engine_link *link)
{
    if (link->fd < 0)
        return;
    loop_remove(engine->loop, link->fd);
    close(link->fd);
    link->fd = -1;
    link->readable = false;
    message_send(engine->child->supervisor, MESSAGE_SOCKET_CLOSED, link->link.index, -1);
}

/* Which VRIDs and groups this link's instances listen to. */
static int tune(struct engine *engine, struct engine_link *link)
{
    struct advert_socket_vrids vrids = {{0}};

    for (int vrid = 1; vrid < 256; vrid++) {
        const struct conf_instance *conf;
        int error;

        if (link->by_vrid[vrid] == ENGINE_NO_INSTANCE)
            continue;
        conf = engine->instances[link->by_vrid[vrid]].conf;
        vrids.words[vrid / 32] |= 1U << (vrid % 32);
        error = advert_socket_join(link->fd, link->link.index, &conf->group);
        if (error < 0)
            return error;
    }
    return advert_socket_filter(link->fd, ADDR_IPV4, &vrids);
}

static void open_socket(struct engine *engine, struct engine_link *link)
{
    int error = 0;

    if (!link->carries || link->fd >= 0 || link->link.index == 0)
        return;
    link->fd = inherited_socket(engine->child, link->link.index);
    if (link->fd < 0) {
        error = advert_socket_open(link->link.name, link->link.index, ADDR_IPV4, &link->fd);
        if (error == 0)
            message_send(engine->child->supervisor, MESSAGE_SOCKET, link->link.index, link->fd);
    }
    if (error == 0)
        error = tune(engine, link);
    if (error == 0)
        error = loop_add(engine->loop, link->fd, readable, link);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "%s: no advert socket: %s", link->link.name, strerror(-error));
        close_socket(engine, link);
    }
}

enum election_reason engine_link_fault(const struct engine_link *link, const struct conf_instance *conf,
                                       struct addr *source)
{
    *source = conf->source.family != ADDR_NONE ? conf->source : link->link.source;
    if (link->link.index == 0 || link->fd < 0)
        return ELECTION_NO_INTERFACE;
    if (!link->link.running)
        return ELECTION_LINK_DOWN;
    return source->family == ADDR_NONE ? ELECTION_NO_ADDRESS : ELECTION_REASON_NONE;
}

/* The ready-made priority 0 advert for the day this process cannot send one itself. */
static void keep_resign(struct engine *engine, size_t index)
{
    struct engine_slot *slot = &engine->slots[index];
    const struct instance *instance = &engine->instances[index];

    if (slot->record.resign_offset + instance->advert_size > PAGE_FRAME_BYTES)
        return;
    memcpy(page_frames(engine->child->page, engine->child->table) + slot->record.resign_offset,
           instance->resign, instance->advert_size);
    slot->record.resign_size = (uint32_t)instance->advert_size;
}

bool engine_set_source(struct engine *engine, size_t index, const struct addr *source)
{
    struct instance *instance = &engine->instances[index];
    const struct engine_link *link = &engine->links[engine->slots[index].link];

    if (addr_equal(source, &instance->expect.own_address) && instance->advert_size > 0)
        return true;
    if (!instance_set_source(instance, source, link->link.mtu))
        return false;
    keep_resign(engine, index);
    engine_touch(engine, (size_t)index);
    return true;
}

/* One event at most of each kind, in the order fault, start, recovery. */
static void tell_election(struct engine *engine, size_t index, bool recreated, int64_t now_us)
{
    struct instance *instance = &engine->instances[index];
    struct election_output out;
    struct addr source;
    enum election_reason fault =
        engine_link_fault(&engine->links[engine->slots[index].link], instance->conf, &source);

    if (fault == ELECTION_REASON_NONE && !engine_set_source(engine, index, &source))
        fault = ELECTION_NO_ADDRESS;
    if (instance->election.memory.state == ELECTION_INIT) {
        election_start(&instance->election, &source, fault, now_us, &out);
        engine_carry_out(engine, index, &out, now_us);
        return;
    }
    if (fault != ELECTION_REASON_NONE || recreated) {
        election_fault(&instance->election, fault != ELECTION_REASON_NONE ? fault : ELECTION_NO_INTERFACE,
                       now_us, &out);
        engine_carry_out(engine, index, &out, now_us);
    }
    if (fault == ELECTION_REASON_NONE) {
        election_recover(&instance->election, &source, now_us, &out);
        engine_carry_out(engine, index, &out, now_us);
    }
}

void engine_link_inherit(struct engine *engine, size_t index, const struct page_link *link)
{
    engine->links[index].link = *link;
    open_socket(engine, &engine->links[index]);
}

void engine_link_update(struct engine *engine, size_t index, const struct page_link *link, int64_t now_us)
{
    struct engine_link *own = &engine->links[index];
    bool recreated = own->link.index != 0 && own->link.index != link->index;

    if (recreated)
        close_socket(engine, own);
    own->link = *link;
    open_socket(engine, own);
    for (size_t i = 0; i < engine->count; i++)
        if (engine->slots[i].link == index)
            tell_election(engine, i, recreated, now_us);
}
