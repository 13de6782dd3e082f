/* Adoption; see engine_vrrp_adopt.h. */
#include "vrrpd/engine_vrrp_adopt.h"

#include <string.h>
#include <unistd.h>

#include "vrrpd/engine_vrrp_groups.h"
#include "vrrpd/engine_vrrp_health.h"
#include "vrrpd/engine_vrrp_links.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/engine_vrrp_probe.h"
#include "vrrpd/os/message.h"
#include "vrrpd/resign.h"

/* The link as the predecessor's kernel process last saw it. */
static bool find_link(const struct child *child, const char *name, struct page_link *out)
{
    for (size_t i = 0; i < CONF_INTERFACES_MAX; i++) {
        if (!page_read_link(child->page, (unsigned)child->adopt_table, i, out))
            return false;
        if (strcmp(out->name, name) == 0)
            return true;
    }
    return false;
}

/* An instance is its interface, its family and its VRID; the name may change. */
static int find_heir(const struct engine *engine, const struct page_instance *record)
{
    int index = engine->heirs[record->vrid];

    for (; index != ENGINE_NO_INSTANCE; index = engine->slots[index].next_heir) {
        const struct conf_instance *conf = engine->instances[index].conf;

        if (conf->family == record->family && strcmp(conf->interface, record->interface) == 0)
            return index;
    }
    return ENGINE_NO_INSTANCE;
}

/* Inherited sockets that a port took over are with the ports now. */
static size_t all_sockets(const struct engine *engine, struct child_socket *out)
{
    size_t count = 0;

    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++)
        if (engine->child->sockets[i].interface_index != 0)
            out[count++] = engine->child->sockets[i];
    for (size_t i = 0; i < ENGINE_FAMILIES * engine->interfaces.count; i++) {
        const struct engine_link *link = &engine->links[i / ENGINE_FAMILIES];
        const struct engine_port *port = &link->ports[i % ENGINE_FAMILIES];

        if (port->fd >= 0 && count < 2 * CHILD_SOCKETS_MAX)
            out[count++] = (struct child_socket){
                .interface_index = link->link.index, .family = port->family, .fd = port->fd};
    }
    return count;
}

/* An instance that the new configuration does not have any more: say so to its peers. Its addresses go
 * because nobody wants them. */
static void resign_for(struct engine *engine, struct page_instance *record, int64_t now_us)
{
    struct election_transition deleted = {.from = record->memory.state,
                                          .to = ELECTION_INIT,
                                          .reason = ELECTION_DELETED,
                                          .peer = record->memory.master};
    struct child_socket sockets[2 * CHILD_SOCKETS_MAX];

    engine->ring_kernel = true;
    memset(record->last_subject, 0, sizeof(record->last_subject));
    engine_report(engine, record, PAGE_EVENT_TRANSITION, &deleted, now_us);
    resign_send(engine->child->page, (unsigned)engine->child->adopt_table, record, sockets,
                all_sockets(engine, sockets));
}

static void adopt_instance(struct engine *engine, size_t index, const struct page_instance *record,
                           int64_t now_us)
{
    struct instance *instance = &engine->instances[index];
    struct engine_slot *slot = &engine->slots[index];
    struct page_installed installed;
    struct election_output out;

    if (page_read_installed(engine->child->page, engine->child->table, index, &installed))
        slot->changed_seen = installed.changed; /* our predecessor announced them */
    instance->counters = record->counters;
    instance->last_heard_us = record->last_heard_us;
    slot->record.take_count = record->take_count;
    slot->record.conflict = record->conflict;
    slot->record.advert_sent_us = record->advert_sent_us;
    slot->record.last_transition = record->last_transition;
    slot->record.last_transition_us = record->last_transition_us;
    memcpy(slot->record.last_subject, record->last_subject, sizeof(record->last_subject));
    if (engine_port_of(engine, index)->fd < 0) {
        instance->election.memory.drained = record->memory.drained;
        return; /* the interface is not there; it starts like any other when it comes */
    }
    election_adopt(&instance->election, &record->memory, &record->source, now_us, &out);
    engine_probe_adopt(engine, index, &record->silence, now_us);
    slot->record.path = record->path;
    engine_carry_out(engine, index, &out, now_us);
}

static void drain_sockets(struct engine *engine)
{
    for (size_t i = 0; i < engine->interfaces.count; i++)
        for (size_t n = 0; n < ENGINE_FAMILIES; n++)
            if (engine->links[i].ports[n].fd >= 0)
                engine_port_drain(&engine->links[i].ports[n]);
}

/* Law 8: what waited in the sockets is heard before any timer fires. Then whoever had no predecessor (a
 * reload added it) starts: no news about its link is coming. */
void engine_adopt(struct engine *engine, int64_t now_us)
{
    const struct child *child = engine->child;
    struct page_instance record;
    struct page_link link;

    engine->adopting = true;
    for (size_t i = 0; i < engine->interfaces.count; i++)
        if (find_link(child, engine->interfaces.names[i], &link))
            engine_link_inherit(engine, i, &link, now_us);
    for (size_t i = 0;
         i < CONF_INSTANCES_MAX && page_read_instance(child->page, (unsigned)child->adopt_table, i, &record);
         i++) {
        int index = find_heir(engine, &record);

        if (index == ENGINE_NO_INSTANCE)
            resign_for(engine, &record, now_us);
        else
            adopt_instance(engine, (size_t)index, &record, now_us);
    }
    engine_health_read(engine);
    engine_health_review_all(engine, now_us);
    drain_sockets(engine);
    engine->adopting = false;
    for (size_t i = 0; i < engine->count; i++)
        engine_group_settle(engine, i, now_us);
}

void engine_adopt_finish(struct engine *engine)
{
    struct child *child = engine->child;

    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++) {
        struct child_socket *socket = &child->sockets[i];

        if (socket->interface_index == 0)
            continue;
        close(socket->fd);
        message_send(child->supervisor, MESSAGE_SOCKET_CLOSED,
                     child_socket_name(socket->interface_index, socket->family), -1);
        socket->interface_index = 0;
    }
}
