/* What heartbeats prove about a virtual router: whether its master is well although its adverts do not
 * arrive, and which of the two paths is dead. Pure: what was heard and the time go in.
 *
 * A heartbeat says how old the sender's last advert is. What it says is believed until an attentive backup
 * would have missed its adverts, counted from that advert: a node that dies loses both at once, and the
 * heartbeat never makes a fail-over later than it is without one. */
#ifndef VRRPD_VRRP_WITNESS_H
#define VRRPD_VRRP_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/vrrp/heartbeat_wire.h"
#include "vrrpd/vrrp/notice.h"

/* What one peer last said of one virtual router. */
struct witness_claim {
    struct heartbeat_router router;
    int64_t heard_us;      /* 0: nothing yet */
    int64_t live_until_us; /* of the path it came over, see heartbeat_session.h */
};

/* How this node stands to it. */
struct witness_own {
    enum election_state state;
    uint8_t down_adverts;
    int64_t interval_us;    /* of the adverts we wait by */
    int64_t last_heard_us;  /* the last advert from anybody, 0: none */
    int64_t advert_sent_us; /* our own as MASTER, 0: none */
    int64_t since_us;       /* in this state */
};

/* Until when the peer counts as MASTER and well; 0: it does not. */
int64_t witness_well_until_us(const struct witness_claim *claim, uint8_t down_adverts);

/* Whether a master's adverts arrive here. */
bool witness_hears(const struct witness_own *own, int64_t now_us);

enum witness_finding {
    WITNESS_NOTHING,      /* nothing to say: no news, or all is well */
    WITNESS_DEAF,         /* the peer is MASTER and well, and we do not hear its adverts */
    WITNESS_UNHEARD,      /* we are MASTER and well, and the peer does not hear our adverts */
    WITNESS_BOTH_MASTERS, /* so are we */
    WITNESS_FINDING_COUNT
};

/* What claim and own state say about the path of the adverts. */
enum witness_finding witness_find(const struct witness_own *own, const struct witness_claim *claim,
                                  int64_t now_us);

/* Opens the notice when heartbeats begin to hold a BACKUP back, closes it when they do not any more. True
 * when it is news. */
bool witness_tell(struct notice *notice, bool held, const struct election_master *master, int64_t now_us);

enum witness_path {
    WITNESS_PATH_NEW,    /* nothing was heard yet, and not for long */
    WITNESS_PATH_LIVE,   /* both ways */
    WITNESS_PATH_SILENT, /* nothing comes; the node may be dead as well */
    WITNESS_PATH_DEAD,   /* nothing comes, but the node lives: its adverts do */
    WITNESS_PATH_COUNT
};

/* Whether adverts that came after the heartbeats prove that the peer lives: it was the master, and is heard.
 */
bool witness_lives(const struct witness_own *own, const struct witness_claim *claim, int64_t now_us);

#endif
