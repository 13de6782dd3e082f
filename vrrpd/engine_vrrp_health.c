/* Whether instances may run; see engine_vrrp_health.h. */
#include "vrrpd/engine_vrrp_health.h"

#include <string.h>

#include "vrrpd/engine_vrrp_groups.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/resign.h"

/* ---- trackers ---- */

static bool find_predecessors(const struct engine *engine, const struct conf_tracker *tracker,
                              struct page_tracker *out)
{
    const struct child *child = engine->child;

    if (child->adopt_table == CHILD_NO_PREDECESSOR)
        return false;
    for (size_t i = 0;
         i < CONF_TRACKERS_MAX && page_read_tracker(child->page, (unsigned)child->adopt_table, i, out); i++)
        if (out->kind == tracker->kind && strcmp(out->name, tracker->name) == 0)
            return true;
    return false;
}

static struct priority_verdict read_verdict(const struct engine *engine, size_t index)
{
    const struct conf_tracker *tracker = &engine->child->conf->trackers[index];
    struct page_tracker record;
    int interface;

    if (tracker->kind == CONF_TRACK_INTERFACE) {
        interface = interfaces_find(&engine->interfaces, tracker->name);
        return (struct priority_verdict){.known =
                                             interface >= 0 && engine->links[interface].link.name[0] != '\0',
                                         .ok = interface >= 0 && engine->links[interface].delay.counts};
    }
    if (!page_read_tracker(engine->child->page, engine->child->table, index, &record) &&
        !find_predecessors(engine, tracker, &record))
        return (struct priority_verdict){.known = false};
    return (struct priority_verdict){
        .known = record.known, .ok = record.ok, .disabled = record.disabled, .value = record.value};
}

static bool same_verdict(const struct priority_verdict *a, const struct priority_verdict *b)
{
    return a->known == b->known && a->ok == b->ok && a->disabled == b->disabled && a->value == b->value;
}

/* Whether a configured source is an address of this host. */
static bool read_sources(struct engine *engine)
{
    bool changed = false;

    for (size_t i = 0; i < engine->count; i++) {
        struct engine_slot *slot = &engine->slots[i];
        struct page_installed installed;
        bool known, missing;

        if (engine->instances[i].conf->source.family == ADDR_NONE)
            continue;
        known = page_read_installed(engine->child->page, engine->child->table, i, &installed);
        missing = known && installed.source_missing != 0;
        changed |= slot->source_unknown == known || slot->source_missing != missing;
        slot->source_unknown = !known;
        slot->source_missing = missing;
    }
    return changed;
}

/* What is not known yet forbids nothing to those that run already. */
static bool read_arbiter(struct engine *engine)
{
    struct arbiter_verdict verdict = {.known = engine->child->conf->global.arbiter.target_count == 0,
                                      .may_rise = true};
    struct page_arbiter record;
    bool changed;

    if (!verdict.known && page_read_arbiter(engine->child->page, engine->child->table, &record))
        verdict = (struct arbiter_verdict){.known = record.known,
                                           .may_rise = record.may_rise,
                                           .must_yield = record.must_yield,
                                           .lost = record.lost};
    changed = verdict.known != engine->arbiter.known || verdict.may_rise != engine->arbiter.may_rise ||
              verdict.must_yield != engine->arbiter.must_yield;
    engine->arbiter = verdict;
    return changed;
}

bool engine_health_read(struct engine *engine)
{
    bool changed = read_sources(engine);

    changed |= read_arbiter(engine);

    for (size_t i = 0; i < engine->child->conf->tracker_count; i++) {
        struct priority_verdict verdict = read_verdict(engine, i);

        changed |= !same_verdict(&verdict, &engine->verdicts[i]);
        engine->verdicts[i] = verdict;
    }
    return changed;
}

/* ---- one instance ---- */

/* Gives the instance its adverts for this source; false when they do not fit the link. */
static bool set_source(struct engine *engine, size_t index, const struct addr *source)
{
    struct instance *instance = &engine->instances[index];
    struct engine_slot *slot = &engine->slots[index];

    if (addr_equal(source, &instance->expect.own_address) && instance->advert_size > 0)
        return true;
    if (!instance_set_source(instance, source, engine->links[slot->link].link.mtu))
        return false;
    resign_keep(engine->child->page, engine->child->table, instance, &slot->record);
    engine_touch(engine, index);
    return true;
}

static enum election_reason link_fault(const struct engine_link *base, const struct conf_instance *conf)
{
    if (base->delay.counts || !conf->track_primary)
        return ELECTION_REASON_NONE;
    return base->link.running ? ELECTION_LINK_SETTLING : ELECTION_LINK_DOWN;
}

/* The start-up delay is for those that start; what a predecessor ran goes on. */
static bool is_held(const struct engine *engine, size_t index, int64_t now_us)
{
    enum election_state state = engine->instances[index].election.memory.state;

    return now_us < engine->hold_until_us && (state == ELECTION_INIT || state == ELECTION_FAULT);
}

/* What it sends from, ADDR_NONE for nothing. Peers know each other by unicast_src_ip: without it they would
 * refuse us. To a group any address of ours will do: a mcast_src_ip that came with a copied file costs no
 * mastership. */
static struct addr own_source(const struct engine_slot *slot, const struct engine_link *base,
                              const struct conf_instance *conf)
{
    if (conf->source.family != ADDR_NONE && !slot->source_missing)
        return conf->source;
    if (conf->source.family != ADDR_NONE && conf->peer_count > 0)
        return (struct addr){.family = ADDR_NONE};
    return conf->family == ADDR_IPV6 ? base->link.source6 : base->link.source;
}

/* Why the instance cannot run now apart from its trackers; *source is what it sends from. */
static enum election_reason own_fault(struct engine *engine, size_t index, int64_t now_us,
                                      struct addr *source)
{
    const struct engine_slot *slot = &engine->slots[index];
    const struct conf_instance *conf = engine->instances[index].conf;
    const struct engine_link *base = &engine->links[slot->base];
    enum election_reason fault = link_fault(base, conf);

    *source = own_source(slot, base, conf);
    if (base->link.index == 0 || engine_port_of(engine, index)->fd < 0)
        return ELECTION_NO_INTERFACE;
    if (fault != ELECTION_REASON_NONE)
        return fault;
    if (slot->link != slot->base && !engine->links[slot->link].delay.counts && conf->track_primary)
        return ELECTION_LINK_DOWN;
    if (source->family == ADDR_NONE || !set_source(engine, index, source))
        return ELECTION_NO_ADDRESS;
    return is_held(engine, index, now_us) ? ELECTION_LINK_SETTLING : ELECTION_REASON_NONE;
}

static void set_priority(struct engine *engine, size_t index, uint8_t priority, int64_t now_us)
{
    struct election *election = &engine->instances[index].election;
    struct election_output out = {.count = 0};

    if (election->memory.effective_priority == priority)
        return;
    election_set_priority(election, priority);
    engine_carry_out(engine, index, &out, now_us); /* its timers depend on it */
}

/* One event at most of each kind, in the order fault, start, recovery. In a group recovery is everybody's. */
static void tell_election(struct engine *engine, size_t index, enum election_reason fault,
                          const struct addr *source, int64_t now_us)
{
    struct election *election = &engine->instances[index].election;
    struct election_output out = {.count = 0};

    if (election->memory.state == ELECTION_INIT)
        election_start(election, source, fault, now_us, &out);
    else if (fault != ELECTION_REASON_NONE)
        election_fault(election, fault, now_us, &out);
    else if (engine->slots[index].group == ENGINE_NO_GROUP)
        election_recover(election, source, now_us, &out);
    if (out.count > 0)
        engine_carry_out(engine, index, &out, now_us);
}

void engine_health_review(struct engine *engine, size_t index, int64_t now_us)
{
    struct engine_slot *slot = &engine->slots[index];
    const struct conf *conf = engine->child->conf;
    const struct election *election = &engine->instances[index].election;
    struct addr source;
    enum election_reason fault = own_fault(engine, index, now_us, &source);
    struct priority_result sum = priority_sum(conf, engine->instances[index].conf->priority, slot->uses,
                                              slot->use_count, engine->verdicts);

    set_priority(engine, index, sum.priority, now_us);
    if (election->memory.state == ELECTION_INIT &&
        (engine->links[slot->base].link.name[0] == '\0' || engine->links[slot->link].link.name[0] == '\0' ||
         slot->source_unknown || sum.pending != PRIORITY_NO_TRACKER || !engine->arbiter.known))
        return; /* not everything is known yet */
    if (fault == ELECTION_REASON_NONE && sum.failed != PRIORITY_NO_TRACKER) {
        fault = ELECTION_TRACKER_FAILED;
        engine_set_subject(engine, index, conf->trackers[sum.failed].name);
    }
    if (fault == ELECTION_REASON_NONE &&
        arbiter_forbids(&engine->arbiter, election->memory.state == ELECTION_MASTER))
        fault = ELECTION_ARBITERS_LOST;
    engine_group_note(engine, index, fault != ELECTION_REASON_NONE);
    tell_election(engine, index, fault, &source, now_us);
    engine_group_settle(engine, index, now_us);
}

void engine_health_review_all(struct engine *engine, int64_t now_us)
{
    for (size_t i = 0; i < engine->count; i++)
        engine_health_review(engine, i, now_us);
}
