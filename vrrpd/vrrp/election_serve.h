/* The planned hand-over: whoever gives mastership away says so at once and goes on serving until the
 * successor is heard, so that nobody is without an answer between the two. Part of the election's machine and
 * of nothing else. Pure.
 *
 * The successor is heard by its advert, which it sends before it has the addresses, and by its announcement,
 * which it sends when it has them: after the first we serve for a moment more, after the last announcement
 * only for what is still on its way to us. */
#ifndef VRRPD_VRRP_ELECTION_SERVE_H
#define VRRPD_VRRP_ELECTION_SERVE_H

#include "vrrpd/vrrp/election.h"

/* Leaving MASTER: drops the addresses, or begins to serve. Called before the state changes. */
void election_serve_begin(struct election *election, enum election_release release, int64_t now_us,
                          struct election_output *out);

/* Goes on serving where the predecessor stopped. */
void election_serve_adopt(struct election *election, const struct election_memory *predecessor);

/* Drops the addresses if it still serves. */
void election_serve_end(struct election *election, struct election_output *out);

/* Another router's advert as master was heard. */
void election_serve_heard(struct election *election, int64_t now_us);

/* Ends what is over. */
void election_serve_tick(struct election *election, int64_t now_us, struct election_output *out);

/* When that will be, ELECTION_NEVER when it does not serve. */
int64_t election_serve_deadline_us(const struct election *election);

#endif
