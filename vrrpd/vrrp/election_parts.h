/* What the files of the election share; included by election*.c alone. Pure. */
#ifndef VRRPD_VRRP_ELECTION_PARTS_H
#define VRRPD_VRRP_ELECTION_PARTS_H

#include "vrrpd/vrrp/election.h"

/* Adds an action to be carried out. */
static inline void election_act(struct election_output *out, enum election_action_kind kind)
{
    out->actions[out->count++] = (struct election_action){.kind = kind};
}

/* ---- election.c ---- */

/* Priority 255: it has its addresses by right. */
bool election_is_owner(const struct election *election);

/* Sends an advert and remembers when and with what interval. */
void election_send_advert(struct election *election, int64_t now_us, struct election_output *out);

/* BACKUP, waiting for a master from now on. */
void election_wait(struct election *election, enum election_reason reason, int64_t now_us,
                   struct election_output *out);

#endif
