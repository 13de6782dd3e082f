/* The state machine of one virtual router; see election.h for the contract. Never reads a clock, sends or
 * logs: it only says what is to be done. */
#include "vrrpd/vrrp/election.h"

#include <string.h>

#include "vrrpd/vrrp/election_announce.h"
#include "vrrpd/vrrp/election_hear.h"
#include "vrrpd/vrrp/election_parts.h"
#include "vrrpd/vrrp/election_serve.h"
#include "vrrpd/vrrp/timers.h"

/* Adverts due within this fraction of the interval leave with those due now. */
enum { ADVERT_EARLY_FRACTION = 8 };

bool election_is_owner(const struct election *election)
{
    return election->config.priority == ELECTION_PRIORITY_OWNER;
}

uint8_t election_priority(const struct election *election)
{
    return election->memory.drained ? ELECTION_PRIORITY_DRAINED : election->memory.effective_priority;
}

int64_t election_down_us(const struct election *election)
{
    const struct election_config *config = &election->config;

    return timers_down_us(config->version, election_priority(election), election->memory.master.interval_us,
                          config->down_adverts);
}

/* When a BACKUP's patience ends: the skew after priority 0, else the whole down interval (RFC 9568 6.4.2). */
static int64_t down_deadline_us(const struct election *election)
{
    const struct election_memory *memory = &election->memory;

    if (memory->resigned_heard)
        return memory->down_base_us + timers_skew_us(election->config.version, election_priority(election),
                                                     memory->master.interval_us);
    return memory->down_base_us + election_down_us(election);
}

/* Nobody is known to be master: wait by our own interval. */
static void forget_master(struct election *election)
{
    election->memory.master = (struct election_master){.interval_us = election->config.interval_us};
    election->memory.learned = false;
}

/* The only writer of `state`. */
static void enter(struct election *election, enum election_state state, enum election_reason reason,
                  int64_t now_us, struct election_output *out)
{
    struct election_memory *memory = &election->memory;
    int64_t waiting_since_us = memory->since_us;

    if (memory->state == ELECTION_BACKUP)
        waiting_since_us = memory->down_base_us;
    else if (memory->state == ELECTION_MASTER)
        waiting_since_us = memory->last_sent_us;
    out->transition = (struct election_transition){.from = memory->state,
                                                   .to = state,
                                                   .reason = reason,
                                                   .peer = memory->master,
                                                   .silence_us = now_us - waiting_since_us};
    memory->state = state;
    memory->since_us = now_us;
    memory->transitions++;
    election_act(out, ELECTION_REPORT);
}

void election_send_advert(struct election *election, int64_t now_us, struct election_output *out)
{
    struct election_memory *memory = &election->memory;

    election_act(out, ELECTION_SEND_ADVERT);
    memory->last_sent_us = now_us;
    memory->sent_interval_us = election->config.interval_us;
}

/* RFC 9568 6.4.2 (155)-(185): advert first, so that peers stop waiting before the slower work begins. */
static void become_master(struct election *election, enum election_reason reason, int64_t now_us,
                          struct election_output *out)
{
    struct election_memory *memory = &election->memory;

    election_send_advert(election, now_us, out);
    election_act(out, ELECTION_TAKE_ADDRESSES);
    memory->advert_at_us = now_us + election->config.interval_us;
    memory->addresses_ready = false;
    memory->yielded = false;
    memory->wants = memory->left = memory->serving = false;
    memory->answer_after_us = now_us;
    memory->calm_after_us = now_us;
    memory->announce_at_us = ELECTION_NEVER;
    memory->refresh_at_us = ELECTION_NEVER;
    enter(election, ELECTION_MASTER, reason, now_us, out);
    forget_master(election);
}

void election_wait(struct election *election, enum election_reason reason, int64_t now_us,
                   struct election_output *out)
{
    struct election_memory *memory = &election->memory;

    memory->left = election->config.grouped && memory->state == ELECTION_MASTER;
    memory->wants = false;
    enter(election, ELECTION_BACKUP, reason, now_us, out);
    memory->down_base_us = now_us;
    memory->resigned_heard = false;
    memory->weaker_heard = false;
    memory->preempt_at_us = 0;
}

/* Patience is over: MASTER, or in a group the wish to be. */
static void claim(struct election *election, enum election_reason reason, int64_t now_us,
                  struct election_output *out)
{
    if (!election->config.grouped) {
        become_master(election, reason, now_us, out);
        return;
    }
    election->memory.wants = true;
    election->memory.wants_reason = reason;
}

static void begin(struct election *election, enum election_reason reason, int64_t now_us,
                  struct election_output *out)
{
    bool owns = election_is_owner(election) && !election->memory.drained;

    forget_master(election);
    if (!owns || election->config.grouped)
        election_wait(election, reason, now_us, out);
    if (owns)
        claim(election, ELECTION_OWNER, now_us, out);
}

/* Leaves MASTER of our own will: peers need only wait their skew. */
static void resign(struct election *election, enum election_release release, int64_t now_us,
                   struct election_output *out)
{
    election_act(out, ELECTION_SEND_RESIGN);
    election_serve_begin(election, release, now_us, out);
}

void election_init(struct election *election, const struct election_config *config)
{
    memset(election, 0, sizeof(*election));
    election->config = *config;
    election->memory.state = ELECTION_INIT;
    election->memory.effective_priority = config->priority;
    election->memory.announce_at_us = ELECTION_NEVER;
    election->memory.refresh_at_us = ELECTION_NEVER;
    forget_master(election);
}

void election_start(struct election *election, const struct addr *source, enum election_reason fault,
                    int64_t now_us, struct election_output *out)
{
    out->count = 0;
    if (election->memory.state != ELECTION_INIT)
        return;
    election->source = *source;
    election->memory.since_us = now_us;
    election->memory.yielded = false;
    if (fault != ELECTION_REASON_NONE)
        enter(election, ELECTION_FAULT, fault, now_us, out);
    else
        begin(election, ELECTION_STARTED, now_us, out);
}

void election_stop(struct election *election, enum election_release release, int64_t now_us,
                   struct election_output *out)
{
    out->count = 0;
    if (release == ELECTION_RELEASE_NOW)
        election_serve_end(election, out);
    if (election->memory.state == ELECTION_INIT)
        return;
    if (election->memory.state == ELECTION_MASTER)
        resign(election, release, now_us, out);
    enter(election, ELECTION_INIT, ELECTION_STOPPED, now_us, out);
}

/* Without link or address nobody is served. */
static bool must_release(enum election_reason fault)
{
    return fault != ELECTION_TRACKER_FAILED && fault != ELECTION_GROUP_FAULT;
}

void election_fault(struct election *election, enum election_reason reason, int64_t now_us,
                    struct election_output *out)
{
    out->count = 0;
    if (must_release(reason))
        election_serve_end(election, out);
    if (election->memory.state == ELECTION_INIT || election->memory.state == ELECTION_FAULT)
        return;
    if (election->memory.state == ELECTION_MASTER)
        resign(election, must_release(reason) ? ELECTION_RELEASE_NOW : ELECTION_RELEASE_HEARD, now_us, out);
    enter(election, ELECTION_FAULT, reason, now_us, out);
    forget_master(election);
}

void election_recover(struct election *election, const struct addr *source, int64_t now_us,
                      struct election_output *out)
{
    out->count = 0;
    if (election->memory.state != ELECTION_FAULT)
        return;
    election->source = *source;
    begin(election, ELECTION_RECOVERED, now_us, out);
}

void election_set_source(struct election *election, const struct addr *source)
{
    election->source = *source;
}

void election_set_priority(struct election *election, uint8_t effective_priority)
{
    if (!election_is_owner(election))
        election->memory.effective_priority = effective_priority;
}

/* Gives mastership away for the operator; the next master is whoever answers. */
static void give_away(struct election *election, enum election_reason reason, int64_t now_us,
                      struct election_output *out)
{
    resign(election, ELECTION_RELEASE_HEARD, now_us, out);
    election_wait(election, reason, now_us, out);
    forget_master(election);
}

void election_drain(struct election *election, bool drained, int64_t now_us, struct election_output *out)
{
    out->count = 0;
    if (election->memory.drained == drained)
        return;
    election->memory.drained = drained;
    if (drained && election->memory.state == ELECTION_MASTER)
        give_away(election, ELECTION_DRAINED, now_us, out);
}

void election_yield(struct election *election, int64_t now_us, struct election_output *out)
{
    out->count = 0;
    if (election->memory.state != ELECTION_MASTER)
        return;
    give_away(election, ELECTION_YIELDED, now_us, out);
    election->memory.yielded = true;
}

void election_take(struct election *election, int64_t now_us, struct election_output *out)
{
    out->count = 0;
    if (election->memory.state == ELECTION_BACKUP && election->memory.wants)
        become_master(election, election->memory.wants_reason, now_us, out);
}

void election_leave(struct election *election, int64_t now_us, struct election_output *out)
{
    out->count = 0;
    if (election->memory.state == ELECTION_MASTER)
        give_away(election, ELECTION_GROUP_LEFT, now_us, out);
}

void election_adopt(struct election *election, const struct election_memory *predecessor,
                    const struct addr *source, int64_t now_us, struct election_output *out)
{
    struct election_memory *memory = &election->memory;
    int64_t patience_us = election->config.down_adverts * predecessor->sent_interval_us;

    out->count = 0;
    if (predecessor->state == ELECTION_INIT) {
        memory->drained = predecessor->drained;
        election_serve_adopt(election, predecessor);
        election_start(election, source, ELECTION_REASON_NONE, now_us, out);
        return;
    }
    *memory = *predecessor;
    memory->effective_priority = election->config.priority;
    election->source = *source;
    if (election->config.version == 2 || !memory->learned)
        memory->master.interval_us = election->config.interval_us;
    if (!election->config.grouped)
        memory->wants = memory->left = false;
    if (memory->state != ELECTION_MASTER)
        return;
    if (now_us - memory->last_sent_us < patience_us) {
        memory->advert_at_us = now_us;
        election_act(out, ELECTION_TAKE_ADDRESSES);
        return;
    }
    election_act(out, ELECTION_DROP_ADDRESSES);
    election_wait(election, ELECTION_ADOPTED_LATE, now_us, out);
}

void election_hear(struct election *election, const struct election_advert *advert, int64_t now_us,
                   struct election_output *out)
{
    out->count = 0;
    if (advert->priority != ELECTION_PRIORITY_RESIGN)
        election_serve_heard(election, now_us);
    if (election->memory.state == ELECTION_BACKUP)
        election_hear_as_backup(election, advert, now_us);
    else if (election->memory.state == ELECTION_MASTER)
        election_hear_as_master(election, advert, now_us, out);
}

/* A master that resigned, or a weaker one that speaks, is not silent. */
static bool is_vetoed(const struct election_memory *memory)
{
    return memory->vetoes != 0 && !memory->resigned_heard && !memory->weaker_heard;
}

static void tick_backup(struct election *election, int64_t now_us, struct election_output *out)
{
    const struct election_memory *memory = &election->memory;

    if (memory->wants || is_vetoed(memory) || now_us < down_deadline_us(election))
        return;
    claim(election,
          memory->resigned_heard ? ELECTION_MASTER_RESIGNED
          : memory->weaker_heard ? ELECTION_PREEMPTED
                                 : ELECTION_MASTER_SILENT,
          now_us, out);
}

static void tick_advert(struct election *election, int64_t now_us, struct election_output *out)
{
    struct election_memory *memory = &election->memory;
    int64_t interval_us = election->config.interval_us;
    int64_t due_us = memory->advert_at_us;
    bool was_deaf = now_us - memory->last_sent_us >= election->config.down_adverts * interval_us;

    if (now_us + interval_us / ADVERT_EARLY_FRACTION < due_us)
        return;
    election_send_advert(election, now_us, out);
    /* Late: keep the cadence. Early: stay in step with what was sent now. */
    memory->advert_at_us =
        due_us <= now_us && due_us + interval_us > now_us ? due_us + interval_us : now_us + interval_us;
    /* Whoever was silent that long may have been replaced for a moment and caches may point elsewhere. */
    if (was_deaf && memory->addresses_ready)
        election_announce(out, election->config.announce_repeat);
}

void election_woke(struct election *election, int64_t now_us, struct election_output *out)
{
    out->count = 0;
    if (election->memory.state != ELECTION_MASTER)
        return;
    election_send_advert(election, now_us, out);
    election->memory.advert_at_us = now_us + election->config.interval_us;
    if (election->memory.addresses_ready)
        election_announce(out, election->config.announce_repeat);
}

void election_tick(struct election *election, int64_t now_us, struct election_output *out)
{
    out->count = 0;
    if (election->memory.state == ELECTION_BACKUP) {
        tick_backup(election, now_us, out);
    } else if (election->memory.state == ELECTION_MASTER) {
        tick_advert(election, now_us, out);
        election_announce_tick(election, now_us, out);
    }
    election_serve_tick(election, now_us, out);
}

int64_t election_patience_us(const struct election *election)
{
    return election->memory.state == ELECTION_BACKUP ? down_deadline_us(election) : ELECTION_NEVER;
}

bool election_held(const struct election *election, int64_t now_us)
{
    return is_vetoed(&election->memory) && now_us >= election_patience_us(election);
}

void election_set_vetoes(struct election *election, uint8_t vetoes)
{
    election->memory.vetoes = vetoes;
}

static int64_t own_deadline_us(const struct election *election)
{
    const struct election_memory *memory = &election->memory;

    if (memory->state == ELECTION_BACKUP)
        return memory->wants || is_vetoed(memory) ? ELECTION_NEVER : down_deadline_us(election);
    if (memory->state != ELECTION_MASTER)
        return ELECTION_NEVER;
    return timers_earlier_us(memory->advert_at_us, election_announce_deadline_us(election));
}

int64_t election_deadline_us(const struct election *election)
{
    return timers_earlier_us(own_deadline_us(election), election_serve_deadline_us(election));
}
