/* Vetoes of heartbeats; see engine_vrrp_witness.h. */
#include "vrrpd/engine_vrrp_witness.h"

#include "lib/loop.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/vrrp/heartbeat_session.h"
#include "vrrpd/vrrp/timers.h"
#include "vrrpd/vrrp/witness.h"

static bool has_heartbeats(const struct engine *engine)
{
    return engine->child->conf->global.heartbeat.peer_count > 0;
}

static bool is_vetoed(const struct engine *engine, size_t index)
{
    return engine->instances[index].election.memory.vetoes & ELECTION_VETO_HEARTBEAT;
}

/* Whoever is held back beyond its patience has an incident to tell. */
static void tell(struct engine *engine, size_t index, bool well, int64_t now_us)
{
    const struct election *election = &engine->instances[index].election;
    struct notice *notice = &engine->slots[index].record.path;

    if (witness_tell(notice, well && election_held(election, now_us), &election->memory.master, now_us))
        engine_report_notice(engine, index, PAGE_EVENT_NOTICE, notice, now_us);
}

/* Sets or ends the veto as the page says now. */
static void look(struct engine *engine, size_t index, int64_t now_us)
{
    struct election *election = &engine->instances[index].election;
    uint8_t others = election->memory.vetoes & (uint8_t)~ELECTION_VETO_HEARTBEAT;
    struct page_witness witness = {.well_until_us = 0};
    bool backup = has_heartbeats(engine) && election->memory.state == ELECTION_BACKUP;
    int64_t until_us;
    bool held;

    if (backup && !page_read_witness(engine->child->page, engine->child->table, index, &witness))
        witness.well_until_us = 0;
    until_us =
        witness.well_until_us > engine->witness_hold_us ? witness.well_until_us : engine->witness_hold_us;
    held = backup && until_us > now_us;
    if (held)
        engine->witness_at_us = timers_earlier_us(engine->witness_at_us, until_us);
    if (held != is_vetoed(engine, index)) {
        election_set_vetoes(election, held ? others | ELECTION_VETO_HEARTBEAT : others);
        schedule_set(&engine->schedule, index, election_deadline_us(election));
        engine_touch(engine, index);
    }
    tell(engine, index, held && witness.well_until_us > now_us, now_us);
}

bool engine_witness_holds(struct engine *engine, size_t index, int64_t now_us)
{
    if (!has_heartbeats(engine) || engine->instances[index].election.memory.state != ELECTION_BACKUP ||
        engine->entries[index].deadline_us > now_us)
        return false;
    look(engine, index, now_us);
    return engine->entries[index].deadline_us > now_us;
}

void engine_witness_round(struct engine *engine, int64_t now_us)
{
    if (now_us < engine->witness_at_us && !engine->witness_news)
        return;
    engine->witness_news = false;
    engine->witness_at_us = LOOP_FOREVER;
    for (size_t i = 0; i < engine->count; i++)
        if (is_vetoed(engine, i))
            look(engine, i, now_us);
}

/* A round of ours has to get there and one of theirs has to come back. */
void engine_witness_woke(struct engine *engine, int64_t now_us)
{
    engine->witness_hold_us = now_us + HEARTBEAT_PATIENCE * engine->child->conf->global.heartbeat.interval_us;
    engine->witness_news = true;
}

void engine_witness_news(struct engine *engine)
{
    engine->witness_news = true;
}
