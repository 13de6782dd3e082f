/* The silent master; see silence.h. */
#include "vrrpd/vrrp/silence.h"

#include <string.h>

#include "conf/lease.h"

enum {
    ASKS_PER_INTERVAL = 4,
    LAPSE_ASKS = 3, /* unanswered ones: less than an interval */
    HOLD_INTERVALS = 2,
    OVERDUE_FRACTION = 8,
    LEARN_TRIES = 5, /* soon after one another; then seldom */
};

static const int64_t period_least_us = 5000;
static const int64_t idle_us = 1000000;
static const int64_t learn_soon_us = 1000000, learn_again_us = 300000000;

static int64_t period_us(const struct silence_self *self)
{
    int64_t period_us = self->interval_us / ASKS_PER_INTERVAL;

    return period_us > period_least_us ? period_us : period_least_us;
}

/* Whether an answer may still keep us from promotion. */
static bool may_hold(const struct silence *silence, const struct silence_self *self)
{
    return self->mode != CONF_SILENT_PROMOTE && !silence->spent;
}

/* Between questions that are answered, after patience has ended: something keeps us from promotion, for hours
 * perhaps, and where it is not we who hold nobody waits for the answer. */
static int64_t calm_us(const struct silence *silence, const struct silence_self *self)
{
    bool seldom = !may_hold(silence, self) && self->interval_us < idle_us;

    return seldom ? idle_us : self->interval_us;
}

/* Quickly while the answer decides something that is near: promotion, or whether the answers have stopped. */
static int64_t next_ask_us(const struct silence *silence, const struct silence_self *self)
{
    bool quick = self->now_us < self->patience_us || (may_hold(silence, self) && silence->answered_us != 0);

    return self->now_us + (quick ? period_us(self) : calm_us(silence, self));
}

/* An interval before patience ends, but not before an advert is overdue, which matters where few may be
 * missed; and not so late that no answer could come. */
static int64_t first_ask_us(const struct silence_self *self)
{
    int64_t slack_us = self->interval_us / OVERDUE_FRACTION;
    int64_t at_us = self->patience_us - self->interval_us;
    int64_t overdue_us = self->base_us + self->interval_us + slack_us;

    at_us = at_us > overdue_us ? at_us : overdue_us;
    return at_us < self->patience_us - slack_us ? at_us : self->patience_us - slack_us;
}

/* ---- the master's MAC ---- */

static unsigned learn(struct silence *silence, const struct silence_self *self)
{
    if (self->master.family == ADDR_NONE)
        return 0;
    if (!addr_equal(&silence->master, &self->master)) {
        silence->master = self->master;
        silence->has_mac = false;
        silence->learn_tries = 0;
        silence->learn_at_us = self->now_us;
    }
    if (self->now_us < silence->learn_at_us)
        return 0;
    silence->learning = true;
    if (silence->learn_tries < UINT8_MAX)
        silence->learn_tries++;
    silence->learn_at_us =
        self->now_us + (silence->learn_tries < LEARN_TRIES ? learn_soon_us : learn_again_us);
    return SILENCE_ASK_MASTER;
}

void silence_learned(struct silence *silence, const uint8_t mac[CONF_MAC_SIZE])
{
    /* The first answer: a proxy's comes later than the owner's. */
    if (!silence->learning)
        return;
    silence->learn_at_us += silence->learn_tries < LEARN_TRIES ? learn_again_us - learn_soon_us : 0;
    silence->learning = false;
    silence->learn_tries = 0;
    silence->has_mac = true;
    memcpy(silence->mac, mac, sizeof(silence->mac));
}

static bool is_masters(const struct silence *silence, const struct silence_self *self,
                       const uint8_t mac[CONF_MAC_SIZE])
{
    return (silence->has_mac && memcmp(mac, silence->mac, CONF_MAC_SIZE) == 0) ||
           memcmp(mac, self->virtual_mac, CONF_MAC_SIZE) == 0;
}

void silence_adopt(struct silence *silence, int64_t now_us)
{
    silence->ask_at_us = now_us;
    silence->unanswered_us = 0;
    if (silence->veto)
        silence->answered_us = now_us;
}

/* ---- the silence ---- */

static void tell(struct silence *silence, enum notice_kind kind, enum notice_phase phase, int64_t now_us)
{
    if (phase != NOTICE_CLOSED || silence->notice.kind != kind || silence->notice.phase == NOTICE_CLOSED) {
        silence->notice.since_us = now_us;
        silence->notice.number++;
    }
    silence->notice.kind = (uint8_t)kind;
    silence->notice.phase = (uint8_t)phase;
}

static unsigned end(struct silence *silence, int64_t now_us)
{
    silence->asking = silence->spent = silence->veto = silence->stranger_told = false;
    silence->answered_us = silence->unanswered_us = 0;
    if (silence->notice.phase == NOTICE_CLOSED)
        return 0;
    tell(silence, NOTICE_HELD, NOTICE_CLOSED, now_us);
    return SILENCE_REPORT;
}

/* Counted from a question, so that a node which did not run for a while asks before it gives up. */
static void judge(struct silence *silence, const struct silence_self *self)
{
    if (silence->unanswered_us != 0 && self->now_us - silence->unanswered_us >= LAPSE_ASKS * period_us(self))
        silence->answered_us = 0;
    if (self->mode == CONF_SILENT_HOLD_FOR && self->now_us >= self->patience_us + self->hold_us)
        silence->spent = true;
    silence->veto = may_hold(silence, self) && silence->answered_us != 0;
}

static unsigned tell_held(struct silence *silence, const struct silence_self *self)
{
    bool held = silence->veto && self->now_us >= self->patience_us;
    bool told = silence->notice.phase != NOTICE_CLOSED;

    if (held == told)
        return 0;
    tell(silence, NOTICE_HELD, held ? NOTICE_OPEN : NOTICE_CLOSED, self->now_us);
    return SILENCE_REPORT;
}

static bool is_silent(const struct silence_self *self)
{
    return self->backup && !self->gone && self->now_us >= first_ask_us(self);
}

unsigned silence_tick(struct silence *silence, const struct silence_self *self)
{
    unsigned acts = 0;

    if (!self->backup)
        return end(silence, self->now_us);
    if (!is_silent(self))
        return end(silence, self->now_us) | (self->gone ? 0 : learn(silence, self));
    if (!silence->asking) {
        silence->asking = true;
        silence->ask_at_us = self->now_us;
    }
    judge(silence, self);
    if (self->now_us >= silence->ask_at_us) {
        silence->ask_at_us = next_ask_us(silence, self);
        if (silence->unanswered_us == 0)
            silence->unanswered_us = self->now_us;
        acts |= SILENCE_ASK_VIP;
    }
    return acts | tell_held(silence, self);
}

unsigned silence_answered(struct silence *silence, const struct silence_self *self, const struct addr *vip,
                          const uint8_t mac[CONF_MAC_SIZE])
{
    struct notice *notice = &silence->notice;
    bool masters = is_masters(silence, self, mac);

    if (!silence->asking || !is_silent(self) || (!masters && silence->stranger_told))
        return 0;
    if (masters || notice->phase == NOTICE_CLOSED) {
        memcpy(notice->mac, mac, CONF_MAC_SIZE);
        notice->has_mac = true;
        notice->vip = *vip;
        notice->peer = self->master;
        notice->priority = self->priority;
        notice->has_priority = self->master.family != ADDR_NONE;
        notice->claims++;
    }
    if (masters) {
        silence->answered_us = self->now_us;
        silence->unanswered_us = 0;
        judge(silence, self);
        if (self->now_us >= self->patience_us)
            silence->ask_at_us = self->now_us + calm_us(silence, self);
        return tell_held(silence, self);
    }
    silence->stranger_told = true;
    if (notice->phase != NOTICE_CLOSED)
        return 0;
    tell(silence, NOTICE_STRANGER, NOTICE_CLOSED, self->now_us);
    return SILENCE_REPORT;
}

unsigned silence_promoted(struct silence *silence, int64_t now_us)
{
    bool alive = silence->asking && silence->answered_us != 0;
    unsigned acts = end(silence, now_us);

    if (!alive)
        return acts;
    tell(silence, NOTICE_ALIVE, NOTICE_CLOSED, now_us);
    return SILENCE_REPORT;
}

int64_t silence_hold_us(const struct conf_instance *conf)
{
    int64_t lease_us = conf->address_count > 0 ? conf->addresses[0].lease_us : 0;

    if (conf->silent_hold_us > 0)
        return conf->silent_hold_us;
    /* Without a lease a dead peer answers for ever: nothing to wait for. */
    return (lease_us > 0 ? conf_lease_answers_us(lease_us) : 0) + HOLD_INTERVALS * conf->advert_interval_us;
}

int64_t silence_deadline_us(const struct silence *silence, const struct silence_self *self)
{
    int64_t at_us = SILENCE_NEVER;

    if (!self->backup)
        return SILENCE_NEVER;
    if (self->gone) /* nobody says when that is over */
        return self->now_us + self->interval_us;
    if (self->master.family != ADDR_NONE)
        at_us = silence->learn_at_us;
    if (!silence->asking)
        return at_us < first_ask_us(self) ? at_us : first_ask_us(self);
    at_us = silence->ask_at_us;
    if (self->now_us < self->patience_us && self->patience_us < at_us)
        at_us = self->patience_us;
    if (silence->veto && self->mode == CONF_SILENT_HOLD_FOR && self->patience_us + self->hold_us < at_us)
        at_us = self->patience_us + self->hold_us;
    return at_us;
}
