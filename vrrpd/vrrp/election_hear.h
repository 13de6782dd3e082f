/* What an advert of another router means to a BACKUP and to a MASTER. Part of the election's machine and of
 * nothing else. Pure. */
#ifndef VRRPD_VRRP_ELECTION_HEAR_H
#define VRRPD_VRRP_ELECTION_HEAR_H

#include "vrrpd/vrrp/election.h"

/* RFC 9568 6.4.2 (400) to (470): follows the sender, or goes on waiting to replace it. */
void election_hear_as_backup(struct election *election, const struct election_advert *advert, int64_t now_us);

/* RFC 9568 6.4.3 (700) to (790): answers a weaker master, yields to a stronger one. */
void election_hear_as_master(struct election *election, const struct election_advert *advert, int64_t now_us,
                             struct election_output *out);

#endif
