/* Another master; see conflict.h. */
#include "vrrpd/vrrp/conflict.h"

#include <string.h>

enum { QUIET_INTERVALS = 4, DEAF_ADVERTS = 4, ASKS = 4 };

static const int64_t quiet_least_us = 1000000, quiet_most_us = 60000000;
static const int64_t refused_us = 10000000; /* for so long one refused advert counts beside a claim */
static const int64_t update_pause_us = 60000000;
static const int64_t forget_us = 600000000; /* what comes back later is told like the first one */

static bool is_settled(const struct conflict_self *self)
{
    return self->now_us - self->master_since_us >= self->down_us;
}

static int64_t quiet_of(const struct conflict *conflict, const struct conflict_self *self,
                        int64_t interval_us)
{
    int64_t longer_us = interval_us > self->interval_us ? interval_us : self->interval_us;
    int64_t quiet_us = QUIET_INTERVALS * longer_us;

    quiet_us = quiet_us > quiet_least_us ? quiet_us : quiet_least_us;
    /* One that comes and goes is told once, not each time. */
    if (conflict->closed_us != 0 && self->now_us - conflict->closed_us < forget_us &&
        quiet_us < 4 * conflict->quiet_us)
        quiet_us = 4 * conflict->quiet_us;
    return quiet_us < quiet_most_us ? quiet_us : quiet_most_us;
}

static void keep_claim(struct notice *open, const struct notice *claim)
{
    if (!claim->has_mac)
        return;
    open->has_mac = true;
    memcpy(open->mac, claim->mac, sizeof(open->mac));
    open->vip = claim->vip;
}

static unsigned open_notice(struct conflict *conflict, const struct conflict_self *self,
                            const struct notice *notice, int64_t interval_us)
{
    uint32_t number = conflict->notice.number + 1;
    const struct notice *before = &conflict->suspected;
    bool refused = notice->adverts == 0 && before->kind != NOTICE_NONE && before->error != PACKET_OK &&
                   self->now_us - conflict->suspected_us <= refused_us;

    conflict->quiet_us = quiet_of(conflict, self, interval_us);
    conflict->notice = *notice;
    if (refused) { /* whose advert was refused a moment ago is the one that claims */
        conflict->notice = *before;
        keep_claim(&conflict->notice, notice);
    }
    conflict->suspected.kind = NOTICE_NONE;
    conflict->notice.phase = NOTICE_OPEN;
    conflict->notice.number = number;
    conflict->report_after_us = self->now_us + update_pause_us;
    conflict->ask_at_us = self->now_us + conflict->quiet_us / ASKS;
    return CONFLICT_REPORT;
}

/* More is known: told at once when it is another cause, else now and then. */
static unsigned update(struct conflict *conflict, const struct notice *notice, int64_t now_us)
{
    struct notice *open = &conflict->notice;
    bool other = open->kind != notice->kind || open->error != notice->error;

    /* Adverts say more than claims, and what is known of a deaf one stays. */
    if (open->kind == NOTICE_DEAF_MASTER && notice->kind == NOTICE_SECOND_MASTER)
        other = false;
    if (notice->adverts == 0 && open->adverts > 0)
        other = false;
    if (other) {
        open->kind = notice->kind;
        open->error = notice->error;
        open->peer = notice->peer;
        open->has_priority = notice->has_priority;
        open->priority = notice->priority;
    }
    keep_claim(open, notice);
    open->phase = NOTICE_UPDATE;
    if (!other && now_us < conflict->report_after_us)
        return 0;
    conflict->report_after_us = now_us + update_pause_us;
    return CONFLICT_REPORT;
}

/* One sign may be the last word of a predecessor; a second one, an interval later, is not. After that long as
 * MASTER one is enough. */
static unsigned suspect(struct conflict *conflict, const struct conflict_self *self,
                        const struct notice *notice, int64_t interval_us)
{
    bool is_open = conflict->notice.phase != NOTICE_CLOSED;
    bool again = conflict->suspected.kind != NOTICE_NONE && conflict->suspected_us >= self->master_since_us &&
                 self->now_us - conflict->suspected_us >= self->interval_us &&
                 self->now_us - conflict->heard_us <= QUIET_INTERVALS * self->interval_us + quiet_least_us;

    conflict->heard_us = self->now_us;
    if (is_open)
        return update(conflict, notice, self->now_us);
    /* One refused advert may be a damaged one. */
    if (again || (is_settled(self) && notice->error == PACKET_OK)) {
        return open_notice(conflict, self, notice, interval_us);
    }
    if (conflict->suspected.kind == NOTICE_NONE || conflict->suspected_us < self->master_since_us) {
        conflict->suspected = *notice;
        conflict->suspected_us = self->now_us;
    }
    return 0;
}

unsigned conflict_heard(struct conflict *conflict, const struct conflict_self *self,
                        const struct conflict_advert *advert)
{
    struct notice notice = {.kind = NOTICE_SECOND_MASTER,
                            .error = (uint8_t)advert->error,
                            .priority = advert->priority,
                            .has_priority = advert->decoded,
                            .since_us = self->now_us,
                            .adverts = 1};
    bool is_open = conflict->notice.phase != NOTICE_CLOSED;

    if (advert->decoded)
        notice.peer = advert->source;
    if (is_open)
        conflict->notice.adverts++;
    if (advert->error != PACKET_OK)
        notice.kind = advert->shares ? NOTICE_REFUSED : NOTICE_COLLISION;
    else if (is_open && conflict->notice.adverts >= DEAF_ADVERTS &&
             self->now_us - conflict->notice.since_us >= (DEAF_ADVERTS - 1) * self->interval_us)
        notice.kind = NOTICE_DEAF_MASTER;
    return suspect(conflict, self, &notice, advert->interval_us);
}

unsigned conflict_claimed(struct conflict *conflict, const struct conflict_self *self, const struct addr *vip,
                          const uint8_t mac[CONF_MAC_SIZE], bool was_master)
{
    struct notice notice = {.kind = was_master ? NOTICE_CLAIM_PEER : NOTICE_CLAIM,
                            .has_mac = true,
                            .vip = *vip,
                            .since_us = self->now_us,
                            .claims = 1};
    unsigned acts;

    memcpy(notice.mac, mac, sizeof(notice.mac));
    if (conflict->notice.phase != NOTICE_CLOSED)
        conflict->notice.claims++;
    acts = suspect(conflict, self, &notice, 0);
    if (self->now_us < conflict->announce_after_us)
        return acts;
    conflict->announce_after_us = self->now_us + self->calm_us;
    return acts | CONFLICT_ANNOUNCE;
}

static int64_t over_us(const struct conflict *conflict)
{
    return conflict->heard_us + conflict->quiet_us;
}

unsigned conflict_tick(struct conflict *conflict, bool master, int64_t now_us)
{
    if (conflict->notice.phase == NOTICE_CLOSED)
        return 0;
    if (master && now_us < over_us(conflict)) {
        if (now_us < conflict->ask_at_us)
            return 0;
        conflict->ask_at_us = now_us + conflict->quiet_us / ASKS;
        return CONFLICT_ASK;
    }
    conflict->notice.phase = NOTICE_CLOSED;
    conflict->closed_us = now_us;
    /* Another cluster that keeps its VRID's addresses never contended with us. */
    if (!master || conflict->notice.kind == NOTICE_COLLISION)
        return CONFLICT_REPORT;
    /* The other one's announcements may have been the last (SB-E1). */
    return CONFLICT_REPORT | CONFLICT_CONFIRM | CONFLICT_ANNOUNCE;
}

int64_t conflict_deadline_us(const struct conflict *conflict)
{
    if (conflict->notice.phase == NOTICE_CLOSED)
        return CONFLICT_NEVER;
    return conflict->ask_at_us < over_us(conflict) ? conflict->ask_at_us : over_us(conflict);
}
