/* The vrrp process: start, adopt, loop, end. See engine_vrrp.h. */
#include "vrrpd/engine_vrrp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/state_page.h"
#include "vrrpd/engine_vrrp_links.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/engine_vrrp_state.h"
#include "vrrpd/os/message.h"

enum {
    HEARTBEAT_US = 250000,
    LATE_US = 10000,
    GATHER_INSTANCES = 16,
    GATHER_US = 200,
    REAL_TIME_PRIORITY = 20,
};

/* ---- what the kernel process says ---- */

static void look_at_links(struct engine *engine, int64_t now_us)
{
    for (size_t i = 0; i < engine->interfaces.count; i++) {
        struct page_link link;

        if (page_read_link(engine->child->page, engine->child->table, i, &link) &&
            memcmp(&link, &engine->links[i].link, sizeof(link)) != 0)
            engine_link_update(engine, i, &link, now_us);
    }
}

/* Announcing makes sense once the kernel answers for the addresses, and again when it had to put one back. */
static void look_at_addresses(struct engine *engine, int64_t now_us)
{
    for (size_t i = 0; i < engine->count; i++) {
        struct engine_slot *slot = &engine->slots[i];
        struct instance *instance = &engine->instances[i];
        struct page_installed installed;
        struct election_output out;

        if (instance->election.memory.state != ELECTION_MASTER ||
            !page_read_installed(engine->child->page, engine->child->table, i, &installed) ||
            installed.take_count != slot->record.take_count || installed.present == 0)
            continue;
        if (instance->election.memory.addresses_ready && installed.changed == slot->changed_seen)
            continue;
        slot->changed_seen = installed.changed;
        election_addresses_ready(&instance->election, now_us, &out);
        engine_carry_out(engine, i, &out, now_us);
    }
}

static void bell_rang(void *context, int fd)
{
    struct engine *engine = context;
    int64_t now_us = clock_now_us();

    state_page_answer(fd);
    look_at_links(engine, now_us);
    look_at_addresses(engine, now_us);
}

/* ---- what operators and the supervisor say ---- */

static void command_one(struct engine *engine, size_t index, enum message_kind kind, int64_t now_us)
{
    struct election *election = &engine->instances[index].election;
    struct election_output out;

    if (kind == MESSAGE_FAILOVER)
        election_yield(election, now_us, &out);
    else
        election_drain(election, kind == MESSAGE_DRAIN, now_us, &out);
    engine_carry_out(engine, index, &out, now_us);
}

static void command_came(void *context, int fd)
{
    struct engine *engine = context;
    struct message message;
    int attached;

    while (message_receive(fd, &message, &attached) > 0) {
        bool known = message.kind == MESSAGE_DRAIN || message.kind == MESSAGE_UNDRAIN ||
                     message.kind == MESSAGE_FAILOVER;

        for (size_t i = 0; known && i < engine->count; i++)
            if (message.name[0] == '\0' || strcmp(message.name, engine->instances[i].conf->name) == 0)
                command_one(engine, i, message.kind, clock_now_us());
    }
}

static void stop_all(struct engine *engine)
{
    int64_t now_us = clock_now_us();

    for (size_t i = 0; i < engine->count; i++) {
        struct election_output out;

        election_stop(&engine->instances[i].election, now_us, &out);
        engine_carry_out(engine, i, &out, now_us);
    }
    engine->done = true;
}

static void supervisor_spoke(void *context, int fd)
{
    struct engine *engine = context;
    struct message message;
    int attached, result;

    while ((result = message_receive(fd, &message, &attached)) > 0) {
        if (message.kind == MESSAGE_STOP)
            stop_all(engine);
        else if (message.kind == MESSAGE_HAND_OVER)
            engine->done = true;
    }
    if (result == -EPIPE && !engine->done)
        stop_all(engine);
}

static void supervisor_died(void *context, int fd)
{
    (void)fd;
    stop_all(context);
}

/* ---- start ---- */

static bool prepare_links(struct engine *engine)
{
    engine->links = calloc(engine->interfaces.count, sizeof(*engine->links));
    if (engine->links == NULL)
        return false;
    for (size_t i = 0; i < engine->interfaces.count; i++) {
        engine->links[i].engine = engine;
        engine->links[i].fd = -1;
        for (int vrid = 0; vrid < 256; vrid++)
            engine->links[i].by_vrid[vrid] = ENGINE_NO_INSTANCE;
    }
    return true;
}

static bool prepare_instance(struct engine *engine, size_t index, uint32_t *frame_offset)
{
    const struct conf_instance *conf = &engine->child->conf->instances[index];
    struct engine_slot *slot = &engine->slots[index];
    struct engine_link *link;

    if (instance_init(&engine->instances[index], conf) < 0)
        return false;
    slot->link = (size_t)interfaces_find(&engine->interfaces, conf->interface);
    strncpy(slot->record.name, conf->name, sizeof(slot->record.name) - 1);
    memcpy(slot->record.interface, conf->interface, sizeof(slot->record.interface));
    slot->record.family = conf->family;
    slot->record.vrid = conf->vrid;
    slot->record.group = conf->group;
    slot->record.resign_offset = *frame_offset;
    engine_touch(engine, index);
    *frame_offset += (uint32_t)engine->instances[index].advert_room;
    link = &engine->links[slot->link];
    link->carries = true;
    link->by_vrid[conf->vrid] = (int16_t)index;
    link->out_room += 2; /* an advert and a resignation in one round */
    return true;
}

static bool prepare_queues(struct engine *engine)
{
    for (size_t i = 0; i < engine->interfaces.count; i++) {
        struct engine_link *link = &engine->links[i];

        link->out = calloc(link->out_room + 1, sizeof(*link->out));
        link->out_instance = calloc(link->out_room + 1, sizeof(*link->out_instance));
        if (link->out == NULL || link->out_instance == NULL)
            return false;
    }
    return true;
}

static bool prepare(struct engine *engine, struct child *child)
{
    uint32_t frame_offset = 0;

    engine->child = child;
    engine->count = child->conf->instance_count;
    engine->loop = loop_new();
    engine->batch = advert_socket_batch_new();
    engine->instances = calloc(engine->count, sizeof(*engine->instances));
    engine->slots = calloc(engine->count, sizeof(*engine->slots));
    engine->entries = calloc(engine->count, sizeof(*engine->entries));
    engine->touched = calloc(engine->count, sizeof(*engine->touched));
    if (engine->loop == NULL || engine->batch == NULL || engine->instances == NULL || engine->slots == NULL ||
        engine->entries == NULL || engine->touched == NULL ||
        !interfaces_collect(&engine->interfaces, child->conf) || !prepare_links(engine))
        return false;
    schedule_init(&engine->schedule, engine->entries, engine->count);
    for (size_t i = 0; i < engine->count; i++)
        if (!prepare_instance(engine, i, &frame_offset))
            return false;
    return prepare_queues(engine) &&
           loop_add(engine->loop, child->bells[PAGE_VRRP], bell_rang, engine) == 0 &&
           loop_add(engine->loop, child->commands, command_came, engine) == 0 &&
           loop_add(engine->loop, child->supervisor, supervisor_spoke, engine) == 0 &&
           loop_add(engine->loop, child->parent, supervisor_died, engine) == 0;
}

static void ask_real_time(void)
{
    int error = process_real_time(REAL_TIME_PRIORITY);

    if (error < 0)
        log_line(LOG_LEVEL_WARNING, "no real-time scheduling (%s): adverts may be late on a busy machine",
                 strerror(-error));
    error = process_lock_memory();
    if (error < 0)
        log_line(LOG_LEVEL_WARNING, "memory is not locked (%s): adverts may be late when memory is short",
                 strerror(-error));
}

/* ---- adoption ---- */

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

static int find_heir(const struct engine *engine, const struct page_instance *record)
{
    int link = interfaces_find(&engine->interfaces, record->interface);
    int index = link < 0 ? ENGINE_NO_INSTANCE : engine->links[link].by_vrid[record->vrid];

    if (index != ENGINE_NO_INSTANCE && engine->slots[index].record.family != record->family)
        return ENGINE_NO_INSTANCE;
    return index;
}

/* An instance that the new configuration does not have any more: say so to its peers. Its addresses go
 * because nobody wants them. */
static void resign_for(struct engine *engine, const struct page_instance *record, int64_t now_us)
{
    struct election_transition deleted = {.from = record->memory.state,
                                          .to = ELECTION_INIT,
                                          .reason = ELECTION_DELETED,
                                          .peer = record->memory.master};
    const struct child *child = engine->child;
    struct advert_socket_out out = {.bytes = page_frames(child->page, (unsigned)child->adopt_table) +
                                             record->resign_offset,
                                    .size = record->resign_size,
                                    .source = record->source,
                                    .destination = record->group};

    engine->ring_kernel = true;
    engine_report(engine, record, record->memory.effective_priority, &deleted, now_us);
    if (record->memory.state != ELECTION_MASTER || record->resign_size == 0)
        return;
    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++)
        if (child->sockets[i].interface_index == record->interface_index)
            advert_socket_send(child->sockets[i].fd, &out, 1);
    for (size_t i = 0; i < engine->interfaces.count; i++)
        if (engine->links[i].fd >= 0 && engine->links[i].link.index == record->interface_index)
            advert_socket_send(engine->links[i].fd, &out, 1);
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
    slot->record.last_transition = record->last_transition;
    slot->record.last_transition_us = record->last_transition_us;
    if (engine->links[slot->link].fd < 0) {
        instance->election.memory.drained = record->memory.drained;
        return; /* the interface is not there; it starts like any other when it comes */
    }
    election_adopt(&instance->election, &record->memory, &record->source, now_us, &out);
    engine_carry_out(engine, index, &out, now_us);
}

/* With the links known, whoever had no predecessor (a reload added it) starts: no news about its link is
 * coming. */
static void settle(struct engine *engine, size_t index, int64_t now_us)
{
    struct instance *instance = &engine->instances[index];
    const struct engine_link *own = &engine->links[engine->slots[index].link];
    struct election_output out;
    struct addr source;
    enum election_reason fault = engine_link_fault(own, instance->conf, &source);

    if (fault == ELECTION_REASON_NONE)
        engine_set_source(engine, index, &source);
    if (instance->election.memory.state != ELECTION_INIT || own->link.name[0] == '\0')
        return;
    election_start(&instance->election, &source, fault, now_us, &out);
    engine_carry_out(engine, index, &out, now_us);
}

/* Law 8: what waited in the sockets is heard before any timer fires. */
static void adopt_all(struct engine *engine, int64_t now_us)
{
    const struct child *child = engine->child;
    struct page_instance record;
    struct page_link link;

    for (size_t i = 0; i < engine->interfaces.count; i++)
        if (find_link(child, engine->interfaces.names[i], &link))
            engine_link_inherit(engine, i, &link);
    for (size_t i = 0;
         i < CONF_INSTANCES_MAX && page_read_instance(child->page, (unsigned)child->adopt_table, i, &record);
         i++) {
        int index = find_heir(engine, &record);

        if (index == ENGINE_NO_INSTANCE)
            resign_for(engine, &record, now_us);
        else
            adopt_instance(engine, (size_t)index, &record, now_us);
    }
    for (size_t i = 0; i < engine->count; i++)
        settle(engine, i, now_us);
    for (size_t i = 0; i < engine->interfaces.count; i++)
        if (engine->links[i].fd >= 0)
            engine_link_drain(&engine->links[i]);
}

static void drop_unused_sockets(struct child *child)
{
    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++) {
        if (child->sockets[i].interface_index == 0)
            continue;
        close(child->sockets[i].fd);
        message_send(child->supervisor, MESSAGE_SOCKET_CLOSED, child->sockets[i].interface_index, -1);
        child->sockets[i].interface_index = 0;
    }
}

/* ---- the loop ---- */

/* Everything due, and what is nearly due with it, in one round. */
static void tick(struct engine *engine, int64_t now_us)
{
    int64_t due_us = schedule_next_us(&engine->schedule);

    if (due_us < now_us - LATE_US)
        engine->stats.late_wakeups++;
    if (due_us > now_us)
        return;
    for (;;) {
        size_t index = schedule_first(&engine->schedule);
        struct election_output out;

        election_tick(&engine->instances[index].election, now_us, &out);
        if (out.count == 0 && engine->entries[index].deadline_us > now_us)
            return; /* nothing more is near */
        engine_carry_out(engine, index, &out, now_us);
        if (out.count == 0 && engine->entries[index].deadline_us <= now_us)
            return; /* cannot happen; a spinning engine would be worse than a late one */
    }
}

/* Being woken costs more than an advert: where many come, a short nap after the first lets the others of its
 * burst arrive. Never past a deadline. */
static void gather(const struct engine *engine, int64_t now_us)
{
    if (engine->count >= GATHER_INSTANCES && schedule_next_us(&engine->schedule) > now_us + 2 * GATHER_US)
        clock_sleep_us(GATHER_US);
}

/* Law 8: what was heard goes before what is due. */
static void hear(struct engine *engine, int64_t now_us)
{
    if (!engine->readable)
        return;
    gather(engine, now_us);
    engine->readable = false;
    for (size_t i = 0; i < engine->interfaces.count; i++)
        if (engine->links[i].readable)
            engine_link_drain(&engine->links[i]);
}

static void run(struct engine *engine)
{
    while (!engine->done) {
        int64_t now_us = clock_now_us();
        int64_t next_us = schedule_next_us(&engine->schedule);

        if (next_us > now_us + HEARTBEAT_US)
            next_us = now_us + HEARTBEAT_US;
        loop_wait(engine->loop, next_us);
        hear(engine, clock_now_us());
        now_us = clock_now_us();
        if (engine->count > 0 && !engine->done)
            tick(engine, now_us);
        engine_flush(engine, now_us);
    }
}

int engine_vrrp_run(struct child *child)
{
    struct engine engine;
    int64_t now_us;

    memset(&engine, 0, sizeof(engine));
    if (!prepare(&engine, child)) {
        log_line(LOG_LEVEL_ERROR, "cannot prepare the engine: %s", strerror(errno));
        return 1;
    }
    ask_real_time();
    if (!child_wait(child))
        return 0;
    now_us = clock_now_us();
    page_read_engine(child->page, &engine.stats);
    if (child->adopt_table != CHILD_NO_PREDECESSOR)
        adopt_all(&engine, now_us);
    drop_unused_sockets(child);
    if (engine.count > 0)
        tick(&engine, clock_now_us());
    engine_flush(&engine, clock_now_us());
    message_send(child->supervisor, MESSAGE_RUNNING, 0, -1);
    bell_rang(&engine, child->bells[PAGE_VRRP]);
    run(&engine);
    return 0;
}
