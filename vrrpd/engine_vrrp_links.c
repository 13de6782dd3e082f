/* The vrrp engine's interfaces; see engine_vrrp_links.h. */
#include "vrrpd/engine_vrrp_links.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_vrrp_conflict.h"
#include "vrrpd/engine_vrrp_groups.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/engine_vrrp_probe.h"
#include "vrrpd/os/message.h"

enum { DRAIN_BATCHES = 64 }; /* more than any receive buffer holds */

/* A host that booted a moment ago: its switch ports may not forward yet. */
static const int64_t fresh_boot_us = 120 * INT64_C(1000000);

static enum packet_error decode(const struct advert_socket_in *in, bool complete, struct packet *packet)
{
    enum packet_error error = in->family == ADDR_IPV6 ? packet_decode(in->bytes, in->size, &in->source,
                                                                      &in->destination, in->ttl, packet)
                                                      : packet_decode_ipv4(in->bytes, in->size, packet);

    return complete ? error : PACKET_TRUNCATED;
}

static void receive(struct engine_port *port, const struct advert_socket_in *in, bool complete,
                    int64_t now_us)
{
    struct engine *engine = port->link->engine;
    struct packet packet;
    struct election_output out;
    enum packet_error error = decode(in, complete, &packet), verdict;
    int index = packet.vrid != 0 ? port->by_vrid[packet.vrid] : ENGINE_NO_INSTANCE;

    if (index == ENGINE_NO_INSTANCE) {
        engine->stats.unattributed[error == PACKET_OK ? PACKET_UNKNOWN_VRID : error]++;
        return;
    }
    engine_group_steel(engine, (size_t)index, now_us);
    verdict = instance_receive(&engine->instances[index], &packet, error, now_us, &out);
    if (verdict == PACKET_OK)
        engine_carry_out(engine, (size_t)index, &out, now_us);
    else
        engine_touch(engine, (size_t)index);
    engine_probe_heard(engine, (size_t)index, now_us);
    if (engine->instances[index].election.memory.state == ELECTION_MASTER)
        engine_conflict_advert(engine, (size_t)index, error == PACKET_OK ? &packet : NULL, verdict, now_us);
}

void engine_port_drain(struct engine_port *port)
{
    struct advert_socket_batch *batch = port->link->engine->batch;

    port->readable = false;
    for (int round = 0; round < DRAIN_BATCHES; round++) {
        int count = advert_socket_receive(port->fd, batch);
        int64_t now_us = clock_now_us();

        for (int i = 0; i < count; i++) {
            struct advert_socket_in in;
            bool complete = advert_socket_packet(batch, i, &in);

            receive(port, &in, complete, now_us);
        }
        if (count < ADVERT_SOCKET_BATCH)
            return;
    }
}

/* Only noted: the round decides when to read. */
static void readable(void *context, int fd)
{
    struct engine_port *port = context;

    (void)fd;
    port->readable = port->link->engine->readable = true;
}

static int inherited_socket(struct child *child, int interface_index, uint8_t family)
{
    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++) {
        struct child_socket *socket = &child->sockets[i];

        if (socket->interface_index == interface_index && socket->family == family) {
            socket->interface_index = 0;
            return socket->fd;
        }
    }
    return -1;
}

static void close_socket(struct engine_port *port)
{
    struct engine *engine = port->link->engine;

    if (port->fd < 0)
        return;
    loop_remove(engine->loop, port->fd);
    close(port->fd);
    port->fd = -1;
    port->readable = false;
    message_send(engine->child->supervisor, MESSAGE_SOCKET_CLOSED,
                 child_socket_name(port->link->link.index, port->family), -1);
}

/* Which VRIDs and groups this port's instances listen to. */
static int tune(const struct engine_port *port)
{
    const struct engine *engine = port->link->engine;
    struct advert_socket_vrids vrids = {{0}};
    bool listens = false;

    for (int vrid = 1; vrid < 256; vrid++) {
        const struct conf_instance *conf;
        int error;

        if (port->by_vrid[vrid] == ENGINE_NO_INSTANCE)
            continue;
        conf = engine->instances[port->by_vrid[vrid]].conf;
        vrids.words[vrid / 32] |= 1U << (vrid % 32);
        listens = true;
        if (conf->peer_count > 0)
            continue;
        error = advert_socket_join(port->fd, port->link->link.index, &conf->group);
        if (error < 0)
            return error;
    }
    if (!listens) /* a virtual MAC: it only sends, from the address of the interface below */
        advert_socket_borrow_sources(port->fd, port->family);
    return advert_socket_filter(port->fd, port->family, &vrids);
}

static void open_socket(struct engine_port *port)
{
    struct engine *engine = port->link->engine;
    const struct page_link *link = &port->link->link;
    int error = 0;

    if (!port->carries || port->fd >= 0 || link->index == 0)
        return;
    port->fd = inherited_socket(engine->child, link->index, port->family);
    if (port->fd < 0) {
        error = advert_socket_open(link->name, link->index, port->family, &port->fd);
        if (error == 0)
            message_send(engine->child->supervisor, MESSAGE_SOCKET,
                         child_socket_name(link->index, port->family), port->fd);
    }
    if (error == 0)
        error = tune(port);
    if (error == 0)
        error = loop_add(engine->loop, port->fd, readable, port);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "%s: no advert socket: %s", link->name, strerror(-error));
        close_socket(port);
    }
}

static void open_sockets(struct engine_link *link)
{
    for (size_t i = 0; i < ENGINE_FAMILIES; i++)
        open_socket(&link->ports[i]);
}

static void plan_delays(struct engine *engine)
{
    engine->delays_at_us = LINK_DELAY_NEVER;
    for (size_t i = 0; i < engine->interfaces.count; i++) {
        int64_t deadline_us = link_delay_deadline_us(&engine->links[i].delay);

        if (deadline_us < engine->delays_at_us)
            engine->delays_at_us = deadline_us;
    }
}

bool engine_links_settle(struct engine *engine, int64_t now_us)
{
    bool any = false;

    if (now_us < engine->delays_at_us)
        return false;
    for (size_t i = 0; i < engine->interfaces.count; i++)
        any |= link_delay_tick(&engine->links[i].delay, now_us);
    plan_delays(engine);
    return any;
}

void engine_link_inherit(struct engine *engine, size_t index, const struct page_link *link, int64_t now_us)
{
    struct engine_link *own = &engine->links[index];

    own->link = *link;
    link_delay_start(&own->delay, link->running, true, now_us);
    open_sockets(own);
}

/* A fault even when the new interface is up already: what the old one had is gone. */
static void mourn(struct engine *engine, size_t index, int64_t now_us)
{
    for (size_t i = 0; i < engine->count; i++) {
        struct election_output out;

        if (engine->slots[i].link != index && engine->slots[i].base != index)
            continue;
        election_fault(&engine->instances[i].election, ELECTION_NO_INTERFACE, now_us, &out);
        engine_carry_out(engine, i, &out, now_us);
    }
}

void engine_link_update(struct engine *engine, size_t index, const struct page_link *link, int64_t now_us)
{
    struct engine_link *own = &engine->links[index];
    bool first = own->link.name[0] == '\0';
    bool recreated = own->link.index != 0 && own->link.index != link->index;

    if (recreated)
        mourn(engine, index, now_us);
    for (size_t i = 0; i < ENGINE_FAMILIES && recreated; i++)
        close_socket(&own->ports[i]);
    own->link = *link;
    if (first || recreated)
        link_delay_start(&own->delay, link->running, first && now_us > fresh_boot_us, now_us);
    else
        link_delay_hear(&own->delay, link->running, now_us);
    link_delay_tick(&own->delay, now_us);
    plan_delays(engine);
    open_sockets(own);
}
