/* What heartbeats prove; see witness.h. */
#include "vrrpd/vrrp/witness.h"

int64_t witness_well_until_us(const struct witness_claim *claim, uint8_t down_adverts)
{
    const struct heartbeat_router *router = &claim->router;

    if (claim->heard_us == 0 || router->state != ELECTION_MASTER ||
        router->advert_age_us == HEARTBEAT_NO_ADVERT)
        return 0;
    return claim->heard_us - router->advert_age_us + (int64_t)down_adverts * router->interval_us;
}

static int64_t patience_us(const struct witness_own *own)
{
    return own->down_adverts * own->interval_us;
}

bool witness_hears(const struct witness_own *own, int64_t now_us)
{
    return own->last_heard_us != 0 && now_us - own->last_heard_us <= patience_us(own);
}

static bool own_well(const struct witness_own *own, int64_t now_us)
{
    return own->state == ELECTION_MASTER && own->advert_sent_us != 0 &&
           now_us - own->advert_sent_us <= patience_us(own);
}

/* Both sides are given the time to hear of a change: adverts as long as a backup waits for them. */
static bool settled(const struct witness_own *own, const struct witness_claim *claim, int64_t now_us)
{
    int64_t claimed_us = (int64_t)claim->router.since_s * 1000000 + (now_us - claim->heard_us);

    return now_us - own->since_us > patience_us(own) && claimed_us > patience_us(own);
}

enum witness_finding witness_find(const struct witness_own *own, const struct witness_claim *claim,
                                  int64_t now_us)
{
    bool peer_well = now_us < witness_well_until_us(claim, own->down_adverts);

    if (claim->heard_us == 0 || now_us >= claim->live_until_us || !settled(own, claim, now_us))
        return WITNESS_NOTHING;
    if (own->state == ELECTION_MASTER && claim->router.state == ELECTION_MASTER && peer_well)
        return WITNESS_BOTH_MASTERS;
    if (own->state == ELECTION_BACKUP && peer_well && !witness_hears(own, now_us))
        return WITNESS_DEAF;
    if (claim->router.state == ELECTION_BACKUP && own_well(own, now_us) &&
        !(claim->router.flags & HEARTBEAT_HEARS_MASTER))
        return WITNESS_UNHEARD;
    return WITNESS_NOTHING;
}

bool witness_tell(struct notice *notice, bool held, const struct election_master *master, int64_t now_us)
{
    uint32_t number = notice->number + 1;

    if (held == (notice->phase != NOTICE_CLOSED))
        return false;
    if (!held) {
        notice->phase = NOTICE_CLOSED;
        return true;
    }
    *notice = (struct notice){.kind = NOTICE_HEARTBEAT,
                              .phase = NOTICE_OPEN,
                              .peer = master->address,
                              .priority = master->priority,
                              .has_priority = master->address.family != ADDR_NONE,
                              .since_us = now_us,
                              .number = number};
    return true;
}

bool witness_lives(const struct witness_own *own, const struct witness_claim *claim, int64_t now_us)
{
    return claim->heard_us != 0 && claim->router.state == ELECTION_MASTER && own->state == ELECTION_BACKUP &&
           witness_hears(own, now_us) && own->last_heard_us > claim->live_until_us;
}
