/* When a MASTER announces its addresses, after they were installed and from then on; part of the election's
 * machine and of nothing else. Pure. */
#ifndef VRRPD_VRRP_ELECTION_ANNOUNCE_H
#define VRRPD_VRRP_ELECTION_ANNOUNCE_H

#include "vrrpd/vrrp/election.h"

/* Adds a round of announcements; none when `repeat` is 0. */
void election_announce(struct election_output *out, uint8_t repeat);

/* MASTER: the rounds that are due. */
void election_announce_tick(struct election *election, int64_t now_us, struct election_output *out);

/* When the next round is due, ELECTION_NEVER: none is. */
int64_t election_announce_deadline_us(const struct election *election);

#endif
