/* The vrrp process: start, adopt, loop, end. See engine_vrrp.h. */
#include "vrrpd/engine_vrrp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/state_page.h"
#include "vrrpd/engine_vrrp_adopt.h"
#include "vrrpd/engine_vrrp_announce.h"
#include "vrrpd/engine_vrrp_claims.h"
#include "vrrpd/engine_vrrp_conflict.h"
#include "vrrpd/engine_vrrp_fence.h"
#include "vrrpd/engine_vrrp_groups.h"
#include "vrrpd/engine_vrrp_health.h"
#include "vrrpd/engine_vrrp_links.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/engine_vrrp_probe.h"
#include "vrrpd/engine_vrrp_pause.h"
#include "vrrpd/engine_vrrp_state.h"
#include "vrrpd/engine_vrrp_witness.h"
#include "vrrpd/os/message.h"
#include "vrrpd/pulse.h"
#include "vrrpd/resign.h"
#include "vrrpd/vrrp/timers.h"

enum {
    HEARTBEAT_US = 250000,
    LATE_US = 10000,
    GATHER_INSTANCES = 16,
    GATHER_US = 200,
    REAL_TIME_PRIORITY = 20,
};

/* ---- what the kernel process says ---- */

static bool look_at_links(struct engine *engine, int64_t now_us)
{
    bool changed = false;

    for (size_t i = 0; i < engine->interfaces.count; i++) {
        struct page_link link;

        if (!page_read_link(engine->child->page, engine->child->table, i, &link) ||
            memcmp(&link, &engine->links[i].link, sizeof(link)) == 0)
            continue;
        engine_link_update(engine, i, &link, now_us);
        changed = true;
    }
    return changed;
}

static void bell_rang(void *context, int fd)
{
    struct engine *engine = context;
    int64_t now_us = clock_now_us();
    bool links, trackers;

    state_page_answer(fd);
    if (engine->stopping)
        return; /* nobody starts again */
    engine_witness_news(engine);
    links = look_at_links(engine, now_us);
    trackers = engine_health_read(engine);
    if (links || trackers)
        engine_health_review_all(engine, now_us);
    engine_announce_look(engine, now_us);
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

static bool is_serving(const struct engine *engine)
{
    for (size_t i = 0; i < engine->count; i++)
        if (engine->instances[i].election.memory.serving)
            return true;
    return false;
}

/* Whoever stops us by hand wants to know why it takes so long. */
static void say_serving(const struct engine *engine, int64_t now_us)
{
    int64_t until_us = now_us;

    for (size_t i = 0; i < engine->count; i++) {
        const struct election_memory *memory = &engine->instances[i].election.memory;

        if (memory->serving && memory->serve_until_us > until_us)
            until_us = memory->serve_until_us;
    }
    log_line(LOG_LEVEL_NOTICE,
             "serving until a successor is heard, for %.1f s at most; a second signal ends that",
             (double)(until_us - now_us) / 1e6);
}

/* Whoever was MASTER serves until somebody else does; we end with the last of them. */
static void stop_all(struct engine *engine, enum election_release release)
{
    int64_t now_us = clock_now_us();

    engine->stopping = true;
    for (size_t i = 0; i < engine->count; i++) {
        struct election_output out;

        election_stop(&engine->instances[i].election, release, now_us, &out);
        engine_carry_out(engine, i, &out, now_us);
    }
    engine->done = !is_serving(engine);
    if (!engine->done)
        say_serving(engine, now_us);
}

static void supervisor_spoke(void *context, int fd)
{
    struct engine *engine = context;
    struct message message;
    int attached, result;

    while ((result = message_receive(fd, &message, &attached)) > 0) {
        if (message.kind == MESSAGE_STOP) /* who says it twice does not want to wait */
            stop_all(engine, engine->stopping ? ELECTION_RELEASE_NOW : ELECTION_RELEASE_HEARD);
        else if (message.kind == MESSAGE_HAND_OVER)
            engine->done = true;
    }
    if (result == -EPIPE && !engine->done)
        stop_all(engine, ELECTION_RELEASE_NOW);
}

static void supervisor_died(void *context, int fd)
{
    (void)fd;
    stop_all(context, ELECTION_RELEASE_NOW);
}

/* ---- start ---- */

static void set_delay(struct link_delay *delay, const struct conf_global *global, const char *name)
{
    delay->up_us = global->link_up_us;
    delay->down_us = global->link_down_us;
    for (size_t i = 0; i < global->link_delay_count; i++) {
        if (strcmp(global->link_delays[i].interface, name) != 0)
            continue;
        delay->up_us = global->link_delays[i].up_us;
        delay->down_us = global->link_delays[i].down_us;
    }
}

static bool prepare_links(struct engine *engine)
{
    engine->delays_at_us = LINK_DELAY_NEVER;
    engine->links = calloc(engine->interfaces.count + 1, sizeof(*engine->links));
    if (engine->links == NULL)
        return false;
    for (size_t i = 0; i < engine->interfaces.count; i++) {
        struct engine_link *link = &engine->links[i];

        link->engine = engine;
        set_delay(&link->delay, &engine->child->conf->global, engine->interfaces.names[i]);
        for (size_t n = 0; n < ENGINE_FAMILIES; n++)
            link->ports[n] =
                (struct engine_port){.link = link, .family = n == 0 ? ADDR_IPV4 : ADDR_IPV6, .fd = -1};
    }
    return true;
}

/* The port of somebody who sends or hears gets its table of VRIDs. */
static bool carry(struct engine_port *port)
{
    if (port->by_vrid == NULL) {
        port->by_vrid = calloc(256, sizeof(*port->by_vrid));
        for (int vrid = 0; vrid < 256 && port->by_vrid != NULL; vrid++)
            port->by_vrid[vrid] = ENGINE_NO_INSTANCE;
    }
    port->carries = port->by_vrid != NULL;
    return port->carries;
}

/* Room for an advert and a resignation in one round where the instance sends. It hears on the interface
 * itself, also when a virtual MAC sends: joining the group there would make the kernel report it from the
 * virtual MAC, and teach the switches that it lives at a backup. */
static bool prepare_port(struct engine *engine, size_t index)
{
    const struct instance *instance = &engine->instances[index];
    const struct engine_slot *slot = &engine->slots[index];
    struct engine_port *sender = engine_port_of(engine, index);
    struct engine_port *listener = &engine->links[slot->base].ports[sender - engine->links[slot->link].ports];

    if (!carry(sender) || !carry(listener))
        return false;
    listener->by_vrid[instance->conf->vrid] = (int16_t)index;
    sender->out_room += 2 * instance->destination_count;
    return true;
}

static bool prepare_uses(struct engine *engine, size_t index)
{
    struct conf_track *uses = calloc(CONF_TRACKERS_MAX, sizeof(*uses));
    struct engine_slot *slot = &engine->slots[index];

    if (uses == NULL)
        return false;
    slot->use_count = priority_collect(engine->child->conf, index, uses);
    slot->uses = calloc(slot->use_count + 1, sizeof(*uses));
    if (slot->uses != NULL)
        memcpy(slot->uses, uses, slot->use_count * sizeof(*uses));
    free(uses);
    return slot->uses != NULL;
}

static bool is_leased(const struct conf_instance *conf)
{
    for (size_t i = 0; i < conf->address_count; i++)
        if (conf->addresses[i].lease_us > 0)
            return true;
    for (size_t i = 0; i < conf->excluded_count; i++)
        if (conf->excluded[i].lease_us > 0)
            return true;
    return false;
}

static bool prepare_instance(struct engine *engine, size_t index, uint32_t *frame_offset)
{
    const struct conf_instance *conf = &engine->child->conf->instances[index];
    bool apart = conf->vmac && !conf->vmac_xmit_base;
    struct engine_slot *slot = &engine->slots[index];

    if (instance_init(&engine->instances[index], conf) < 0)
        return false;
    slot->base = (size_t)interfaces_find(&engine->interfaces, conf->interface);
    slot->link = apart ? (size_t)interfaces_find(&engine->interfaces, conf->vmac_interface) : slot->base;
    strncpy(slot->record.name, conf->name, sizeof(slot->record.name) - 1);
    memcpy(slot->record.interface, conf->interface, sizeof(slot->record.interface));
    slot->record.family = conf->family;
    slot->record.vrid = conf->vrid;
    slot->record.resign_offset = *frame_offset;
    *frame_offset += (uint32_t)resign_room(&engine->instances[index]);
    slot->leased = is_leased(conf);
    slot->next_heir = engine->heirs[conf->vrid];
    engine->heirs[conf->vrid] = (int)index;
    engine_touch(engine, index);
    return prepare_port(engine, index) && prepare_uses(engine, index);
}

static bool prepare_queues(struct engine *engine)
{
    for (size_t i = 0; i < ENGINE_FAMILIES * engine->interfaces.count; i++) {
        struct engine_port *port = &engine->links[i / ENGINE_FAMILIES].ports[i % ENGINE_FAMILIES];

        if (!port->carries)
            continue;
        port->out = calloc(port->out_room + 1, sizeof(*port->out));
        port->out_instance = calloc(port->out_room + 1, sizeof(*port->out_instance));
        if (port->out == NULL || port->out_instance == NULL)
            return false;
    }
    return true;
}

static bool allocate(struct engine *engine)
{
    engine->loop = loop_new();
    engine->batch = advert_socket_batch_new();
    engine->instances = calloc(engine->count + 1, sizeof(*engine->instances));
    engine->slots = calloc(engine->count + 1, sizeof(*engine->slots));
    engine->entries = calloc(engine->count + 1, sizeof(*engine->entries));
    engine->touched = calloc(engine->count + 1, sizeof(*engine->touched));
    engine->announcing = calloc(engine->count + 1, sizeof(*engine->announcing));
    engine->verdicts = calloc(engine->child->conf->tracker_count + 1, sizeof(*engine->verdicts));
    return engine->loop != NULL && engine->batch != NULL && engine->instances != NULL &&
           engine->slots != NULL && engine->entries != NULL && engine->touched != NULL &&
           engine->announcing != NULL && engine->verdicts != NULL;
}

static bool prepare(struct engine *engine, struct child *child)
{
    uint32_t frame_offset = 0;

    engine->child = child;
    engine->count = child->conf->instance_count;
    engine->announce_at_us = engine->witness_at_us = LOOP_FOREVER;
    engine->conflict_at_us = engine->probe_at_us = clock_now_us();
    for (int vrid = 0; vrid < 256; vrid++)
        engine->heirs[vrid] = ENGINE_NO_INSTANCE;
    if (!allocate(engine) || !interfaces_collect(&engine->interfaces, child->conf) || !prepare_links(engine))
        return false;
    engine_pause_prepare(engine);
    schedule_init(&engine->schedule, engine->entries, engine->count);
    for (size_t i = 0; i < engine->count; i++)
        if (!prepare_instance(engine, i, &frame_offset))
            return false;
    return prepare_queues(engine) && engine_groups_prepare(engine) && engine_claims_prepare(engine) &&
           engine_fence_prepare(engine) &&
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

        if (engine_witness_holds(engine, index, now_us))
            continue;
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

/* After a pause more sockets are readable than one wait tells of. */
static void mark_all_readable(struct engine *engine)
{
    for (size_t i = 0; i < engine->interfaces.count; i++)
        for (size_t n = 0; n < ENGINE_FAMILIES; n++)
            engine->links[i].ports[n].readable = engine->links[i].ports[n].fd >= 0;
    engine->readable = true;
}

/* Law 8: what was heard goes before what is due. */
static void hear(struct engine *engine, int64_t due_us, int64_t now_us)
{
    if (now_us - due_us > engine->pause_patience_us)
        mark_all_readable(engine);
    if (!engine->readable)
        return;
    gather(engine, now_us);
    engine->readable = false;
    for (size_t i = 0; i < engine->interfaces.count; i++)
        for (size_t n = 0; n < ENGINE_FAMILIES; n++)
            if (engine->links[i].ports[n].readable)
                engine_port_drain(&engine->links[i].ports[n]);
}

/* Links that have settled, the end of the start-up delay, and who is no MASTER any more: arbiters allow that
 * one more than others. */
static void settle(struct engine *engine, int64_t now_us)
{
    bool look = engine->hold_until_us != 0 && now_us >= engine->hold_until_us;

    if (look)
        engine->hold_until_us = 0;
    look = look || engine->left_master;
    engine->left_master = false;
    if (engine->stopping || (!engine_links_settle(engine, now_us) && !look))
        return;
    engine_health_read(engine);
    engine_health_review_all(engine, now_us);
}

static int64_t next_us(const struct engine *engine, int64_t now_us)
{
    int64_t at_us = engine->witness_news || engine->left_master ? now_us : now_us + HEARTBEAT_US;

    at_us = timers_earlier_us(at_us, schedule_next_us(&engine->schedule));
    at_us = timers_earlier_us(at_us, engine->announce_at_us);
    at_us = timers_earlier_us(at_us, engine->delays_at_us);
    at_us = timers_earlier_us(at_us, engine->claims.resume_at_us);
    at_us = timers_earlier_us(at_us, engine->witness_at_us);
    at_us = timers_earlier_us(at_us, engine->conflict_at_us);
    at_us = timers_earlier_us(at_us, engine->probe_at_us);
    return engine->hold_until_us == 0 ? at_us : timers_earlier_us(at_us, engine->hold_until_us);
}

static void run(struct engine *engine)
{
    while (!engine->done) {
        int64_t due_us = next_us(engine, clock_now_us());
        int64_t now_us;

        pulse_of_engine(engine->child, due_us, engine->fastest_us);
        loop_wait(engine->loop, due_us);
        hear(engine, due_us, clock_now_us());
        now_us = clock_now_us();
        engine_claims_hear(engine, now_us);
        engine_pause_look(engine, due_us, now_us);
        settle(engine, now_us);
        engine_witness_round(engine, now_us);
        engine_probe_round(engine, now_us);
        if (engine->count > 0 && !engine->done)
            tick(engine, now_us);
        engine_conflict_round(engine, now_us);
        engine_flush(engine, now_us);
        engine->done |= engine->stopping && !is_serving(engine);
    }
}

/* Nothing is contended for during the start-up delay; a successor within it waits for the rest of it. */
static void hold(struct engine *engine)
{
    int64_t delay_us = engine->child->conf->global.startup_delay_us;
    struct page_supervisor supervisor;

    if (delay_us > 0 && page_read_supervisor(engine->child->page, &supervisor))
        engine->hold_until_us = supervisor.started_us + delay_us;
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
    pulse_begin(child);
    now_us = clock_now_us();
    page_read_engine(child->page, &engine.stats);
    hold(&engine);
    if (child->adopt_table != CHILD_NO_PREDECESSOR)
        engine_adopt(&engine, now_us);
    engine_adopt_finish(&engine);
    engine_witness_news(&engine);
    engine_witness_round(&engine, clock_now_us());
    if (engine.count > 0)
        tick(&engine, clock_now_us());
    engine_flush(&engine, clock_now_us());
    message_send(child->supervisor, MESSAGE_RUNNING, 0, -1);
    bell_rang(&engine, child->bells[PAGE_VRRP]);
    run(&engine);
    return 0;
}
